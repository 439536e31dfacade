package io.drey.cli;

import static io.drey.cli.CommandRun.drey;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/redact-and-route.md} says to run and to write is run and taken. */
class RedactAndRouteTest {

    private static final Path PAGE = Path.of(System.getProperty("drey.home")).resolve("docs/redact-and-route.md");
    private static final Pattern BLOCK = Pattern.compile("```(yaml)?\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    private Path folder;

    @Test
    void itsCommandsDoWhatItSays() throws IOException {
        List<String> outputs = new ArrayList<>();
        for (String block : blocks("")) {
            for (String command : block.lines().toList()) {
                String piped = command.substring(0, command.indexOf(" | bin/drey "));
                List<String> lines = words(piped);
                Path input = folder.resolve("lines.log");
                Files.write(input, lines.subList(lines.get(0).equals("printf") ? 2 : 1, lines.size()));
                List<String> arguments = words(command.substring(command.indexOf("bin/drey ") + "bin/drey ".length()));
                arguments.replaceAll(word -> word.equals("-") ? input.toString() : word);
                CommandRun run = drey(arguments.toArray(String[]::new));
                assertThat(run.exitCode()).as("%s\n%s", command, run.err()).isZero();
                outputs.add(run.out());
            }
        }

        assertThat(outputs).hasSize(2);
        assertThat(outputs.get(0))
                .contains("\"203.0.113.0\"", "card=redacted&session=-", "labels", "url.query")
                .doesNotContain("203.0.113.77", "4111", "s3cr3t");
        assertThat(outputs.get(1).lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"dropped\"", "url.path = /health"),
                        second -> assertThat(second).contains("\"/cart\""));
    }

    @Test
    void itsDocumentIsTaken() throws IOException {
        Files.writeString(folder.resolve("access.yaml"), blocks("yaml").get(0));

        CommandRun run = drey("apply", "-f", folder.toString(), "--offline");

        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static List<String> blocks(String kind) throws IOException {
        return BLOCK.matcher(Files.readString(PAGE))
                .results()
                .filter(block -> (block.group(1) == null ? "" : block.group(1)).equals(kind))
                .map(block -> block.group(2))
                .toList();
    }

    /** Words as a shell splits them. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        WORD.matcher(command)
                .results()
                .forEach(word -> words.add(word.group(1) == null ? word.group(2) : word.group(1)));
        return words;
    }
}
