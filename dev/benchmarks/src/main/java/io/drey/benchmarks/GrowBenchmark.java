package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.Topics;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import io.drey.stack.ServerStatus.ProcessStatus;
import io.drey.stack.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
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
 * What a second machine gives: the ingest job on one slot of a TaskManager that has one core, and then, from its savepoint, on two
 * slots of two TaskManagers that have a core each. All lines of a pass are in the topic before the job sees the first.
 *
 * <p>Lines a second are counted until the last event of a pass is in the events topic. Kafka, the catalog and the JobManager need cores,
 * too. So the first TaskManager is measured twice: while they have the same one core, which is the growth of an installation, and while
 * they also have the core that is free, which they have to share later. Lines per CPU-second of the TaskManagers tell what is lost by
 * the growth alone. Exit code 1 if a line is lost or there twice.
 */
final class GrowBenchmark {

    private static final DatasetId DATASET = new DatasetId("bench", "access");
    private static final int LINES = 1_000_000;
    private static final int PARTITIONS = 4;
    private static final int WARMING = 6;
    private static final int DEFAULT_ROUNDS = 3;
    private static final double GOAL = 1.8;
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Pattern SAVEPOINT = Pattern.compile("Path: (\\S+)");

    private final LocalStack stack;
    private final Lake lake;
    private final Map<String, Object> kafka;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Lines lines;
    private final List<Long> taskManagers = new ArrayList<>();
    private long sent;

    /** Lines a second until the last event was in its topic, and lines per CPU-second of all TaskManagers. */
    private record Pass(double linesPerSecond, double linesPerCpuSecond) {}

    private GrowBenchmark(LocalStack stack, Lake lake, Lines lines) {
        this.stack = stack;
        this.lake = lake;
        this.lines = lines;
        this.kafka = Map.of(
                "bootstrap.servers",
                stack.kafka().bootstrapServers(),
                "isolation.level",
                "read_committed",
                "compression.type",
                "lz4",
                "batch.size",
                1 << 17,
                "linger.ms",
                20,
                "transactional.id",
                "grow-benchmark",
                "transaction.timeout.ms",
                600_000);
        this.producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        Path home = Path.of(System.getProperty("drey.home"));
        Path inputs = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        Path folder = inputs.resolveSibling("grow-stack").toAbsolutePath();
        LocalStack stack = LocalStack.in(folder)
                .with(Server.KAFKA, Server.POSTGRES, Server.FLINK)
                .flinkOption("taskmanager.numberOfTaskSlots", "1")
                .start();
        // Also when it is interrupted: the servers are processes of their own.
        Runtime.getRuntime().addShutdownHook(new Thread(stack::stopAndDelete, "stop-stack"));
        Path password = folder.resolve("database-password");
        Files.createFile(password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, stack.postgres().password());
        Map<String, String> settings = Map.of(
                "kafka-bootstrap-servers",
                stack.kafka().bootstrapServers(),
                "kafka-properties",
                "isolation.level:read_committed",
                LakeSettings.LAKE_CATALOG_URI.key(),
                stack.postgres().jdbcUrl(),
                LakeSettings.LAKE_CATALOG_USER.key(),
                stack.postgres().user(),
                LakeSettings.LAKE_CATALOG_PASSWORD.key(),
                "file:" + password,
                LakeSettings.LAKE_WAREHOUSE.key(),
                stack.storageRoot() + "/lake");
        int code;
        try (Lake lake = Lake.open(LakeSettings.from(Configuration.fromMap(settings)))) {
            lake.init();
            Lines lines = Lines.read(new AccessLogInput(LINES, 20250301).in(inputs), LINES);
            List<String> given = settings.entrySet().stream()
                    .map(setting -> "-D%s=%s".formatted(setting.getKey(), setting.getValue()))
                    .toList();
            code = new GrowBenchmark(stack, lake, lines).run(rounds, JobStack.jar(home.resolve("ingest-job")), given);
        }
        System.exit(code);
    }

