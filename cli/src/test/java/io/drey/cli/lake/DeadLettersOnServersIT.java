package io.drey.cli.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.lake.ledger.Finding;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.ledger.Verification;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that were read as JSON are dead letters until the document names their format; then they are events, once. */
@StackTest({Server.POSTGRES, Server.HDFS, Server.KAFKA})
@FlinkCluster
class DeadLettersOnServersIT {

    private static final DatasetId ACCESS = new DatasetId("reletters", "access");
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final int LETTERS = 12;

    @TempDir
    private Path folder;

    @Test
    void lettersAreListedShownAndReplayedOnce(LocalStack stack) throws Exception {
        Map<String, String> keys = ServerLake.onHdfs(stack, "dead_letters_hdfs", folder);
        LakeSettings settings = LakeSettings.from(Configuration.fromMap(keys));
        keys.put("kafka-bootstrap-servers", stack.kafka().bootstrapServers());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            land(settings);
            publish(stack.kafka().bootstrapServers());

            CommandRun list = drey(keys, "list", "--tenant", ACCESS.tenant());
            assertThat(list.exitCode()).as(list.err()).isZero();
            assertThat(list.out().lines().toList()).hasSize(3).satisfies(lines -> assertThat(lines.get(1))
                    .startsWith("access,%d,".formatted(LETTERS))
                    .contains("no JSON: '…'", "raw.reletters.access[0]@"));

            CommandRun show = drey(keys, "show", "--tenant", ACCESS.tenant(), "--reason", "empty", "--limit", "5");
            assertThat(show.out().lines().toList()).hasSize(2);
            assertThat(show.out()).contains(",logs/eu-1/a.log,");

            CommandRun counted = replay(keys, "--dry-run");
            assertThat(counted.out()).contains("access,%d,%d,1,".formatted(LETTERS + 1, LETTERS));
            assertThat(lake.rowCount(LakeTable.LOGS)).isZero();

            CommandRun replayed = replay(keys);
            assertThat(replayed.exitCode()).as(replayed.err()).isZero();
            assertThat(replayed.out()).contains("access,%d,%d,1,".formatted(LETTERS + 1, LETTERS));
            String epoch =
                    lake.table(LakeTable.LOGS).currentSnapshot().summary().get("drey.epoch");
            assertThat(replayed.out()).contains(epoch);

            CommandRun again = replay(keys);
            assertThat(again.out()).contains("access,1,0,1,");

            List<String> ids = new ArrayList<>();
            try (var events = new LakeReader(lake, ACCESS.tenant(), LocalDate.EPOCH, LocalDate.of(2030, 1, 1)).logs()) {
                events.forEach(event -> {
                    ids.add(event.id());
                    assertThat(event.toString()).contains("user.name=redacted").doesNotContain("alice");
                    assertThat(event.ingestedMillis()).isEqualTo(Long.parseLong(epoch));
                });
            }
            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(LongStream.range(0, LETTERS)
                            .mapToObj(offset -> "topic.0.%d.0".formatted(offset))
                            .toList());
            assertThat(lake.rowCount(LakeTable.DEAD_LETTERS)).isEqualTo(1);
            assertThat(findings(lake)).isEmpty();
        }
    }

    private static void land(LakeSettings settings) throws Exception {
        List<DeadLetter> letters = new ArrayList<>();
        for (long offset = 0; offset < LETTERS; offset++) {
            String line = "192.0.2.1 - alice%d [01/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"agent\""
                    .formatted(offset);
            letters.add(letter(offset, line, "no JSON: '%s'".formatted(line.substring(0, 20))));
        }
        letters.add(letter(LETTERS, "", "the line is empty"));
        StreamExecutionEnvironment environment = ServerLake.environment("1 min");
        new LakeSinks(settings)
                .deadLetters()
                .accept(environment.fromData(TypeInformation.of(DeadLetter.class), letters.toArray(DeadLetter[]::new)));
        environment.execute();
    }

    private static DeadLetter letter(long offset, String line, String reason) {
        return DeadLetter.of(
                ACCESS,
                new Position("topic", Topics.raw(ACCESS), 0, offset, 0),
                "logs/eu-1/a.log",
                NEW_YEAR.toEpochMilli(),
                line.getBytes(UTF_8),
                new Rejection(reason, 1));
    }

    /** As drey apply publishes it, but for the revision. */
    private static void publish(String bootstrapServers) throws Exception {
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
        String control = Topics.control(ACCESS.tenant());
        try (Admin admin = Admin.create(properties);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(control, 1, (short) 1)))
                    .all()
                    .get();
            String json = "{'kind':'Dataset','name':'access','format':'combined','redact':['mask user.name']}"
                    .replace('\'', '"');
            producer.send(new ProducerRecord<>(control, "dataset/access".getBytes(UTF_8), json.getBytes(UTF_8)))
                    .get();
        }
    }

    private static CommandRun replay(Map<String, String> keys, String... more) {
        List<String> arguments = new ArrayList<>(List.of("replay", "--tenant", ACCESS.tenant(), "--dataset", "access"));
        arguments.addAll(List.of(more));
        return drey(keys, arguments.toArray(String[]::new));
    }

    private static CommandRun drey(Map<String, String> keys, String... arguments) {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--format", "csv"));
        keys.forEach((key, value) -> all.add("-D" + key + "=" + value));
        return CommandRun.drey(all.toArray(String[]::new));
    }

    private static List<Finding> findings(Lake lake) {
        Ledger ledger = Ledger.of(lake, LedgerSettings.defaults());
        ledger.update(progress -> {});
        return Verification.run(
                        ledger,
                        Verification.Scope.everything(Duration.ZERO),
                        Instant.now().plusSeconds(60),
                        files -> {})
                .findings()
                .stream()
                .filter(finding -> finding.kind() != Finding.Kind.SILENT)
                .toList();
    }
}
