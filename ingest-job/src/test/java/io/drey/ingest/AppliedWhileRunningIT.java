package io.drey.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventRecordReader;
import io.drey.event.Field;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.job.JobEnvironment;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.EventStreams;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Documents take effect in jobs that run: a new tenant, a changed format, a changed reorder delay; nonsense takes none. */
@StackTest(Server.KAFKA)
class AppliedWhileRunningIT {

    private static final DatasetId ACCESS = new DatasetId("later", "access");
    private static final String CONTROL = Topics.control(ACCESS.tenant());

    /** How often new topics are looked for, the time to read them, and a slow machine. */
    private static final Duration DISCOVERED_WITHIN = Duration.ofSeconds(10 + 10);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** How far clocks are behind the only event's time, as the job tells them. */
    private static final Queue<Long> CLOCKS = new ConcurrentLinkedQueue<>();

    /** Offsets of dropped lines, as the job tells them. */
    private static final Queue<Long> DROPPED = new ConcurrentLinkedQueue<>();

    private static final Duration IN_FORCE_WITHIN = Duration.ofSeconds(10);

    @Test
    void documentsTakeEffectWithoutARestart(LocalStack stack) throws Exception {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        JobClient job = startJob(stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(properties);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Await.equal("the job to run", PATIENCE, JobStatus.RUNNING, () -> job.getJobStatus()
                    .get());

            create(admin, CONTROL, Topics.events("later"), Topics.deadLetters("later"));
            publish(producer, "access", "json", "5s");
            create(admin, Topics.raw(ACCESS));
            TopicPartition events = new TopicPartition(Topics.events("later"), 0);
            TopicPartition letters = new TopicPartition(Topics.deadLetters("later"), 0);
            consumer.assign(List.of(events, letters));
            consumer.seekToBeginning(consumer.assignment());

            Instant first = Instant.now();
            send(producer, line("/first", first));
            DeadLetter letter = DeadLetter.decode(Await.value(
                    "the line to be read as JSON",
                    DISCOVERED_WITHIN,
                    () -> next(consumer, letters),
                    bytes -> bytes != null));
            assertThat(letter.tenant()).isEqualTo("later");

            publish(producer, "access", "combined", "5s");
            LogEvent event = Await.value(
                    "lines to be read as the changed document says",
                    PATIENCE,
                    () -> {
                        send(producer, line("/second", first));
                        return event(next(consumer, events));
                    },
                    found -> found != null);
            assertThat(event.datasetId()).isEqualTo(ACCESS);
            long at = event.timestampMillis();
            awaitClock(producer, line("/second", first), at - 5_000);

            publish(producer, "access", "combined", "2s");
            awaitClock(producer, line("/second", first), at - 2_000);

            write(producer, "dataset/access", "nonsense");
            write(producer, "dataset/access", "{\"kind\":\"Dataset\",\"tenant\":\"victim\"}");
            try (ControlTopics jobs =
                    new ControlTopics(kafka(stack.kafka().bootstrapServers()).properties())) {
                jobs.open();
                assertThat(jobs.find(ACCESS).orElseThrow().reorderDelay()).isEqualTo(Duration.ofSeconds(2));
            }
            long beyond = first.plusSeconds(30).toEpochMilli() / 1_000 * 1_000;
            Await.until("events to come as before", PATIENCE, () -> {
                send(producer, line("/third", Instant.ofEpochMilli(beyond)));
                LogEvent third = event(next(consumer, events));
                return third != null && third.timestampMillis() == beyond;
            });
            assertThat(job.getJobStatus().get())
                    .as("a failure would have ended it")
                    .isEqualTo(JobStatus.RUNNING);
        } finally {
            job.cancel().get();
        }
    }

    /** Lines of one time go on coming: where none come, the clock goes on with the silence, and passes what is waited for. */
    private static void awaitClock(KafkaProducer<byte[], byte[]> producer, String line, long millis) {
        Await.until("the clock to be told as " + millis, PATIENCE, () -> {
            send(producer, line);
            return CLOCKS.contains(millis);
        });
    }

