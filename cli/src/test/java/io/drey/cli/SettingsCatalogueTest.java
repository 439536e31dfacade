package io.drey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.cep.CepJob;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.stack.SettingsOption;
import io.drey.collect.CollectJob;
import io.drey.delivery.DeliveryJob;
import io.drey.fused.FusedJob;
import io.drey.ingest.IngestJob;
import io.drey.job.Setting;
import io.drey.job.SettingsCatalogue;
import io.drey.lake.audit.AuditSettings;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.restore.ArchiveLogins;
import io.drey.maintenance.MaintenanceJob;
import io.drey.metrics.AggregationJob;
import io.drey.operations.OperationException;
import io.drey.operations.suite.Job;
import io.drey.query.QuerySettings;
import io.drey.query.delivery.SmtpSettings;
import io.drey.query.engine.TrinoSettings;
import io.drey.schedule.ScheduleSettings;
import io.drey.serve.ServeSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.FallbackKey;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.BlockElement;
import org.apache.flink.configuration.description.TextElement;
import org.apache.flink.util.TimeUtils;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the catalogue says of settings is what the code reads. This module sees all others. */
class SettingsCatalogueTest {

    private static final Path FILE = Path.of(
            System.getProperty("drey.home", ".."), "core/job-support/src/main/resources/io/drey/job/settings.json");

    /** Those of jobs, and those of commands alone. */
    private static final Map<Job, List<ConfigOption<?>>> OF_JOBS = new EnumMap<>(Map.of(
            Job.INGEST, IngestJob.OPTIONS,
            Job.COLLECT, CollectJob.OPTIONS,
            Job.AGGREGATION, AggregationJob.OPTIONS,
            Job.CEP, CepJob.OPTIONS,
            Job.DELIVERY, DeliveryJob.OPTIONS,
            Job.FUSED, FusedJob.OPTIONS,
            Job.MAINTENANCE, MaintenanceJob.OPTIONS));

    private static final List<List<ConfigOption<?>>> OF_COMMANDS = List.of(
            AuditSettings.OPTIONS,
            LedgerSettings.OPTIONS,
            ArchiveLogins.OPTIONS,
            TrinoSettings.OPTIONS,
            QuerySettings.OPTIONS,
            SmtpSettings.OPTIONS,
            ScheduleSettings.OPTIONS,
            ServeSettings.OPTIONS);

