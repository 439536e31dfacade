package io.drey.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed reference is what the code says. */
class ReferenceTest {

    private static final Path REFERENCE = Path.of(System.getProperty("drey.home", ".."), "docs/reference");

    @TempDir
    private Path folder;

    @Test
    void thePagesAreWhatTheCodeSays() throws IOException {
        Path written = folder.resolve("not/there/yet");
        CommandRun run = CommandRun.drey("docs", "--out", written.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();

        assertThat(names(REFERENCE)).isEqualTo(names(written));
        for (String name : names(written)) {
            assertThat(REFERENCE.resolve(name))
                    .as("docs/reference/%s is stale: run 'bin/drey docs --out docs/reference'", name)
                    .hasSameTextualContentAs(written.resolve(name));
        }
    }

    @Test
    void noPageNamesTheMachine() throws IOException {
        for (String name : names(REFERENCE)) {
            assertThat(Files.readString(REFERENCE.resolve(name)))
                    .as(name)
                    .doesNotContain(
                            REFERENCE.toAbsolutePath().normalize().getParent().toString())
                    .doesNotContain(System.getProperty("java.version"));
        }
    }

    @Test
    void everyPageHasATitleAndLinksThatLeadSomewhere() throws IOException {
        for (String name : names(REFERENCE)) {
            String text = Files.readString(REFERENCE.resolve(name));
            assertThat(text.lines()).as(name).anyMatch(line -> line.startsWith("# "));
            assertThat(Pattern.compile("\\]\\(([^)#]+)\\)")
                            .matcher(text)
                            .results()
                            .map(link -> REFERENCE.resolve(link.group(1))))
                    .as(name)
                    .allSatisfy(target -> assertThat(target).exists());
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