    private int run(int rounds, Path jar, List<String> settings) throws Exception {
        createTopics();
        pin(stack.flink().taskManagerPid());
        restrictServers("0");
        String job = stack.flink().submit(jar, List.of("-p", "1"), settings);
        await("the job's task to run", () -> stack.flink().allTasksRun(job));
        List<Pass> together = passes("one core for all", rounds);
        restrictServers("0-" + (Runtime.getRuntime().availableProcessors() - 1));
        List<Pass> one = passes("one slot", rounds);
        Matcher savepoint = SAVEPOINT.matcher(stack.flink().client(List.of("stop", job)));
        if (!savepoint.find()) {
            throw new IllegalStateException("job %s did not say where its savepoint is".formatted(job));
        }
        pin(stack.flink().startSecondTaskManager());
        String grown = stack.flink().submit(jar, List.of("-p", "2", "-s", savepoint.group(1)), settings);
        await("the job's two slots to run", () -> stack.flink().allTasksRun(grown));
        List<Pass> two = passes("two slots", rounds);
        return report(together, one, two);
    }

    private List<Pass> passes(String what, int rounds) throws Exception {
        List<Pass> passes = new ArrayList<>();
        for (int i = 0; i < WARMING + rounds; i++) {
            Pass pass = pass();
            System.err.printf(
                    Locale.ROOT,
                    "%s, %s: %,.0f lines a second, %,.0f lines per CPU-second%n",
                    what,
                    i < WARMING ? "warming up" : "round %d of %d".formatted(i - WARMING + 1, rounds),
                    pass.linesPerSecond(),
                    pass.linesPerCpuSecond());
            if (i >= WARMING) {
                passes.add(pass);
            }
        }
        return passes;
    }

    private Pass pass() throws Exception {
        Map<TopicPartition, Long> from = endOffsets();
        producer.beginTransaction();
        for (int i = 0; i < lines.count(); i++) {
            // The commit fails if a line was not taken.
            Future<RecordMetadata> unused =
                    producer.send(new ProducerRecord<>(Topics.raw(DATASET), i % PARTITIONS, null, lines.record(i)));
        }
        producer.flush();
        double cpu = cpuSeconds();
        long readable = System.currentTimeMillis();
        producer.commitTransaction();
        sent += lines.count();
        await("%,d rows in the lake".formatted(sent), () -> lake.rowCount(LakeTable.LOGS) >= sent);
        double used = cpuSeconds() - cpu;
        return new Pass(lines.count() / ((lastEventMillis(from) - readable) / 1e3), lines.count() / used);
    }

    private int report(List<Pass> together, List<Pass> one, List<Pass> two) {
        long landed = lake.rowCount(LakeTable.LOGS) + lake.rowCount(LakeTable.DEAD_LETTERS);
        long distinct = distinctEvents();
        boolean once = landed == sent && distinct == sent;
        System.err.printf(Locale.ROOT, "%n%-18s %16s %22s %18s%n", "", "lines a second", "rounds", "per CPU-second");
        show("one core for all", together);
        show("one slot", one);
        show("two slots", two);
        System.err.printf(
                Locale.ROOT,
                "%.2f x the one core, goal %.1f x; %.2f x the one slot, with %.2f x of its lines per CPU-second; %s%n",
                ratio(two, together, Pass::linesPerSecond),
                GOAL,
                ratio(two, one, Pass::linesPerSecond),
                ratio(two, one, Pass::linesPerCpuSecond),
                once
                        ? "each line is once in the lake and in the events topic"
                        : "WRONG: %,d lines sent, %,d in the lake, %,d different events"
                                .formatted(sent, landed, distinct));
        ObjectNode result = new ObjectMapper().createObjectNode();
        result.put("benchmark", "grow");
        result.put("rounds", one.size());
        result.put("lines_per_second_one_core_for_all", Math.round(median(together, Pass::linesPerSecond)));
        result.put("lines_per_second_one_slot", Math.round(median(one, Pass::linesPerSecond)));
        result.put("lines_per_second_two_slots", Math.round(median(two, Pass::linesPerSecond)));
        result.put("ratio", hundredths(ratio(two, together, Pass::linesPerSecond)));
        result.put("ratio_one_slot", hundredths(ratio(two, one, Pass::linesPerSecond)));
        result.put("goal", GOAL);
        result.put("lines_per_cpu_second_one_slot", Math.round(median(one, Pass::linesPerCpuSecond)));
        result.put("lines_per_cpu_second_two_slots", Math.round(median(two, Pass::linesPerCpuSecond)));
        result.put("exactly_once", once);
        System.out.println(result);
        return once ? 0 : 1;
    }