    /** Lines go on coming while the document changes: each is an event or a dropped line, once. */
    @Test
    void redactionAndDropTakeEffectWhileLinesComeAndNoneIsLostOrDoubled(LocalStack stack) throws Exception {
        DatasetId dataset = new DatasetId("private", "access");
        Map<String, Object> properties =
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
        try (Admin admin = Admin.create(properties);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            create(admin, Topics.control("private"), Topics.events("private"), Topics.deadLetters("private"));
            create(admin, Topics.raw(dataset));
            publish(producer, dataset, "'format':'combined'");
            JobClient job = startJob(stack.kafka().bootstrapServers());
            TopicPartition topic = new TopicPartition(Topics.events("private"), 0);
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(consumer.assignment());
            AtomicBoolean goesOn = new AtomicBoolean(true);
            AtomicInteger sent = new AtomicInteger();
            Thread shipper = new Thread(() -> ship(producer, dataset, goesOn, sent), "shipper");
            shipper.start();
            try {
                List<LogEvent> events = new ArrayList<>();
                Await.until("events to come", PATIENCE, () -> take(consumer, topic, events) && !events.isEmpty());
                assertThat(events.get(0).text(Field.USER_NAME)).startsWith("alice");

                Instant redacted = Instant.now();
                publish(producer, dataset, "'format':'combined','redact':['mask user.name']");
                Await.until(
                        "names to be masked",
                        IN_FORCE_WITHIN,
                        () -> take(consumer, topic, events)
                                && last(events).text(Field.USER_NAME).equals("redacted"));
                assertThat(Duration.between(redacted, Instant.now())).isLessThan(IN_FORCE_WITHIN);

                publish(
                        producer,
                        dataset,
                        "'format':'combined','redact':['mask user.name'],'drop':['url.path = /health']");
                Await.until("lines to be dropped", IN_FORCE_WITHIN, () -> !DROPPED.isEmpty());
                int before = sent.get();
                Await.until("more to be sent", PATIENCE, () -> sent.get() > before + 100);
                goesOn.set(false);
                shipper.join();
                Await.until(
                        "all to have come",
                        PATIENCE,
                        () -> take(consumer, topic, events) && events.size() + DROPPED.size() >= sent.get());

                List<Long> offsets = new ArrayList<>(DROPPED);
                events.forEach(event -> offsets.add(event.offset()));
                assertThat(offsets)
                        .containsExactlyInAnyOrderElementsOf(
                                LongStream.range(0, sent.get()).boxed().toList());
                long firstDropped =
                        DROPPED.stream().mapToLong(offset -> offset).min().orElseThrow();
                assertThat(events)
                        .filteredOn(event -> event.offset() > firstDropped)
                        .isNotEmpty()
                        .allSatisfy(event -> {
                            assertThat(event.text(Field.USER_NAME)).isEqualTo("redacted");
                            assertThat(event.text(Field.URL_PATH)).isNotEqualTo("/health");
                            assertThat(event.text(Field.EVENT_ORIGINAL)).doesNotContain("alice");
                        });
                List<Boolean> masked = events.stream()
                        .map(event -> event.text(Field.USER_NAME).equals("redacted"))
                        .toList();
                assertThat(masked).as("from one line on all are masked").isSorted();
                assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
            } finally {
                goesOn.set(false);
                shipper.join();
                job.cancel().get();
            }
        }
    }

