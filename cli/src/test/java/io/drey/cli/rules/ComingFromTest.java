package io.drey.cli.rules;

import static io.drey.cli.CommandRun.drey;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/coming-from.md} names is there, and does what its tests say. */
class ComingFromTest {

    private static final Path HOME = Path.of(System.getProperty("drey.home"));
    private static final Path EXAMPLES = HOME.resolve("rules/examples");
    private static final Pattern LINK = Pattern.compile("]\\(\\.\\./rules/examples/([a-z0-9-]+\\.yml)\\)");

    @TempDir
    private Path folder;

    @Test
    void everyExampleThatIsNamedIsThereAndTheOtherWayRound() throws IOException {
        Set<String> named = LINK.matcher(Files.readString(HOME.resolve("docs/coming-from.md")))
                .results()
                .map(link -> link.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        try (Stream<Path> files = Files.list(EXAMPLES)) {
            assertThat(named)
                    .isEqualTo(files.map(file -> file.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void everyExampleHasTestsThatPass() throws IOException {
        CommandRun run = drey("rules", "test", EXAMPLES.toString(), "--format", "json");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            assertThat(files).allSatisfy(file -> assertThat(
                            run.out().lines().filter(line -> line.contains("\"" + name(file) + "\"")))
                    .as(file.toString())
                    .isNotEmpty());
        }
    }

    @Test
    void aPatternIsExplainedAndTestedByItself() throws IOException {
        Path lines = Files.writeString(
                folder.resolve("lines.json"),
                """
                {"@timestamp":"2026-01-05T10:00:00Z","event.action":"login","user.name":"eve","source.geo.country_iso_code":"PT"}
                {"@timestamp":"2026-01-05T10:05:00Z","event.action":"login","user.name":"eve","source.geo.country_iso_code":"AU"}
                """);
        Path pattern = EXAMPLES.resolve("pattern-compare.yml");

        CommandRun explained =
                drey("rules", "explain", pattern.toString(), "--lines", lines.toString(), "--line-format", "json");

        assertThat(explained.out())
                .contains("  there      event.action equals 'login'", "  shape      Nfa[")
                .contains("ALERT of pattern-compare for eve: events 2, from line 1 to line 2");
        assertThat(drey("rules", "test", pattern.toString()).exitCode()).isZero();
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".yml", "");
    }
}