    private static void show(String what, List<Pass> passes) {
        Spread lines = spread(passes, Pass::linesPerSecond);
        System.err.printf(
                Locale.ROOT,
                "%-18s %,16.0f %,11.0f to %,8.0f %,18.0f%n",
                what,
                lines.median(),
                lines.lowest(),
                lines.highest(),
                median(passes, Pass::linesPerCpuSecond));
    }

    private static Spread spread(List<Pass> passes, ToDoubleFunction<Pass> figure) {
        return Spread.of(passes.stream().mapToDouble(figure).toArray());
    }

    private static double median(List<Pass> passes, ToDoubleFunction<Pass> figure) {
        return spread(passes, figure).median();
    }

    private static double ratio(List<Pass> passes, List<Pass> of, ToDoubleFunction<Pass> figure) {
        return median(passes, figure) / median(of, figure);
    }

    private static double hundredths(double value) {
        return Math.round(100 * value) / 100.0;
    }

    /** When the last record of a pass was sent to the events topic, in milliseconds since the epoch. */
    private long lastEventMillis(Map<TopicPartition, Long> from) {
        long[] last = new long[1];
        EventRecordReader events = new EventRecordReader();
        read(from, record -> {
            events.open(record.value());
            if (!events.isHeartbeat()) {
                last[0] = Math.max(last[0], record.timestamp());
            }
        });
        return last[0];
    }

    private long distinctEvents() {
        Set<Long> seen = new HashSet<>();
        EventRecordReader events = new EventRecordReader();
        Map<TopicPartition, Long> from = endOffsets();
        from.replaceAll((partition, end) -> 0L);
        read(from, record -> {
            events.open(record.value());
            while (events.next()) {
                seen.add(events.origin().partition() * (1L << 40) + events.offset());
            }
        });
        return seen.size();
    }

    private void read(Map<TopicPartition, Long> from, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, Long> ends = endOffsets();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(from.keySet());
            from.forEach(consumer::seek);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(records);
            }
        }
    }

    private Map<TopicPartition, Long> endOffsets() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            return new HashMap<>(consumer.endOffsets(IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(Topics.events(DATASET.tenant()), partition))
                    .toList()));
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Each TaskManager has the next core, all its threads on it. */
    private void pin(long pid) throws IOException, InterruptedException {
        restrict(
                pid, Integer.toString(taskManagers.size() % Runtime.getRuntime().availableProcessors()));
        taskManagers.add(pid);
    }

    /** All processes but the TaskManagers have these cores. */
    private void restrictServers(String cores) throws IOException, InterruptedException {
        for (ServerStatus server : stack.status()) {
            for (ProcessStatus process : server.processes()) {
                if (!taskManagers.contains(process.pid())) {
                    restrict(process.pid(), cores);
                }
            }
        }
    }

    private static void restrict(long pid, String cores) throws IOException, InterruptedException {
        Process taskset = new ProcessBuilder("taskset", "-apc", cores, Long.toString(pid))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (taskset.waitFor() != 0) {
            throw new IllegalStateException("process %d cannot be restricted to core %s".formatted(pid, cores));
        }
    }

    private double cpuSeconds() {
        return taskManagers.stream()
                        .mapToLong(pid -> ProcessHandle.of(pid)
                                .flatMap(process -> process.info().totalCpuDuration())
                                .orElseThrow()
                                .toMillis())
                        .sum()
                / 1e3;
    }

    private void createTopics() throws Exception {
        Map<String, Object> plain = Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        String control = Topics.control(DATASET.tenant());
        try (Admin admin = Admin.create(plain);
                KafkaProducer<byte[], byte[]> documents =
                        new KafkaProducer<>(plain, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(
                            new NewTopic(control, 1, (short) 1),
                            new NewTopic(Topics.events(DATASET.tenant()), PARTITIONS, (short) 1),
                            new NewTopic(Topics.deadLetters(DATASET.tenant()), 1, (short) 1),
                            new NewTopic(Topics.raw(DATASET), PARTITIONS, (short) 1)))
                    .all()
                    .get();
            String document = "{\"kind\":\"Dataset\",\"name\":\"access\",\"format\":\"combined\"}";
            documents
                    .send(new ProducerRecord<>(control, "dataset/access".getBytes(UTF_8), document.getBytes(UTF_8)))
                    .get();
        }
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