    /** Every second line asks for the health page. */
    private static void ship(
            KafkaProducer<byte[], byte[]> producer, DatasetId dataset, AtomicBoolean goesOn, AtomicInteger sent) {
        try {
            while (goesOn.get()) {
                int number = sent.get();
                String line = "192.0.2.1 - alice%d [%s] \"GET %s HTTP/1.1\" 200 5 \"-\" \"agent\""
                        .formatted(number, TIME.format(Instant.now()), number % 2 == 0 ? "/shop" : "/health");
                producer.send(new ProducerRecord<>(Topics.raw(dataset), line.getBytes(UTF_8)))
                        .get();
                sent.incrementAndGet();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the shipper failed", e);
        }
    }

    /** Takes what has come; true, to go on with a condition. */
    private static boolean take(KafkaConsumer<byte[], byte[]> consumer, TopicPartition topic, List<LogEvent> events) {
        EventRecordReader reader = new EventRecordReader();
        for (var record : consumer.poll(Duration.ofMillis(200)).records(topic)) {
            if (!Heartbeat.isHeartbeat(record.value())) {
                reader.open(record.value());
                while (reader.next()) {
                    events.add(reader.event());
                }
            }
        }
        return true;
    }

    private static LogEvent last(List<LogEvent> events) {
        return events.get(events.size() - 1);
    }

    private static void publish(KafkaProducer<byte[], byte[]> producer, DatasetId dataset, String keys)
            throws Exception {
        String json = "{'kind':'Dataset','name':'%s',%s}"
                .formatted(dataset.dataset(), keys)
                .replace('\'', '"');
        producer.send(new ProducerRecord<>(
                        Topics.control(dataset.tenant()),
                        ("dataset/" + dataset.dataset()).getBytes(UTF_8),
                        json.getBytes(UTF_8)))
                .get();
    }

    private static JobClient startJob(String bootstrapServers) throws Exception {
        KafkaSettings kafka = kafka(bootstrapServers);
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(1);
        IngestTopology.build(
                environment,
                new IngestTopology.Ends(
                        KafkaEnds.rawRecords(kafka, "applied-it"),
                        KafkaEnds.records(kafka),
                        logs -> {},
                        deadLetters -> {},
                        dropped -> dropped.map(line -> {
                                    DROPPED.add(line.offset());
                                    return line.offset();
                                })
                                .returns(Types.LONG)
                                .sinkTo(new DiscardingSink<>())),
                new ControlTopics(kafka.properties()),
                new KafkaRawTopics(kafka),
                IngestSettings.from(new Configuration()));
        EventStreams.read(
                        environment, KafkaEnds.events(kafka, "applied-it-clock"), new ControlTopics(kafka.properties()))
                .flatMap((Clocked<LogEvent> element, Collector<Long> out) -> {
                    if (element.isTick()) {
                        CLOCKS.add(element.tick().clockMillis());
                    }
                })
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
        return environment.executeAsync("applied-it");
    }

    private static KafkaSettings kafka(String bootstrapServers) {
        return KafkaSettings.from(Configuration.fromMap(Map.of("kafka-bootstrap-servers", bootstrapServers)));
    }

    private static void create(Admin admin, String... topics) throws Exception {
        for (String topic : topics) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    /** As drey apply publishes it, but for the revision. */
    private static void publish(KafkaProducer<byte[], byte[]> producer, String name, String format, String reorderDelay)
            throws Exception {
        String json = "{'kind':'Dataset','name':'%s','format':'%s','reorder-delay':'%s'}"
                .formatted(name, format, reorderDelay)
                .replace('\'', '"');
        write(producer, "dataset/" + name, json);
    }

    private static void write(KafkaProducer<byte[], byte[]> producer, String key, String value) throws Exception {
        producer.send(new ProducerRecord<>(CONTROL, key.getBytes(UTF_8), value.getBytes(UTF_8)))
                .get();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String line) throws Exception {
        producer.send(new ProducerRecord<>(Topics.raw(ACCESS), line.getBytes(UTF_8)))
                .get();
    }

    private static String line(String path, Instant time) {
        return "192.0.2.1 - - [%s] \"GET %s HTTP/1.1\" 200 5 \"-\" \"agent\"".formatted(TIME.format(time), path);
    }

    private static byte[] next(KafkaConsumer<byte[], byte[]> consumer, TopicPartition from) {
        byte[] last = null;
        for (var record : consumer.poll(Duration.ofMillis(200)).records(from)) {
            if (!from.topic().startsWith("events.") || !Heartbeat.isHeartbeat(record.value())) {
                last = record.value();
            }
        }
        return last;
    }

    private static LogEvent event(byte[] encoded) {
        if (encoded == null) {
            return null;
        }
        EventRecordReader reader = new EventRecordReader();
        reader.open(encoded);
        return reader.next() ? reader.event() : null;
    }
}
