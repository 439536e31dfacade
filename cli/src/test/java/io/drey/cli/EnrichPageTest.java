package io.drey.cli;

import static io.drey.cli.CommandRun.drey;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.testing.GeoDatabaseFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/enrich.md} says to run and to write is run and taken; the database is one of ours. */
class EnrichPageTest {

    @TempDir
    private Path folder;

    private DocsPage page;

    @BeforeEach
    void read() throws IOException {
        page = DocsPage.of("enrich.md");
    }

    @Test
    void itsCommandsDoWhatItSays() throws IOException {
        Path countries = new GeoDatabaseFile("GeoLite2-Country")
                .with("8.8.8.0/24", Map.of("country", Map.of("iso_code", "US")))
                .write(folder.resolve("countries.mmdb"));
        Path lists = Files.writeString(folder.resolve("scanners.yaml"), document("scanners"));
        List<String> outputs = new ArrayList<>();
        for (String command : page.pipedCommands()) {
            CommandRun run = DocsPage.run(command, folder, word -> switch (word) {
                case "package/iptoasn-country.mmdb" -> countries.toString();
                case "scanners.yaml" -> lists.toString();
                default -> word;
            });
            assertThat(run.exitCode()).as("%s\n%s", command, run.err()).isZero();
            outputs.add(run.out());
        }

        assertThat(outputs)
                .satisfiesExactly(
                        geo -> assertThat(geo).contains("\"country_iso_code\":\"US\""),
                        agent -> assertThat(agent).contains("\"name\":\"curl\",\"version\":\"8.5.0\""),
                        threats ->
                                assertThat(threats).contains("\"192.0.2.0/24\"", "\"scanners\"", "\"High\"", "botnet"));
    }

    @Test
    void itsDocumentsAreTaken() throws IOException {
        List<String> documents = page.blocks("yaml");
        assertThat(documents).hasSize(4);
        Files.writeString(folder.resolve("all.yaml"), String.join("---\n", documents));

        CommandRun run = drey("apply", "-f", folder.toString(), "--offline");

        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private String document(String name) {
        return page.blocks("yaml").stream()
                .filter(document -> document.contains("name: " + name + "\n"))
                .findFirst()
                .orElseThrow();
    }
}