    @Test
    void theFileHasWhatTheCodeReads() throws IOException {
        String json = new SettingsCatalogue(settings()).json();
        if (Boolean.getBoolean("drey.settings.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, json);
        }

        assertThat(Files.readString(FILE))
                .as("settings.json; write it anew with ./mvnw -pl cli -am test -Dtest=SettingsCatalogueTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Ddrey.settings.write=true")
                .isEqualTo(json);
    }

    @Test
    void everySettingIsDescribedByASentence() {
        assertThat(settings()).allSatisfy(setting -> {
            assertThat(setting.key()).matches("[a-z]+(-[a-z0-9]+)+");
            assertThat(setting.description()).as(setting.key()).matches("(?s)[A-Z].*\\.");
        });
    }

    @Test
    void noTwoSettingsHaveOneName() {
        List<String> names = new ArrayList<>();
        settings().forEach(setting -> {
            names.add(setting.key());
            names.addAll(setting.earlierKeys());
        });
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void everyJobRefusesASettingThatNothingReads() {
        Map<Job, ThrowingConsumer<String[]>> mains = Map.of(
                Job.INGEST, IngestJob::main,
                Job.COLLECT, CollectJob::main,
                Job.AGGREGATION, AggregationJob::main,
                Job.CEP, CepJob::main,
                Job.DELIVERY, DeliveryJob::main,
                Job.FUSED, FusedJob::main,
                Job.MAINTENANCE, MaintenanceJob::main);

        assertThat(mains).containsOnlyKeys(Job.values());
        mains.forEach((job, main) -> assertThatIllegalArgumentException()
                .isThrownBy(() -> main.acceptThrows(new String[] {"-Dcolour=red"}))
                .withMessageContaining("-Dcolour: there is no such setting of the %s job", job.shortName()));
    }

    @Test
    void everyCommandThatTakesSettingsRefusesOneThatNothingReads() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandLine drey = Main.commandLine(new Console(InputStream.nullInputStream(), nowhere, nowhere, false));

        List<CommandLine> taking = commands(drey)
                .filter(command -> command.getCommandSpec().findOption("-D") != null)
                .toList();

        assertThat(taking).hasSizeGreaterThan(40).allSatisfy(command -> {
            CommandSpec spec = command.getCommandSpec();
            spec.findOption("-D").setValue(Map.of("kafka-bootstrap-server", "localhost:9092"));
            List<SettingsOption> settings = Main.settings(spec).toList();
            assertThat(settings).as(spec.qualifiedName()).hasSize(1);
            assertThatExceptionOfType(OperationException.class)
                    .as(spec.qualifiedName())
                    .isThrownBy(settings.get(0)::requireKnown)
                    .withMessageContaining("-Dkafka-bootstrap-server: there is no such setting")
                    .withMessageContaining("did you mean 'kafka-bootstrap-servers'?");
        });
    }

    @Test
    void whatNothingReadsIsRefusedWhereTheCommandAsksForNoSetting(@TempDir Path folder) throws IOException {
        Path tenant = Files.writeString(folder.resolve("tenant.yaml"), "kind: Tenant\nname: acme\n");
        Files.writeString(folder.resolve("config.yaml"), "kafka-bootstrap-server: localhost:9092\n");

        CommandRun option = CommandRun.drey(
                "apply", "--offline", "-f", tenant.toString(), "-Dkafka-bootstrap-server=localhost:9092");
        CommandRun file = CommandRun.drey("apply", "--offline", "-f", tenant.toString(), "--config", folder.toString());

        assertThat(List.of(option, file)).allSatisfy(run -> {
            assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
            assertThat(run.err()).contains("kafka-bootstrap-server", "did you mean 'kafka-bootstrap-servers'?");
        });
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream().distinct().flatMap(SettingsCatalogueTest::commands));
    }

    private static List<Setting> settings() {
        return Stream.concat(OF_JOBS.values().stream(), OF_COMMANDS.stream())
                .flatMap(List::stream)
                .distinct()
                .map(SettingsCatalogueTest::setting)
                .toList();
    }

    private static Setting setting(ConfigOption<?> option) {
        return new Setting(
                option.key(),
                type(option),
                option.hasDefaultValue() ? text(option.defaultValue()) : "",
                StreamSupport.stream(option.description().getBlocks().spliterator(), false)
                        .map(SettingsCatalogueTest::text)
                        .collect(Collectors.joining(" ")),
                StreamSupport.stream(option.fallbackKeys().spliterator(), false)
                        .map(FallbackKey::getKey)
                        .toList(),
                OF_JOBS.entrySet().stream()
                        .filter(job -> job.getValue().contains(option))
                        .map(job -> job.getKey().shortName())
                        .toList());
    }

    private static String text(BlockElement block) {
        assertThat(block).isInstanceOf(TextElement.class);
        return ((TextElement) block).getFormat();
    }

    /** Flink tells it to its own only. */
    private static String type(ConfigOption<?> option) {
        try {
            Field list = ConfigOption.class.getDeclaredField("isList");
            Field type = ConfigOption.class.getDeclaredField("clazz");
            list.setAccessible(true);
            type.setAccessible(true);
            if (list.getBoolean(option)) {
                return "list";
            }
            String name = ((Class<?>) type.get(option)).getSimpleName();
            return switch (name) {
                case "String" -> "text";
                case "Integer", "Long", "Double" -> "number";
                case "Boolean" -> "boolean";
                case "Duration" -> "duration";
                case "MemorySize" -> "size";
                case "Map" -> "map";
                default -> throw new AssertionError("%s is of %s: name that type".formatted(option.key(), name));
            };
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Flink's ConfigOption keeps its type elsewhere", e);
        }
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return TimeUtils.formatWithHighestUnit(duration);
        }
        if (value instanceof MemorySize size) {
            return size.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Object::toString).collect(Collectors.joining(";"));
        }
        if (value instanceof Map<?, ?> map) {
            assertThat(map).as("a default of parts").isEmpty();
            return "";
        }
        return value.toString();
    }
}
