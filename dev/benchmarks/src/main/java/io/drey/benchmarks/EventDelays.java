package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.RunningPostgres;
import io.drey.stack.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long lines take from being sent to being read as events, through the ingest job on a cluster with one slot, and the servers
 * that this needs.
 */
final class EventDelays {

    static final DatasetId QUIET = new DatasetId("bench", "access");
    static final DatasetId LOUD = new DatasetId("loud", "app");

    private static final int LINES_A_SECOND = 2_000;
    private static final int WARMING_SECONDS = 20;
    private static final Duration POLL = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final LocalStack stack;
    private final Lines lines;
    private final int seconds;
    private final List<String> arguments;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition raw = new TopicPartition(Topics.raw(QUIET), 0);
    private final TopicPartition events = new TopicPartition(Topics.events(QUIET.tenant()), 0);
    private final ObjectNode result = new ObjectMapper().createObjectNode();

    private EventDelays(LocalStack stack, Lines lines, int seconds, Path folder) throws Exception {
        this.stack = stack;
        this.lines = lines;
        this.seconds = seconds;
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers", stack.kafka().bootstrapServers(), "linger.ms", 5, "max.poll.records", 100_000);
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(events));
        createTopics();
        arguments = arguments(stack, folder);
    }

    /**
     * Starts the servers and shows the head of the table.
     *
     * @param inputs where lines are made
     * @param seconds how long each measurement takes after warming up
     */
    static EventDelays start(Path inputs, int seconds) throws Exception {
        Path folder = inputs.resolveSibling("delay-stack").toAbsolutePath();
        Lines lines = Lines.read(new AccessLogInput(100_000, 7).in(inputs), 100_000);
        LocalStack stack = LocalStack.in(folder)
                .with(Server.KAFKA, Server.POSTGRES, Server.FLINK)
                .flinkOption("taskmanager.numberOfTaskSlots", "1")
                .start();
        // Also when it is interrupted: the servers are processes of their own.
        Runtime.getRuntime().addShutdownHook(new Thread(stack::stopAndDelete, "stop-stack"));
        EventDelays delays = new EventDelays(stack, lines, seconds, folder);
        System.err.printf(
                "%n%-50s %8s %8s %8s %8s%n", "milliseconds from line to event", "p50", "p95", "p99", "longest");
        return delays;
    }

    /** What was measured so far, by name. */
    ObjectNode result() {
        return result;
    }

    /**
     * Sends lines for a while, and shows how long they took.
     *
     * @param neighbour makes a line of the other tenant for each; null for none
     * @return the 99th percentile in milliseconds
     */
    double measure(String what, Supplier<byte[]> neighbour) throws Exception {
        int count = (WARMING_SECONDS + seconds) * LINES_A_SECOND;
        long firstRaw = end(raw);
        consumer.seek(events, end(events));
        long[] sent = new long[count];
        long[] delays = new long[count];
        Arrays.fill(delays, -1);
        Thread sender = new Thread(() -> send(sent, neighbour), "sender");
        sender.start();
        int missing = count;
        EventRecordReader reader = new EventRecordReader();
        long until = System.nanoTime()
                + PATIENCE.plusSeconds(WARMING_SECONDS + seconds).toNanos();
        while (missing > 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                long now = System.nanoTime();
                reader.open(record.value());
                while (reader.next()) {
                    int line = (int) (reader.offset() - firstRaw);
                    if (line >= 0 && delays[line] < 0) {
                        delays[line] = now - sent[line];
                        missing--;
                    }
                }
            }
            if (System.nanoTime() > until) {
                throw new IllegalStateException("%s: %,d of %,d events did not come; logs are in %s"
                        .formatted(what, missing, count, stack.logs()));
            }
        }
        sender.join();
        long[] measured = Arrays.copyOfRange(delays, WARMING_SECONDS * LINES_A_SECOND, count);
        Arrays.sort(measured);
        System.err.printf(
                Locale.ROOT,
                "%-50s %8.1f %8.1f %8.1f %8.1f%n",
                what,
                millis(measured, 0.5),
                millis(measured, 0.95),
                millis(measured, 0.99),
                millis(measured, 1));
        result.putObject(what)
                .put("p50", millis(measured, 0.5))
                .put("p99", millis(measured, 0.99))
                .put("longest", millis(measured, 1));
        return millis(measured, 0.99);
    }

    private static double millis(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, (long) (share * sorted.length))] / 1e6;
    }

    /** Sends a line of either tenant every half millisecond. */
    private void send(long[] sent, Supplier<byte[]> neighbour) {
        long began = System.nanoTime();
        for (int i = 0; i < sent.length; i++) {
            long due = began + i * 1_000_000_000L / LINES_A_SECOND;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (neighbour != null) {
                Future<?> unused = producer.send(new ProducerRecord<>(Topics.raw(LOUD), 0, null, neighbour.get()));
            }
            // The offsets of the topic's one partition are the order of sending.
            sent[i] = System.nanoTime();
            Future<?> unused =
                    producer.send(new ProducerRecord<>(raw.topic(), 0, null, lines.record(i % lines.count())));
        }
        producer.flush();
    }

    /** Starts the ingest job, with the version of events in their topic. */
    String submit(Path home, int version) throws Exception {
        List<String> all = new ArrayList<>(arguments);
        all.add("-Devents-format=" + version);
        String job = stack.flink().submit(JobStack.jar(home.resolve("ingest-job")), List.of("-p", "1"), all);
        await("the job's tasks to run", () -> stack.flink().allTasksRun(job));
        return job;
    }

    /** Makes the lake's tables, and tells the job's arguments. */
    static List<String> arguments(LocalStack stack, Path folder) throws IOException {
        RunningPostgres postgres = stack.postgres();
        Path password = folder.resolve("database-password");
        Files.createFile(password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, postgres.password());
        Map<String, String> settings = Map.of(
                "kafka-bootstrap-servers",
                stack.kafka().bootstrapServers(),
                LakeSettings.LAKE_CATALOG_URI.key(),
                postgres.jdbcUrl(),
                LakeSettings.LAKE_CATALOG_USER.key(),
                postgres.user(),
                LakeSettings.LAKE_CATALOG_PASSWORD.key(),
                "file:" + password,
                LakeSettings.LAKE_WAREHOUSE.key(),
                stack.storageRoot() + "/lake");
        try (Lake lake = Lake.open(LakeSettings.from(Configuration.fromMap(settings)))) {
            lake.init();
        }
        return settings.entrySet().stream()
                .map(setting -> "-D%s=%s".formatted(setting.getKey(), setting.getValue()))
                .toList();
    }

    void cancel(String job) throws Exception {
        stack.flink().client(List.of("cancel", job));
        await("the job to end", () -> "CANCELED".equals(stack.flink().jobState(job)));
    }

    private void createTopics() throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            for (DatasetId dataset : List.of(QUIET, LOUD)) {
                admin.createTopics(List.of(
                                topic(Topics.control(dataset.tenant())),
                                topic(Topics.raw(dataset)),
                                topic(Topics.events(dataset.tenant())),
                                topic(Topics.deadLetters(dataset.tenant()))))
                        .all()
                        .get();
                String document = "{\"kind\":\"Dataset\",\"name\":\"%s\",\"format\":\"%s\"}"
                        .formatted(dataset.dataset(), dataset.equals(QUIET) ? "combined" : "json");
                producer.send(new ProducerRecord<>(
                                Topics.control(dataset.tenant()),
                                ("dataset/" + dataset.dataset()).getBytes(UTF_8),
                                document.getBytes(UTF_8)))
                        .get();
            }
        }
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, 1, (short) 1);
    }

    private long end(TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).get(partition);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(String what, Condition condition) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "%s: not within %s; logs are in %s".formatted(what, PATIENCE, stack.logs()));
            }
            Thread.sleep(200);
        }
    }
}
