package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.Revision;
import io.drey.configuration.RuleDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.search.IndexTemplates;
import io.drey.stack.LocalStack;
import io.drey.stack.server.RunningPostgres;
import io.drey.stack.server.Server;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The ingest or the fused job as a user runs it: its jar on a Flink cluster with one slot, beside Kafka, the catalog's
 * PostgreSQL and what else it writes to, each process by itself; the lake's files and the checkpoints on the local disk.
 *
 * <p>A pass of lines is sent as one transaction and the job reads what is committed: so all lines of a pass are in the topic
 * before the job sees the first.
 */
final class JobStack implements Closeable {

    private static final DatasetId DATASET = new DatasetId("bench", "access");
    private static final TopicPartition RAW = new TopicPartition(Topics.raw(DATASET), 0);
    private static final TopicPartition EVENTS = new TopicPartition(Topics.events(DATASET.tenant()), 0);
    private static final TopicPartition DEAD_LETTERS = new TopicPartition(Topics.deadLetters(DATASET.tenant()), 0);
    private static final TopicPartition ALERTS = new TopicPartition(Topics.alerts(DATASET.tenant()), 0);
    private static final String CONTROL = Topics.control(DATASET.tenant());
    private static final String DOCUMENT = "{\"kind\":\"Dataset\",\"name\":\"access\",\"format\":\"combined\"}";
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration POLL = Duration.ofMillis(200);

    /** The job is warm when a pass takes the CPU time of the one before, but for so much. */
    private static final double WARM = 0.05;

    /** How dense the lines' times are, where they matter. */
    private static final int LINES_A_SECOND = 300_000;

    private static final int MOST_WARMING = 12;

    private final Kind kind;
    private final LocalStack stack;
    private final Map<String, Object> kafka;
    private final Lake lake;
    private final String job;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Pass> passes = new ArrayList<>();
    private final LongAdder sentOffsets = new LongAdder();

    /** Which job runs. */
    enum Kind {
        /** Lake and events topic. */
        INGEST("ingest-job", 0.5, 1),
        /**
         * Lake, metrics and detections; no events topic. A pass is three parts, ten seconds of lines, so that each closes about as
         * many windows as another.
         */
        EVERYTHING("fused-job", 0.3, 3);

        private final String module;
        private final double goal;
        private final int parts;

        Kind(String module, double goal, int parts) {
            this.module = module;
            this.goal = goal;
            this.parts = parts;
        }

        /** The job's name. */
        String job() {
            return module;
        }

        /** Which ratio to writing files in process is wanted. */
        double goal() {
            return goal;
        }

        private Server[] servers() {
            return switch (this) {
                case INGEST -> new Server[] {Server.KAFKA, Server.POSTGRES, Server.FLINK};
                case EVERYTHING -> new Server[] {Server.KAFKA, Server.POSTGRES, Server.OPENSEARCH, Server.FLINK};
            };
        }
    }

    /**
     * How the job warmed up.
     *
     * @param passes how many there were
     * @param settled whether the last two took about the same
     */
    record WarmUp(int passes, boolean settled) {}

    /**
     * What one pass was.
     *
     * @param lines how many
     * @param firstOffset the least raw offset of the pass
     * @param readableMillis when its last part could be read, in milliseconds since the epoch
     * @param cpuSeconds CPU time of the TaskManager from when a part could be read until its rows were in the lake, and counted
     *     where it counts
     * @param secondsToLake wall time from then until its rows were in the lake, of all parts
     */
    record Pass(int lines, long firstOffset, long readableMillis, double cpuSeconds, double secondsToLake) {}

    /**
     * What arrived after all passes.
     *
     * @param wrong what is lost, twice or dead-lettered; empty if nothing is
     * @param secondsToEvents for each pass the wall time until its last event was sent to the events topic; empty where none
     *     is written
     * @param alerts how many records the alerts topic has
     */
    record Arrived(List<String> wrong, List<Double> secondsToEvents, long alerts) {}

