package io.drey.cli.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Position;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.format.Formats;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.testing.FlinkCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each command says of a lake with a file that cannot be read, or a table that somebody else changed or dropped. */
@FlinkCluster
class DamagedLakeIT {

    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<String> COMMANDS = List.of(
            "lake restore --tenant acme --dataset access --out OUT",
            "lake export --tenant acme --from 2026-01-01 --to 2026-01-02 --out OUT",
            "lake reparse --tenant acme --dataset access --format combined",
            "lake reparse --tenant acme --dataset access --format combined --dry-run",
            "lake erase --tenant acme --subject source.ip=10.0.0.1 --reason test --dry-run",
            "lake compact --tenant acme -Dmaintenance-small-files=1");

    @TempDir
    private Path folder;

    private LakeSettings settings;

    /** How a file is damaged. */
    enum Damage {
        CUT_OFF {
            @Override
            void to(Path file) throws IOException {
                Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
            }
        },
        OVERWRITTEN {
            @Override
            void to(Path file) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                // The footer stays as it is: that something is wrong shows only when pages are read.
                Arrays.fill(bytes, 4, bytes.length / 2, (byte) 0x5A);
                Files.write(file, bytes);
            }
        },
        MISSING {
            @Override
            void to(Path file) throws IOException {
                Files.delete(file);
            }
        };

        abstract void to(Path file) throws IOException;
    }

    @BeforeEach
    void land() throws Exception {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        land(0);
        land(10);
        // As many small files as compaction needs to begin.
        land(20);
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedFileIsNamedWithTableAndSnapshot(Damage damage) throws Exception {
        assertThat(drey("lake ledger").exitCode()).isZero();
        Path file = files().get(0);
        String snapshot = snapshot();
        damage(damage, file);

        for (String command : COMMANDS) {
            CommandRun run = drey(command);

            assertThat(run.exitCode()).as(command + run.err()).isEqualTo(1);
            assertThat(run.err())
                    .as(command)
                    .contains("table drey.logs, snapshot " + snapshot + ": ")
                    .contains(file.getFileName().toString())
                    .contains("cannot be read: ")
                    .contains("'drey lake verify' tells which lines were in it")
                    .doesNotContain("unexpectedly");
        }
        CommandRun verified = drey("lake verify --format csv");
        assertThat(verified.exitCode()).as(verified.err()).isEqualTo(1);
        assertThat(verified.out())
                .contains("unreadable,logs,")
                .contains(file.getFileName().toString());
        CommandRun query = drey("query --tenant acme", "--sql", "SELECT url_path FROM logs");
        assertThat(query.exitCode()).as(query.err()).isEqualTo(1);
        assertThat(query.err())
                .contains("the query failed: ")
                .contains("'drey lake verify' names it")
                .doesNotContain("unexpectedly");
        // It needs no file that was read before.
        CommandRun expired = drey("lake expire --keep-snapshots 1");
        assertThat(expired.exitCode()).as(expired.err()).isZero();
    }

    @Test
    void whatTheLedgerHasNotReadIsNotExpired() throws Exception {
        Path file = files().get(0);
        damage(Damage.CUT_OFF, file);

        for (String command : List.of("lake expire --keep-snapshots 1", "lake ledger", "lake verify")) {
            CommandRun run = drey(command);

            assertThat(run.exitCode()).as(command + run.err()).isEqualTo(1);
            assertThat(run.err())
                    .as(command)
                    .contains("table drey.logs, snapshot ")
                    .contains(file.getFileName().toString())
                    .contains("cannot be read: ")
                    .doesNotContain("unexpectedly");
        }
    }

    @Test
    void aTableThatSomebodyDroppedOrChangedIsNamedWithWhatToDo() {
        try (Lake lake = Lake.open(settings)) {
            lake.table(LakeTable.LOGS)
                    .updateSchema()
                    .renameColumn("source_ip", "ip")
                    .addColumn("note", Types.StringType.get())
                    .commit();
        }
        List<String> commands = new ArrayList<>(COMMANDS);
        commands.add("lake verify");
        commands.add("query --tenant acme frequent-404-pages");
        for (String command : commands) {
            CommandRun run = drey(command);
            assertThat(run.exitCode()).as(command + run.err()).isEqualTo(1);
            assertThat(run.err())
                    .as(command)
                    .contains("table drey.logs")
                    .contains("its column source_ip was renamed to ip")
                    .contains("RENAME COLUMN ip TO source_ip");
        }
        settings.catalogLoader().loadCatalog().dropTable(LakeTable.LOGS.identifier(), false);
        for (String command : commands) {
            CommandRun run = drey(command);
            assertThat(run.exitCode()).as(command + run.err()).isEqualTo(1);
            assertThat(run.err())
                    .as(command)
                    .contains("the lake has no table drey.logs")
                    .contains("drey lake init");
        }
    }

    private CommandRun drey(String command, String... more) {
        List<String> arguments = new ArrayList<>();
        for (String argument : command.split(" ", -1)) {
            arguments.add(argument.equals("OUT") ? folder.resolve("out").toString() : argument);
        }
        arguments.addAll(List.of(more));
        arguments.add("-Dlake-catalog-type=hadoop");
        arguments.add("-Dlake-warehouse=" + settings.warehouse());
        return CommandRun.drey(arguments.toArray(String[]::new));
    }

    /** A local folder keeps checksums beside its files, which would hide what Parquet finds. */
    private static void damage(Damage damage, Path file) throws IOException {
        damage.to(file);
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }

    private String snapshot() {
        try (Lake lake = Lake.open(settings)) {
            return Long.toString(lake.snapshotId(LakeTable.LOGS).orElseThrow());
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Lake lake = Lake.open(settings);
                CloseableIterable<FileScanTask> tasks =
                        lake.table(LakeTable.LOGS).newScan().planFiles()) {
            tasks.forEach(task -> files.add(Path.of(
                    task.file().location().substring(task.file().location().indexOf('/')))));
        }
        return files;
    }

    private void land(int first) throws Exception {
        EventBuilder[] events = new EventBuilder[10];
        for (int i = 0; i < events.length; i++) {
            byte[] line = "10.0.0.1 - - [01/Jan/2026:00:00:00 +0000] \"GET /%d HTTP/1.1\" 200 7 \"-\" \"agent\""
                    .formatted(first + i)
                    .getBytes(UTF_8);
            events[i] = EventBuilder.at(
                    new DatasetId("acme", "access"),
                    new Position("topic", "raw.acme.access", 0, first + i, 0),
                    NEW_YEAR.toEpochMilli(),
                    line);
            assertThat(Formats.parser("combined").parse(events[i], 0, line.length))
                    .isNull();
            events[i].ingestedMillis(NEW_YEAR.toEpochMilli());
        }
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(
                        "classloader.check-leaked-classloader", "false",
                        "execution.checkpointing.interval", "1 min",
                        "pipeline.generic-types", "false",
                        "parallelism.default", "1")));
        new LakeSinks(settings).logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, events));
        environment.execute();
    }
}
