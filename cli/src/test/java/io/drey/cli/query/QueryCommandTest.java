package io.drey.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code drey query} tells without reading a row: the files that manifests speak of are not there. */
class QueryCommandTest {

    @TempDir
    private Path folder;

    private LakeSettings settings;

    @BeforeEach
    void land() {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            Table logs = lake.table(LakeTable.LOGS);
            for (String partition : List.of(
                    "tenant=acme/day=2026-01-30",
                    "tenant=acme/day=2026-01-31",
                    "tenant=acme/day=2026-01-31",
                    "tenant=acme/day=2026-02-01",
                    "tenant=globex/day=2026-01-31")) {
                logs.newAppend()
                        .appendFile(DataFiles.builder(logs.spec())
                                .withPath(logs.location() + "/data/" + System.nanoTime() + ".parquet")
                                .withPartitionPath(partition)
                                .withFileSizeInBytes(1000)
                                .withRecordCount(7)
                                .build())
                        .commit();
            }
        }
    }

    @Test
    void listsTheDaysThatHoldATenantsEvents() {
        assertThat(lines("--tenant", "acme", "--days", "--format", "csv"))
                .containsExactly(
                        "day,events,files,bytes", "2026-01-30,7,1,1000", "2026-01-31,14,2,2000", "2026-02-01,7,1,1000");
        assertThat(lines("--tenant", "acme", "--days", "--date", "2026-0?-?1", "--format", "csv"))
                .containsExactly("day,events,files,bytes", "2026-01-31,14,2,2000", "2026-02-01,7,1,1000");
    }

    @Test
    void explainsWhatItWouldRead() {
        assertThat(lines(
                        "frequent-404-pages",
                        "--tenant",
                        "acme",
                        "--date",
                        "2026-01-*",
                        "--explain",
                        "--format",
                        "csv"))
                .hasSize(2)
                .last()
                .asString()
                .matches("logs,\\d+,3,3000,21");
        assertThat(lines(
                        "--sql",
                        "SELECT 1 FROM logs",
                        "--tenant",
                        "acme",
                        "--to",
                        "2026-01-31",
                        "--explain",
                        "--format",
                        "csv"))
                .last()
                .asString()
                .matches("logs,\\d+,1,1000,7");
    }

    @Test
    void readsNoMoreThanAllowed() {
        CommandRun run = query("frequent-404-pages", "--tenant", "acme", "-Dquery-max-bytes=3999");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("the query would read 4 files of 4.0 kB, and 4.0 kB are the most")
                .contains("query-max-bytes");
    }

    @Test
    void aParameterMayBeAFilesText() throws IOException {
        Path list = Files.writeString(folder.resolve("known.txt"), "# heartbeats\n^cron:\n");
        String[] arguments = {"artificial-ignorance", "--tenant", "acme", "--explain", "--param-file"};
        assertThat(query(with(arguments, "known=" + list)).exitCode()).isZero();

        Files.writeString(list, "fine\n(");
        CommandRun run = query(with(arguments, "known=" + list));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("parameter known: line 2, '(', is no pattern of RE2");
        assertThat(query(with(arguments, "known=nowhere.txt")).err())
                .contains("--param-file known=nowhere.txt cannot be read as UTF-8");
        assertThat(query(with(arguments, "known=" + list, "--param", "known=x")).err())
                .contains("the parameter known is given by --param and by --param-file: choose one");
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void listsYourOwnQueriesWithTheOthers() throws IOException {
        own("my-query", "title: Mine\nanswers: How many.\n", "SELECT COUNT(*) AS n FROM logs");
        Path queries = folder.resolve("queries");

        for (String option : List.of("--queries=" + queries, "-Dquery-folder=" + queries)) {
            assertThat(lines(option, "--format", "csv"))
                    .contains("my-query,,Mine," + queries.resolve("my-query"))
                    .contains("frequent-404-pages,limit=100,Frequent 404 pages,built in")
                    .hasSizeGreaterThan(14);
        }
        assertThat(lines("my-query", "--queries=" + queries, "--tenant", "acme", "--explain"))
                .hasSize(2);
    }

    @Test
    void refusesWhatIsWrongWithFileAndLine() throws IOException {
        own(
                "my-query",
                "title: Mine\nanswers: How many.\n",
                "SELECT COUNT(*) AS n\nFROM logs\nWHERE url_path = ${path}");

        CommandRun run = query("--queries=" + folder.resolve("queries"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualToIgnoringNewLines("drey: %s/my-query/query.sql:3: query.yaml declares no parameter 'path'"
                        .formatted(folder.resolve("queries")));
        assertThat(query("--days", "frequent-404-pages").exitCode()).isEqualTo(2);
        assertThat(query("frequent-404-page", "--tenant", "acme").err()).contains("did you mean 'frequent-404-pages'?");
        assertThat(query("frequent-404-pages", "--tenant", "acme", "--date", "may")
                        .err())
                .contains("date is 'may': write days such as 2026-01-31");
        assertThat(query("--sql", "SELECT 1 FROM alerts", "--tenant", "acme", "--host", "web-1", "--explain")
                        .exitCode())
                .isZero();
    }

    @Test
    void refusesToWriteWhereSomethingElseIsOrNobodySaysWhere() {
        String[] page = {"frequent-404-pages", "--tenant", "acme"};
        CommandRun logs = query(with(page, "--into", "logs-acme-2026.01.01", "-Dopensearch-urls=http://127.0.0.1:1"));
        assertThat(logs.exitCode()).isEqualTo(2);
        assertThat(logs.err()).contains("results of acme go to results-acme-NAME");
        CommandRun nowhere = query(with(page, "--into", "pages"));
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.err()).contains("nothing says where OpenSearch is: name it with -Dopensearch-urls=");
        CommandRun away = query(with(page, "--into", "pages", "-Dopensearch-urls=http://127.0.0.1:1"));
        assertThat(away.exitCode()).isEqualTo(1);
        assertThat(away.err()).contains("nobody answers at http://127.0.0.1:1");
        CommandRun keyAlone = query(with(page, "--key", "url_path"));
        assertThat(keyAlone.exitCode()).isEqualTo(2);
        assertThat(keyAlone.err()).contains("--key is of --into");
    }

    private void own(String id, String yaml, String sql) throws IOException {
        Path query = Files.createDirectories(folder.resolve("queries").resolve(id));
        Files.writeString(query.resolve("query.yaml"), yaml);
        Files.writeString(query.resolve("query.sql"), sql);
    }

    private List<String> lines(String... arguments) {
        CommandRun run = query(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out().lines().toList();
    }

    private CommandRun query(String... arguments) {
        List<String> all = new ArrayList<>(List.of("query"));
        all.addAll(Arrays.asList(arguments));
        all.add("-Dlake-catalog-type=hadoop");
        all.add("-Dlake-warehouse=" + settings.warehouse());
        return CommandRun.drey(all.toArray(String[]::new));
    }
}
