package io.drey.cli.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.job.JobEnvironment;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.landing.LakeSinks;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.stack.server.Storage;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.ThreadPools;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ledger of a lake that a job writes and queries read, on real stores and a real catalog. */
@StackTest({Server.POSTGRES, Server.HDFS, Server.S3, Server.KAFKA})
class LedgerOnServersIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES = 4000;

    /** Lines that arrived long ago would be those of a silent dataset. */
    private static Instant arrival;

    @TempDir
    private Path secrets;

    @BeforeAll
    static void now() throws Exception {
        arrival = Instant.now().truncatedTo(ChronoUnit.HOURS);
        startWorkers();
    }

    /** Iceberg's workers serve the whole JVM: those that a job starts would keep its class loader when it has ended. */
    private static void startWorkers() throws Exception {
        CountDownLatch all = new CountDownLatch(ThreadPools.WORKER_THREAD_POOL_SIZE);
        List<Callable<Void>> tasks = Collections.nCopies(ThreadPools.WORKER_THREAD_POOL_SIZE, () -> {
            all.countDown();
            all.await();
            return null;
        });
        for (Future<Void> task : ThreadPools.getWorkerPool().invokeAll(tasks)) {
            task.get();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Storage.class,
            names = {"HDFS", "S3"})
    void countsBesideAJobAndAQueryAndNamesWhatIsLost(Storage storage, LocalStack stack) throws Exception {
        String name = "ledger" + storage.name().toLowerCase(Locale.ROOT);
        Map<String, String> keys = keys(storage, stack, name);
        LakeSettings settings = LakeSettings.from(Configuration.fromMap(keys));
        String[] options = keys.entrySet().stream()
                .map(key -> "-D" + key.getKey() + "=" + key.getValue())
                .toArray(String[]::new);
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            JobClient job = write(settings, name);
            CompletableFuture<Void> end = job.getJobExecutionResult().thenAccept(result -> {});
            Await.atLeast("the first lines", Duration.ofMinutes(1), 1, () -> lake.rowCount(LakeTable.LOGS));
            int rounds = 0;
            while (!end.isDone() || rounds == 0) {
                CompletableFuture<CommandRun> other =
                        CompletableFuture.supplyAsync(() -> drey(options, "lake", "ledger", "update"));
                CommandRun verified = drey(options, "lake", "verify", "--settle", "PT30S");
                CommandRun query = drey(options, "query", "--tenant", name, "--sql", "SELECT COUNT(*) AS n FROM logs");
                assertThat(verified.exitCode())
                        .as(verified.err() + verified.out())
                        .isZero();
                assertThat(query.exitCode()).as(query.err()).isZero();
                assertThat(other.join().exitCode()).as(other.join().err()).isZero();
                rounds++;
            }
            end.join();

            CommandRun verified = drey(options, "lake", "verify", "--settle", "PT0S");
            assertThat(verified.exitCode()).as(verified.err() + verified.out()).isZero();
            assertThat(verified.err()).contains("%,d lines in ".formatted(LINES));
            deliver(stack, name);
            CommandRun hours = drey(
                    options,
                    "lake",
                    "ledger",
                    "--tenant",
                    name,
                    "-Dkafka-bootstrap-servers=" + stack.kafka().bootstrapServers());
            JsonNode hour = JSON.readTree(hours.out()).get(0);
            assertThat(hour.path("received").asLong()).isEqualTo(LINES);
            assertThat(hour.path("parsed").asLong()).isEqualTo(LINES - LINES / 10);
            assertThat(hour.path("dead_lettered").asLong()).isEqualTo(LINES / 10);
            assertThat(hour.path("landed").asLong()).isEqualTo(LINES);
            assertThat(hour.path("delivered").asText()).isEqualTo("opensearch=17");

            Table logs = lake.table(LakeTable.LOGS);
            DataFile file = someFile(logs);
            logs.newDelete().deleteFile(file).commit();
            CommandRun found = drey(options, "lake", "verify", "--settle", "PT0S");
            assertThat(found.exitCode()).isEqualTo(1);
            JsonNode findings = JSON.readTree(found.out());
            long lost = 0;
            for (JsonNode finding : findings) {
                assertThat(finding.path("finding").asText()).isEqualTo("lost");
                assertThat(finding.path("position").asText()).startsWith("raw." + name + ".web[0]@");
                lost += firstNumber(finding.path("message").asText());
            }
            assertThat(lost).isEqualTo(file.recordCount());
        }
    }

    private static long firstNumber(String words) {
        return Long.parseLong(words.substring(0, words.indexOf(' ')));
    }

    private static CommandRun drey(String[] options, String... command) {
        return CommandRun.drey(
                Stream.concat(Stream.of(command), Stream.concat(Stream.of(options), Stream.of("--format", "json")))
                        .toArray(String[]::new));
    }

    private static DataFile someFile(Table table) throws Exception {
        try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
            return files.iterator().next().file();
        }
    }

    /** Lines at about a thousand a second, of which each tenth is none. */
    private static JobClient write(LakeSettings settings, String tenant) throws Exception {
        StreamExecutionEnvironment environment =
                JobEnvironment.create(Configuration.fromMap(Map.of("execution.checkpointing.interval", "700 ms")));
        environment.setParallelism(1);
        DataStream<Long> numbers = environment
                .fromSource(new NumberSequenceSource(0, LINES - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .uid("numbers")
                .map(number -> {
                    Thread.sleep(1);
                    return number;
                })
                .returns(Types.LONG)
                .uid("paced");
        LakeSinks sinks = new LakeSinks(settings);
        sinks.logs()
                .accept(numbers.filter(number -> number % 10 != 3)
                        .uid("good")
                        .map(number -> event(tenant, number))
                        .returns(LogEventTypeInfo.INSTANCE)
                        .uid("events"));
        sinks.deadLetters()
                .accept(numbers.filter(number -> number % 10 == 3)
                        .uid("bad")
                        .map(number -> letter(tenant, number))
                        .returns(TypeInformation.of(DeadLetter.class))
                        .uid("letters"));
        return environment.executeAsync();
    }

    private static LogEvent event(String tenant, long offset) {
        byte[] line = ("line " + offset).getBytes(UTF_8);
        EventBuilder event =
                EventBuilder.at(new DatasetId(tenant, "web"), position(tenant, offset), arrival.toEpochMilli(), line);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);
        event.timestampMicros(arrival.toEpochMilli() * 1000);
        event.ingestedMillis(arrival.toEpochMilli());
        return event;
    }

    private static DeadLetter letter(String tenant, long offset) {
        return DeadLetter.of(
                new DatasetId(tenant, "web"),
                position(tenant, offset),
                arrival.toEpochMilli(),
                new byte[] {1},
                new Rejection("expected a line", 1));
    }

    private static Position position(String tenant, long offset) {
        return new Position("id", "raw." + tenant + ".web", 0, offset, 0);
    }

    private static void deliver(LocalStack stack, String tenant) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(new NewTopic("ledger." + tenant, 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long count : List.of(4L, 17L)) {
                DeliveredCount delivered = new DeliveredCount(
                        new DatasetId(tenant, "web"),
                        "opensearch",
                        arrival.toEpochMilli(),
                        "raw." + tenant + ".web",
                        0,
                        count,
                        count);
                producer.send(new ProducerRecord<>(
                                "ledger." + tenant, delivered.key().getBytes(UTF_8), delivered.encode()))
                        .get();
            }
        }
    }

    private Map<String, String> keys(Storage storage, LocalStack stack, String name) throws Exception {
        return storage == Storage.HDFS
                ? ServerLake.onHdfs(stack, name, secrets)
                : ServerLake.onS3(stack, name, secrets);
    }
}
