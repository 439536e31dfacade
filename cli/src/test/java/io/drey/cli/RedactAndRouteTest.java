package io.drey.cli;

import static io.drey.cli.CommandRun.drey;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/redact-and-route.md} says to run and to write is run and taken. */
class RedactAndRouteTest {

    private static final String PAGE = "redact-and-route.md";

    @TempDir
    private Path folder;

    @Test
    void itsCommandsDoWhatItSays() throws IOException {
        List<String> outputs = new ArrayList<>();
        for (String command : DocsPage.of(PAGE).pipedCommands()) {
            CommandRun run = DocsPage.run(command, folder, word -> word);
            assertThat(run.exitCode()).as("%s\n%s", command, run.err()).isZero();
            outputs.add(run.out());
        }

        assertThat(outputs).hasSize(2);
        assertThat(outputs.get(0))
                .contains("\"203.0.113.0\"", "card=redacted&session=-", "labels", "url.query")
                .doesNotContain("203.0.113.77", "4111", "s3cr3t");
        assertThat(outputs.get(1).lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"dropped\"", "url.path", "/health"),
                        second -> assertThat(second).contains("\"/cart\""));
    }

    @Test
    void itsDocumentIsTaken() throws IOException {
        Files.writeString(
                folder.resolve("access.yaml"), DocsPage.of(PAGE).blocks("yaml").get(0));

        CommandRun run = drey("apply", "-f", folder.toString(), "--offline");

        assertThat(run.exitCode()).as(run.err()).isZero();
    }
}
