package io.drey.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.cli.DreyProcess;
import io.drey.cli.lake.LakeThatKnowsAcme;
import io.drey.testing.Await;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries and reports that Ctrl-C or {@code --timeout} ends. */
class EndedQueryIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What Ctrl-C of a shell gives. */
    private static final int INTERRUPTED = 128 + 2;

    private static final String ROWS =
            "WITH t AS (SELECT x FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8)) AS v (x)), "
                    + "u AS (SELECT a.x FROM t a CROSS JOIN t b CROSS JOIN t c CROSS JOIN t d) ";

    /** Seventeen million rows, the first of which come soon. */
    private static final String MANY = ROWS + "SELECT a.x AS x FROM u a CROSS JOIN u b";

    /** Of more rows than can be counted in a day. */
    private static final String ENDLESS =
            ROWS + "SELECT MAX(a.x + b.x + c.x) AS x FROM u a CROSS JOIN u b CROSS JOIN u c";

    @TempDir
    private Path folder;

    @BeforeEach
    void knowATenant() {
        LakeThatKnowsAcme.in(folder);
    }

    @Test
    void aTimeOutEndsAQuery() {
        CommandRun run = CommandRun.drey(
                arguments("query", "--timeout", "2s", "--sql", ENDLESS).toArray(String[]::new));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("the query was ended after 2s, its time-out");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void ctrlCEndsAQuery() throws Exception {
        Process process = DreyProcess.start(512, arguments("query", "--sql", MANY));
        try {
            assertThat(process.getInputStream().read())
                    .as("the first row is on its way")
                    .isPositive();
            DreyProcess.interrupt(process);
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
        } finally {
            process.destroyForcibly();
        }
    }

    /** The earlier report stays, and nothing is left beside it. */
    @Test
    void ctrlCEndsAReport() throws Exception {
        Path query = Files.createDirectories(folder.resolve("queries/endless"));
        Files.writeString(query.resolve("query.sql"), MANY + "\n");
        Files.writeString(
                query.resolve("query.yaml"),
                """
                title: Endless
                answers: Nothing.
                report: true
                parameters: []
                """);
        Path out = Files.createDirectories(folder.resolve("out"));
        Path earlier = Files.writeString(out.resolve("endless.csv"), "earlier\n");
        Process process = DreyProcess.start(
                512,
                arguments(
                        "report",
                        "run",
                        "endless",
                        "--queries",
                        folder.resolve("queries").toString(),
                        "--out",
                        out.toString()));
        try {
            Await.until(
                    "rows to be written",
                    PATIENCE,
                    () -> Files.exists(out.resolve("endless.csv.part"))
                            && Files.size(out.resolve("endless.csv.part")) > 0);
            DreyProcess.interrupt(process);
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
            try (Stream<Path> files = Files.list(out)) {
                assertThat(files).containsExactly(earlier);
            }
            assertThat(earlier).hasContent("earlier");
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> arguments(String... command) {
        return Stream.concat(
                        Stream.of(command),
                        Stream.of(
                                "--tenant",
                                "acme",
                                "-Dlake-catalog-type=hadoop",
                                "-Dlake-warehouse=" + folder.resolve("lake").toUri()))
                .toList();
    }
}