    private JobStack(Kind kind, LocalStack stack, LakeSettings settings, List<String> arguments, Path jar)
            throws Exception {
        this.kind = kind;
        this.stack = stack;
        kafka = Map.of(
                "bootstrap.servers",
                stack.kafka().bootstrapServers(),
                "isolation.level",
                "read_committed",
                "compression.type",
                "lz4",
                "linger.ms",
                20,
                "batch.size",
                1 << 17,
                "transactional.id",
                "ingest-benchmark",
                "transaction.timeout.ms",
                600_000);
        createTopics();
        lake = Lake.open(settings);
        lake.init();
        job = stack.flink().submit(jar, List.of("-p", "1"), arguments);
        await("the job's tasks to run", () -> stack.flink().allTasksRun(job));
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    /** Starts servers and job. */
    static JobStack start(Kind kind, Path folder, Path home) throws Exception {
        LocalStack stack = LocalStack.in(folder)
                .with(kind.servers())
                .flinkOption("taskmanager.numberOfTaskSlots", "1")
                .start();
        // Also when it is interrupted: the servers are processes of their own.
        Runtime.getRuntime().addShutdownHook(new Thread(stack::stopAndDelete, "stop-stack"));
        RunningPostgres postgres = stack.postgres();
        Path password = folder.resolve("database-password");
        Files.createFile(password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, postgres.password());
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka-bootstrap-servers", stack.kafka().bootstrapServers());
        settings.put("kafka-properties", "isolation.level:read_committed");
        settings.put(LakeSettings.LAKE_CATALOG_URI.key(), postgres.jdbcUrl());
        settings.put(LakeSettings.LAKE_CATALOG_USER.key(), postgres.user());
        settings.put(LakeSettings.LAKE_CATALOG_PASSWORD.key(), "file:" + password);
        settings.put(LakeSettings.LAKE_WAREHOUSE.key(), stack.storageRoot() + "/lake");
        if (kind == Kind.EVERYTHING) {
            IndexTemplates.install(stack.openSearch().url());
            settings.put("opensearch-urls", stack.openSearch().url().toString());
        }
        List<String> arguments = settings.entrySet().stream()
                .map(setting -> "-D%s=%s".formatted(setting.getKey(), setting.getValue()))
                .toList();
        return new JobStack(
                kind,
                stack,
                LakeSettings.from(Configuration.fromMap(settings)),
                arguments,
                jar(home.resolve(kind.module)));
    }

    /** Has the job take in all lines again and again until two passes in a row take about the same CPU time. */
    WarmUp warmUp(Lines lines) throws Exception {
        double before = pass(lines).cpuSeconds();
        while (passes.size() < MOST_WARMING) {
            double now = pass(lines).cpuSeconds();
            System.err.printf(
                    Locale.ROOT, "warming up, pass %d: %.1f s of CPU after %.1f s%n", passes.size(), now, before);
            if (Math.abs(now - before) < WARM * before) {
                return new WarmUp(passes.size(), true);
            }
            before = now;
        }
        return new WarmUp(passes.size(), false);
    }

    /** Has the job take in all lines, part by part, and returns when they are in the lake and counted. */
    Pass pass(Lines lines) throws Exception {
        long firstOffset = endOffset(RAW);
        long readable = 0;
        double cpu = 0;
        double toLake = 0;
        for (int part = 0; part < kind.parts; part++) {
            producer.beginTransaction();
            send(lines);
            producer.flush();
            long expected = lake.rowCount(LakeTable.LOGS) + lines.count();
            readable = System.currentTimeMillis();
            long began = System.nanoTime();
            double cpuBefore = cpuSeconds();
            producer.commitTransaction();
            await("%,d rows in the lake".formatted(expected), () -> lake.rowCount(LakeTable.LOGS) >= expected);
            toLake += (System.nanoTime() - began) / 1e9;
            if (kind == Kind.EVERYTHING) {
                // Detections wait for the clock as the windows do: what they cost is in it then.
                await("%,d requests in metrics".formatted(expected), () -> countedRequests() >= expected);
            }
            cpu += cpuSeconds() - cpuBefore;
        }
        Pass pass = new Pass(lines.count() * kind.parts, firstOffset, readable, cpu, toLake);
        passes.add(pass);
        return pass;
    }

    /** Compares what was sent with rows, and with events or counts: each line once in both, none as a dead letter. */
    Arrived arrived() throws IOException {
        long lines = passes.stream().mapToLong(Pass::lines).sum();
        List<String> wrong = new ArrayList<>();
        compare(wrong, "rows in the lake", lakeOffsets(), lines);
        List<Double> seconds = new ArrayList<>();
        switch (kind) {
            case INGEST -> {
                long[] lastSent = new long[passes.size()];
                compare(wrong, "events in " + EVENTS.topic(), readEvents(new BitSet(), lastSent), lines);
                for (int i = 0; i < lastSent.length; i++) {
                    seconds.add((lastSent[i] - passes.get(i).readableMillis()) / 1e3);
                }
            }
            case EVERYTHING -> {
                long counted = countedRequests();
                if (counted != lines) {
                    wrong.add("%,d requests in metrics for %,d lines sent".formatted(counted, lines));
                }
            }
        }
        long letters = lake.rowCount(LakeTable.DEAD_LETTERS) + endOffset(DEAD_LETTERS);
        if (letters > 0) {
            wrong.add("%,d dead letters".formatted(letters));
        }
        return new Arrived(wrong, seconds, endOffset(ALERTS));
    }

    long taskManagerPid() {
        return stack.flink().taskManagerPid();
    }

    @Override
    public void close() {
        producer.close();
        lake.close();
    }

    /** How many there are, how many different raw offsets they have, and the sum of those. */
    private record Offsets(long count, long different, long sum) {}

    private void compare(List<String> wrong, String what, Offsets found, long lines) {
        if (found.count() != lines || found.different() != lines || found.sum() != sentOffsets.sum()) {
            wrong.add("%,d %s, of %,d different lines, for %,d lines sent"
                    .formatted(found.count(), what, found.different(), lines));
        }
    }

    private Offsets lakeOffsets() throws IOException {
        List<String> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                lake.table(LakeTable.LOGS).newScan().planFiles()) {
            tasks.forEach(task ->
                    files.add(Path.of(URI.create(task.file().location())).toString()));
        }
        String list = files.stream().map("'%s'"::formatted).collect(Collectors.joining(", ", "[", "]"));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*), count(DISTINCT raw_offset), sum(raw_offset)::BIGINT FROM read_parquet(%s)"
                                .formatted(list))) {
            row.next();
            return new Offsets(row.getLong(1), row.getLong(2), row.getLong(3));
        } catch (SQLException e) {
            throw new IllegalStateException("the rows of %s cannot be read".formatted(list), e);
        }
    }

    /** Reads all events; tells for each pass when its last was sent, in milliseconds since the epoch. */
    private Offsets readEvents(BitSet seen, long[] lastSent) {
        EventRecordReader events = new EventRecordReader();
        long[] firstOffsets = passes.stream().mapToLong(Pass::firstOffset).toArray();
        long count = 0;
        long sum = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            long end = endOffset(EVENTS);
            consumer.assign(List.of(EVENTS));
            consumer.seekToBeginning(List.of(EVENTS));
            while (consumer.position(EVENTS) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(EVENTS)) {
                    events.open(record.value());
                    while (events.next()) {
                        count++;
                        sum += events.offset();
                        seen.set((int) events.offset());
                        int found = Arrays.binarySearch(firstOffsets, events.offset());
                        int pass = found >= 0 ? found : -found - 2;
                        lastSent[pass] = Math.max(lastSent[pass], record.timestamp());
                    }
                }
            }
        }
        return new Offsets(count, seen.cardinality(), sum);
    }

    /** How many requests the windows in OpenSearch have counted. */
    private long countedRequests() {
        return MetricSums.requests(stack.openSearch().url(), DATASET.tenant());
    }

    /** Sends lines; a record that cannot be sent fails the transaction. */
    private void send(Lines lines) {
        // Windows and patterns follow the times in the lines: these have to go on as the clock does.
        LineTimes times = kind == Kind.EVERYTHING ? new LineTimes(Instant.now(), LINES_A_SECOND) : null;
        for (int i = 0; i < lines.count(); i++) {
            byte[] line = lines.record(i);
            if (times != null) {
                times.stamp(line, i);
            }
            Future<RecordMetadata> unused = producer.send(
                    new ProducerRecord<>(RAW.topic(), RAW.partition(), null, line), (metadata, failure) -> {
                        if (failure == null) {
                            sentOffsets.add(metadata.offset());
                        }
                    });
        }
    }

    private void createTopics() throws ExecutionException, InterruptedException, IOException {
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(
                            new NewTopic(CONTROL, 1, (short) 1),
                            new NewTopic(RAW.topic(), 1, (short) 1),
                            new NewTopic(EVENTS.topic(), 1, (short) 1),
                            new NewTopic(ALERTS.topic(), 1, (short) 1),
                            new NewTopic(DEAD_LETTERS.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
        Map<String, Object> plain = Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (KafkaProducer<byte[], byte[]> documents =
                new KafkaProducer<>(plain, new ByteArraySerializer(), new ByteArraySerializer())) {
            documents
                    .send(new ProducerRecord<>(CONTROL, "dataset/access".getBytes(UTF_8), DOCUMENT.getBytes(UTF_8)))
                    .get();
            for (RuleDocument rule :
                    kind == Kind.EVERYTHING ? HundredRules.of(DATASET.tenant()) : List.<RuleDocument>of()) {
                ControlRecord record = ControlRecord.of(rule.toDocument(), new Revision(1, Instant.EPOCH, "benchmark"));
                documents
                        .send(new ProducerRecord<>(CONTROL, record.presentKey(), record.value()))
                        .get();
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private long endOffset(TopicPartition partition) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    private double cpuSeconds() {
        return ProcessHandle.of(taskManagerPid())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow()
                        .toMillis()
                / 1e3;
    }

    static Path jar(Path module) throws IOException {
        try (var files = Files.newDirectoryStream(module.resolve("target"), "*-job.jar")) {
            for (Path file : files) {
                return file;
            }
        }
        throw new IllegalStateException("no job jar in %s/target: build it first".formatted(module));
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "%s: not within %s; logs are in %s".formatted(what, PATIENCE, stack.logs()));
            }
            Thread.sleep(POLL.toMillis());
        }
    }
}
