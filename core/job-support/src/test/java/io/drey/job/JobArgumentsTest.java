package io.drey.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.job.SettingsReader.Takes;
import io.drey.job.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobArgumentsTest {

    private static final SettingsReader CEP = SettingsReader.job("cep", KafkaSettings.OPTIONS);
    private static final SettingsReader AGGREGATION =
            new SettingsReader("the aggregation job", SettingsCatalogue.ofDrey().keysOf("aggregation"), Takes.ALL);
    private static final SettingsReader SUBMITTED =
            new SettingsReader("the cep job", SettingsCatalogue.ofDrey().keysOf("cep"), Takes.OWN_AND_FLINKS);
    private static final SettingsReader COMMAND = SettingsReader.command(KafkaSettings.OPTIONS);

    private static final ConfigOption<List<String>> A_LIST =
            ConfigOptions.key("opensearch-urls").stringType().asList().noDefaultValue();

    @TempDir
    private Path folder;

    @Test
    void optionsWinOverTheFileAndTheFileOverTheEnvironment() throws IOException {
        Map<String, String> environment = Map.of(
                "DREY_KAFKA_BOOTSTRAP_SERVERS", "environment:1",
                "DREY_KAFKA_DISCOVERY_INTERVAL", "1 s",
                "DREY_LAKE_WAREHOUSE", "file:/environment");
        file("kafka-bootstrap-servers: file:1\nkafka-discovery-interval: 2 s\n");

        Configuration settings = JobArguments.parse(
                CEP, new String[] {"-Dkafka-bootstrap-servers=option:1", "--config", folder.toString()}, environment);

        assertThat(settings.toMap())
                .isEqualTo(Map.of(
                        "kafka-bootstrap-servers", "option:1",
                        "kafka-discovery-interval", "2 s",
                        "lake-warehouse", "file:/environment"));
    }

    @Test
    void aSecretThatAJobReadsAndThatIsNotThereIsNamed() throws IOException {
        SettingsReader delivery = new SettingsReader(
                "the delivery job", SettingsCatalogue.ofDrey().keysOf("delivery"), Takes.ALL);
        refuses(delivery, "-Dopensearch-password=env:NOBODY_SETS_IT")
                .isEqualTo(
                        "opensearch-password refers to the environment variable NOBODY_SETS_IT, which is not set: export it");
        refuses(delivery, "-Dlake-catalog-secrets.s3.secret-access-key=file:" + folder.resolve("none"))
                .contains("lake-catalog-secrets.s3.secret-access-key", "cannot be read: create it");
        refuses(delivery, "-Dopensearch-password=s3cret")
                .contains("write env:NAME or file:/path")
                .doesNotContain("s3cret");
        String[] anothers = {"-Dopensearch-password=env:NOBODY_SETS_IT"};
        assertThat(JobArguments.parse(CEP, anothers, Map.of()).toMap()).hasSize(1);
    }

    @Test
    void aMisspeltOptionIsRefusedWithWhatMayBeMeant() {
        refuses(AGGREGATION, "-Dmetric-lake=true")
                .isEqualTo(
                        "-Dmetric-lake: there is no such setting of the aggregation job: did you mean 'metrics-lake'?");
        refuses(CEP, "-Dkafka-bootstrap-server=broker:9092")
                .isEqualTo(
                        "-Dkafka-bootstrap-server: there is no such setting of the cep job: did you mean 'kafka-bootstrap-servers'?");
        refuses(COMMAND, "-Dcolour=red")
                .isEqualTo(
                        "-Dcolour: there is no such setting of this command: docs/reference/settings.md lists those that there are");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics.lake", "metrics_lake", "Metrics-Lake", "METRICS_LAKE"})
    void anotherSpellingOfASettingIsNotTakenForOneOfFlinks(String key) {
        refuses(AGGREGATION, "-D" + key + "=true").endsWith("did you mean 'metrics-lake'?");
    }

    @Test
    void theNameOfASettingWithPartsIsMendedAndThePartKept() {
        refuses(AGGREGATION, "-Dlake-catalog-propertys.s3.endpoint=http://s3")
                .endsWith("did you mean 'lake-catalog-properties.s3.endpoint'?");
        assertThat(JobArguments.parse(AGGREGATION, new String[] {"-Dlake-catalog-properties.s3.endpoint=x"}, Map.of())
                        .toMap())
                .containsOnlyKeys("lake-catalog-properties.s3.endpoint");
        refuses(AGGREGATION, "-Dlake-warehouse.s3.endpoint=x").contains("no such setting");
    }

    @Test
    void aUserIsToldThatAnotherJobReadsTheSetting() {
        refuses(SUBMITTED, "-Dmetrics-lake=true")
                .isEqualTo(
                        "-Dmetrics-lake: not a setting of the cep job, but of the jobs aggregation, fused: leave it out");
        refuses(SUBMITTED, "-Ddelivery-only=acme/soc").contains("but of the delivery job");
        refuses(SUBMITTED, "-Dtrino-url=http://trino").contains("but of other commands");
    }

    @Test
    void whoStartsSeveralJobsMayHandThemAllTheSame() {
        assertThat(JobArguments.parse(CEP, new String[] {"-Dmetrics-lake=true"}, Map.of())
                        .toMap())
                .isEqualTo(Map.of("metrics-lake", "true"));
    }

    @Test
    void flinksOwnKeysReachAJobAndNoCommand() {
        for (SettingsReader reader : List.of(CEP, SUBMITTED)) {
            assertThat(JobArguments.parse(reader, new String[] {"-Dparallelism.default=4"}, Map.of())
                            .toMap())
                    .isEqualTo(Map.of("parallelism.default", "4"));
        }
        refuses(COMMAND, "-Dparallelism.default=4")
                .isEqualTo(
                        "-Dparallelism.default: a key of Flink's, which this command does not hand on: leave it out");
    }

    @Test
    void aFileMayBeSharedByJobsAndTheCluster() throws IOException {
        file(
                """
                kafka-bootstrap-servers: broker:9092
                metrics-lake: true
                opensearch-urls: [http://one:9200, http://two:9200]
                lake-catalog-properties:
                  s3.endpoint: http://s3
                trino-url: http://trino
                execution:
                  checkpointing:
                    interval: 10 s
                taskmanager.numberOfTaskSlots: 4
                s3.access-key: AKIA
                metrics.reporter.ours.interval: 10 s
                """);

        Map<String, String> settings =
                JobArguments.parse(CEP, config(), Map.of()).toMap();

        assertThat(settings)
                .hasSize(9)
                .containsEntry("execution.checkpointing.interval", "10 s")
                .containsEntry("lake-catalog-properties.s3.endpoint", "http://s3");
        Configuration ofCommand = JobArguments.parse(COMMAND, config(), Map.of());
        assertThat(ofCommand.toMap()).isEqualTo(settings);
        assertThat(ofCommand.get(A_LIST)).containsExactly("http://one:9200", "http://two:9200");
        assertThat(Configuration.fromMap(settings).get(A_LIST)).containsExactly("http://one:9200", "http://two:9200");
    }

    @Test
    void aKeyOfAFileThatNothingReadsIsRefused() throws IOException {
        file("kafka-bootstrap-servers: broker:9092\nmetric-lake: true\ncolours:\n  red: 1\n");

        refuses(CEP, config())
                .contains(folder.resolve("config.yaml")
                        + ": no job or command has the setting 'metric-lake': did you mean")
                .contains("'colours.red': docs/reference/settings.md lists those that there are")
                .doesNotContain("kafka-bootstrap-servers");
    }

    @Test
    void anEnvironmentVariableThatNothingReadsIsRefused() {
        refusesVariable("DREY_METRIC_LAKE")
                .isEqualTo(
                        "environment variable DREY_METRIC_LAKE: no job or command has the setting 'metric-lake': did you mean DREY_METRICS_LAKE?");
        refusesVariable("DREY_COLOUR")
                .endsWith("'colour': unset it, or call it something that does not begin with DREY_");
        refusesVariable("DREY_LAKE_CATALOG_PROPERTIES_S3_ENDPOINT")
                .endsWith("write all its parts into one variable, DREY_LAKE_CATALOG_PROPERTIES=KEY:VALUE,KEY:VALUE");
    }

    @Test
    void variablesThatAreNoSettingsDoNoHarm() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DREY_SECRET_ACME_SOC", "s3cret",
                "DREY_TRINO_JAVA_HOME", "/opt/jdk-24",
                "DREY_JAVA_OPTIONS", "-Xmx1g",
                "DREY_NO_BUILD", "1",
                "DREY_PASSWORD", "s3cret",
                "DREY_LAKE_CATALOG_PASSWORD", "env:DREY_PASSWORD",
                "DREY_BROKER_PASSWORD", "s3cret",
                "HOME", "/home/drey"));
        for (String name : List.of("SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_REST", "PORT", "PORT_8081_TCP_ADDR")) {
            environment.put("DREY_JOBMANAGER_" + name, "10.0.0.7");
        }

        assertThat(JobArguments.parse(
                                CEP,
                                new String[] {"-Dkafka-properties=sasl.password:'env:DREY_BROKER_PASSWORD'"},
                                environment)
                        .toMap())
                .containsOnlyKeys("kafka-properties", "lake-catalog-password");
    }

    @Test
    void anEarlierNameIsTakenForTodaysWhereverItStands() {
        Setting renamed = new Setting("lake-files", "map", "", "Files.", List.of("lake-fs"), List.of("cep"));

        assertThat(renamed.keyMeantBy("lake-fs")).contains("lake-files");
        assertThat(renamed.keyMeantBy("lake-fs.s3.endpoint")).contains("lake-files.s3.endpoint");
        assertThat(renamed.keyMeantBy("lake-files.s3.endpoint")).contains("lake-files.s3.endpoint");
        assertThat(renamed.keyMeantBy("lake-fsx")).isEmpty();
        SettingsCatalogue catalogue = new SettingsCatalogue(List.of(renamed));
        assertThat(catalogue.find("lake-fs.s3.endpoint")).contains(renamed);
    }

    @Test
    void noMessageHasAValue() throws IOException {
        file("metric-lake: s3cret\n");
        String[] arguments = Arrays.copyOf(config(), 3);
        arguments[2] = "-Dcolour=s3cret";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobArguments.parse(CEP, arguments, Map.of("DREY_COLOUR", "s3cret")))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains("-Dcolour", "metric-lake", "DREY_COLOUR")
                        .doesNotContain("s3cret"));
    }

    @Test
    void anArgumentThatIsNoneIsRefusedWithTheUsage() {
        refuses(CEP, "--tenant").isEqualTo("argument '--tenant' is not understood: use --config DIR and -Dkey=value");
        refuses(CEP, "--config", folder.toString())
                .isEqualTo("--config %s: there is no config.yaml in that folder".formatted(folder));
    }

    private static AbstractStringAssert<?> refuses(SettingsReader reader, String... arguments) {
        return message(reader, arguments, Map.of());
    }

    private static AbstractStringAssert<?> refusesVariable(String name) {
        return message(CEP, new String[0], Map.of(name, "value"));
    }

    private static AbstractStringAssert<?> message(
            SettingsReader reader, String[] arguments, Map<String, String> environment) {
        try {
            JobArguments.parse(reader, arguments, environment);
        } catch (IllegalArgumentException e) {
            return assertThat(e.getMessage());
        }
        throw new AssertionError("nothing is refused");
    }

    private String[] config() {
        return new String[] {"--config", folder.toString()};
    }

    private void file(String text) throws IOException {
        Files.writeString(folder.resolve("config.yaml"), text);
    }
}
