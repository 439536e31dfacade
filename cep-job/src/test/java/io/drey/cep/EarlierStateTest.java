package io.drey.cep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.detection.AccessEvent;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBatchWriter;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import io.drey.rules.book.KeptLines;
import io.drey.rules.shape.Bounds;
import io.drey.rules.shape.Distinct;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Value;
import io.drey.testing.Savepoints;
import io.drey.testing.SerializerPin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Savepoints of earlier versions, taken between the two halves of a story, go on with the second half. */
@Timeout(900)
class EarlierStateTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final Savepoints SAVEPOINTS = new Savepoints("cep-job");
    private static final Queue<Alert> ALERTS = new ConcurrentLinkedQueue<>();

    /** Shared by the halves, so that the savepoint's source knows how many there are. */
    private static final List<byte[]> FIRST_HALF = new ArrayList<>();

    private static final List<byte[]> SECOND_HALF = new ArrayList<>();

    static {
        for (int second = 0; second < 5; second++) {
            first(second, "half-a-login", "/login", 401);
            first(second, "whole-login", "/login", 401);
        }
        first(5, "whole-login", "/login", 200);
        for (int path = 0; path < 20; path++) {
            if (path < 15) {
                first(path / 5, "half-a-scan", "/" + path, 404);
            }
            first(path / 5, "whole-scan", "/" + path, 404);
        }
        // Moves the clock to second 15, beyond all the above ...
        first(20, "visitor", "/", 200);
        // ... and these wait for it.
        for (int second = 16; second < 21; second++) {
            first(second, "waiting-login", "/login", 401);
        }

        SECOND_HALF.addAll(FIRST_HALF);
        second(30, "half-a-login", "/login", 200);
        second(31, "waiting-login", "/login", 200);
        for (int path = 15; path < 20; path++) {
            second(32, "half-a-scan", "/" + path, 404);
        }
        // Over the threshold already: one alert, and that was told.
        second(33, "whole-scan", "/another", 404);
    }

    @BeforeAll
    static void takeSavepoint() throws Exception {
        SAVEPOINTS.writeIfAsked(
                configuration -> job(configuration, 1, RateLimiterStrategy.perCheckpoint(FIRST_HALF.size())),
                () -> ALERTS.size() == 2);
    }

    static List<Path> savepoints() {
        return SAVEPOINTS.all();
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void halfMatchesCompleteAndWholeOnesAreNotToldAgain(Path savepoint) throws Exception {
        ALERTS.clear();

        job(Savepoints.restoring(savepoint), 2, RateLimiterStrategy.noOp()).execute();

        assertThat(ALERTS)
                .extracting(alert -> alert.ruleId() + " " + alert.groupKey() + " " + alert.eventCount())
                .containsExactlyInAnyOrder(
                        "brute-force-login half-a-login 6",
                        "brute-force-login waiting-login 6",
                        "path-scanner half-a-scan 20");
    }

    @Test
    void requestsAreKeptAsTheyWere() {
        AccessEvent request = new AccessEvent(
                "acme", "access", "1.2.3.4", NOON, "topic", 1, 2, 3, 404, "/a", new byte[] {(byte) 0xFF, 0});
        SerializerPin.of(
                        "access-event",
                        TypeInformation.of(AccessEvent.class).createSerializer(new SerializerConfigImpl()),
                        request)
                .check();
    }

    @Test
    void whatWaitsAndWhatIsBegunIsKeptAsItWas() {
        EventReference event = new EventReference(NOON, "topic", 1, 2, 3);
        Occurrence occurrence = new Occurrence(event, 1, List.of(Value.of("/a"), Value.MISSING));
        byte[] line = {(byte) 0xFF, 0};
        SerializerPin.of(
                        "rule-candidate",
                        new CandidateSerializer(),
                        new Candidate("rule|3|acme|access|1.2.3.4", ACCESS, occurrence, line))
                .check();
        Distinct shape = new Distinct(1, Bounds.atLeast(2), 60_000);
        Group fed = new Group();
        fed.feed(shape, 100, new Candidate("rule|3|acme|access|1.2.3.4", ACCESS, occurrence, line), 1, match -> {});
        // Earlier versions have let events wait in the group's own state.
        Occurrence waits = new Occurrence(new EventReference(NOON + 1, "topic", 1, 3, 0), 1, List.of(Value.of("/b")));
        Group group = Group.restored(
                List.of(new Group.Waiting(waits, line)),
                new KeptLines(fed.lines()),
                NOON,
                NOON + 1,
                fed.encodedState(),
                fed.shapeMark());
        SerializerPin.of("group", GroupSerializer.INSTANCE, group, EarlierStateTest::bytes)
                .check();
    }

    private static List<Byte> bytes(Group group) {
        DataOutputSerializer output = new DataOutputSerializer(256);
        try {
            GroupSerializer.INSTANCE.serialize(group, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Byte> bytes = new ArrayList<>();
        for (byte each : output.getCopyOfBuffer()) {
            bytes.add(each);
        }
        return bytes;
    }

    private static StreamExecutionEnvironment job(
            Configuration configuration, int parallelism, RateLimiterStrategy pace) {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(parallelism);
        byte[][] events =
                Stream.concat(FIRST_HALF.stream(), SECOND_HALF.stream()).toArray(byte[][]::new);
        DataGeneratorSource<byte[]> source = new DataGeneratorSource<>(
                n -> events[n.intValue()], events.length, pace, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        CepTopology.build(
                environment,
                source,
                new FixedDatasets(DatasetDocument.live(ACCESS, "combined")),
                FixedRules.BUILT_IN,
                damaged -> {},
                alerts -> alerts.map(EarlierStateTest::keep)
                        .returns(TypeInformation.of(Alert.class))
                        .name("keep")
                        .uid("keep")
                        .sinkTo(new DiscardingSink<>())
                        .uid("end"));
        return environment;
    }

    private static Alert keep(Alert alert) {
        ALERTS.add(alert);
        return alert;
    }

    private static void first(int second, String address, String path, int status) {
        FIRST_HALF.add(new LogEventCodec().encode(event(FIRST_HALF.size(), second, address, path, status)));
    }

    /** What comes behind the savepoint is written in the later form. */
    private static void second(int second, String address, String path, int status) {
        SECOND_HALF.add(EventBatchWriter.record(event(SECOND_HALF.size(), second, address, path, status)));
    }

    private static LogEvent event(long offset, int second, String address, String path, int status) {
        EventBuilder event = new EventBuilder(
                ACCESS, "topic-id", "raw.acme.access", 0, offset, 0, NOON + second * 1_000L, new byte[0]);
        event.timestampMicros((NOON + second * 1_000L) * 1_000);
        event.append(Field.SOURCE_IP, address.getBytes(UTF_8));
        event.append(Field.URL_PATH, path.getBytes(UTF_8));
        event.append(Field.EVENT_ORIGINAL, "the line".getBytes(UTF_8));
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        return event;
    }
}
