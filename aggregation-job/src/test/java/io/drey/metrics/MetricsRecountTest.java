package io.drey.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random streams, out of order, partly late, from several partitions: the documents equal a plain recount. */
@SuppressWarnings("try") // closing a harness may be interrupted
class MetricsRecountTest {

    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final long SECOND = 1000;
    private static final long HOUR = 3600 * SECOND;
    private static final long REORDER_DELAY = 5 * SECOND;
    private static final int PARTITIONS = 3;
    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final DatasetDocument DATASET = DatasetDocument.live(ACCESS, "combined");
    private static final AggregationSettings SETTINGS = new AggregationSettings(Duration.ofSeconds(10), 65_536, 1024);

    private static final AggregationSettings ALL_LENGTHS = AggregationSettings.from(new Configuration());

    private static final int[] STATUS_CODES = {200, 200, 200, 301, 304, 401, 403, 404, 404, 410, 429, 500};
    private static final String[] AGENTS = {
        "curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "unheard of", null
    };
    private static final Map<String, String> AGENT_NAMES =
            Map.of(AGENTS[0], "curl", AGENTS[1], "Firefox", AGENTS[2], "Other");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void documentsEqualARecount(long seed) throws Exception {
        Traffic traffic = new Traffic(seed);
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(DATASET, SETTINGS, PARTITIONS, null, index)) {
            Reading reading = new Reading(traffic, metrics, new Random(seed));
            reading.begin();
            reading.steps(Integer.MAX_VALUE);
            metrics.endInput();

            assertThat(index.lines()).isEqualTo(traffic.expected());
            assertThat(index.late()).isEqualTo(traffic.tooLate);
            assertThat(metrics.stateEntries()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void documentsEqualARecountAfterACrash(long seed) throws Exception {
        Traffic traffic = new Traffic(seed);
        Random random = new Random(seed);
        TestingIndex index = new TestingIndex();
        OperatorSubtaskState checkpoint;
        int[] positions;
        try (TestingMetrics metrics = new TestingMetrics(DATASET, SETTINGS, PARTITIONS, null, index)) {
            Reading reading = new Reading(traffic, metrics, random);
            reading.begin();
            reading.steps(2000 + random.nextInt(2000));
            checkpoint = metrics.snapshot(1);
            positions = reading.positions.clone();
            reading.steps(2000);
        }

        try (TestingMetrics metrics = new TestingMetrics(DATASET, SETTINGS, PARTITIONS, checkpoint, index)) {
            Reading reading = new Reading(traffic, metrics, random);
            System.arraycopy(positions, 0, reading.positions, 0, PARTITIONS);
            reading.begin();
            reading.steps(Integer.MAX_VALUE);
            metrics.endInput();

            assertThat(index.lines()).isEqualTo(traffic.expected());
            assertThat(metrics.stateEntries()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void documentsOfAllLengthsEqualARecount(long seed) throws Exception {
        Traffic traffic = new Traffic(seed);
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(DATASET, ALL_LENGTHS, PARTITIONS, null, index)) {
            Reading reading = new Reading(traffic, metrics, new Random(seed));
            reading.begin();
            reading.steps(Integer.MAX_VALUE);
            metrics.endInput();

            assertThat(index.lines()).isEqualTo(traffic.expectedOfAllLengths());
            assertThat(index.late()).isEqualTo(traffic.tooLate);
            assertThat(metrics.stateEntries()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void documentsOfAllLengthsEqualARecountAfterACrash(long seed) throws Exception {
        Traffic traffic = new Traffic(seed);
        Random random = new Random(seed);
        TestingIndex index = new TestingIndex();
        OperatorSubtaskState checkpoint;
        int[] positions;
        try (TestingMetrics metrics = new TestingMetrics(DATASET, ALL_LENGTHS, PARTITIONS, null, index)) {
            Reading reading = new Reading(traffic, metrics, random);
            reading.begin();
            reading.steps(2000 + random.nextInt(2000));
            checkpoint = metrics.snapshot(1);
            positions = reading.positions.clone();
            reading.steps(2000);
        }

        try (TestingMetrics metrics = new TestingMetrics(DATASET, ALL_LENGTHS, PARTITIONS, checkpoint, index)) {
            Reading reading = new Reading(traffic, metrics, random);
            System.arraycopy(positions, 0, reading.positions, 0, PARTITIONS);
            reading.begin();
            reading.steps(Integer.MAX_VALUE);
            metrics.endInput();

            assertThat(index.lines()).isEqualTo(traffic.expectedOfAllLengths());
            assertThat(metrics.stateEntries()).isZero();
        }
    }

    @Test
    void aWindowClosesWhenAllReadersHavePassedItsEnd() throws Exception {
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(DATASET, SETTINGS, 2, null, index)) {
            metrics.tick(0, NOON - SECOND);
            metrics.tick(1, NOON - SECOND);
            metrics.read(0, request(NOON + 1).event(ACCESS, 0, 0, NOON));
            metrics.tick(0, NOON + 10 * SECOND - 1);
            assertThat(index.lines()).isEmpty();

            metrics.tick(1, NOON + 10 * SECOND - 2);
            assertThat(index.lines()).isEmpty();

            metrics.tick(1, NOON + 10 * SECOND - 1);
            assertThat(index.lines()).contains(Recount.line(NOON, "total", "requests", 1));
        }
    }

    @Test
    void correctionsAreGathered() throws Exception {
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(DATASET, SETTINGS, 1, null, index)) {
            metrics.read(0, request(NOON).event(ACCESS, 0, 0, NOON));
            metrics.tick(0, NOON + 60 * SECOND);
            long firings = metrics.firings();

            for (int i = 0; i < 100; i++) {
                metrics.read(0, request(NOON + i).event(ACCESS, 0, 1 + i, NOON));
                metrics.tick(0, NOON + 60 * SECOND + i);
            }
            assertThat(metrics.firings()).isEqualTo(firings);

            metrics.tick(0, NOON + 61 * SECOND);
            assertThat(index.lines()).contains(Recount.line(NOON, "total", "requests", 101));
            // Requests, bytes, visitors, and one value each of status, address, page and agent: once more.
            assertThat(metrics.firings()).isEqualTo(2 * firings).isEqualTo(14);
        }
    }

    @Test
    void aWindowIsForgottenAfterTheAllowedLateness() throws Exception {
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(DATASET, SETTINGS, 1, null, index)) {
            metrics.read(0, request(NOON).event(ACCESS, 0, 0, NOON));
            metrics.tick(0, NOON + HOUR);
            assertThat(metrics.stateEntries()).isPositive();

            metrics.tick(0, NOON + HOUR + 10 * SECOND - 1);
            assertThat(metrics.stateEntries()).isZero();

            metrics.read(0, request(NOON + 1).event(ACCESS, 0, 1, NOON));
            metrics.tick(0, NOON + 2 * HOUR);
            assertThat(index.lines()).contains(Recount.line(NOON, "total", "requests", 1));
            assertThat(index.late()).isEqualTo(1);
        }
    }

    @Test
    void theFirstOfADayIsFoundThoughItIsAmongTheTenOfNoShorterWindow() throws Exception {
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(DATASET, ALL_LENGTHS, 1, null, index)) {
            long offset = 0;
            for (int minute = 0; minute < 120; minute++) {
                long start = NOON + minute * 60L * SECOND;
                // Twenty callers of this minute only come more often in it than the one who comes all day.
                for (int caller = 0; caller < 20; caller++) {
                    for (int i = 0; i < 2; i++) {
                        metrics.read(
                                0,
                                new Access(start + i, "10.0." + minute + "." + caller, "/", "curl/8.5.0", 200, 10)
                                        .event(ACCESS, 0, offset++, start));
                    }
                }
                metrics.read(
                        0,
                        new Access(start, "192.0.2.1", "/", "curl/8.5.0", 200, 10).event(ACCESS, 0, offset++, start));
                metrics.tick(0, start + 30 * SECOND);
            }
            metrics.tick(0, NOON + 12 * HOUR);

            assertThat(index.lines())
                    .contains(Recount.line(Recount.start(NOON, 3600), "ip", "#1 192.0.2.1", 60))
                    .contains(Recount.line(Recount.start(NOON - 12 * HOUR, 86_400), "ip", "#1 192.0.2.1", 120))
                    .contains(Recount.line(Recount.start(NOON - 12 * HOUR, 86_400), "ip", "rest", 4_800 - 9 * 2))
                    .contains(Recount.line(Recount.start(NOON - 12 * HOUR, 86_400), "total", "visitors", 2_401))
                    .noneMatch(line -> line.contains("192.0.2.1") && !line.contains("+"))
                    .noneMatch(line -> line.contains("192.0.2.1") && line.contains("+60s"));
        }
    }

    @Test
    void anHourIsSaidWhileItIsOpenOnceAMinute() throws Exception {
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(DATASET, ALL_LENGTHS, 1, null, index)) {
            metrics.read(0, request(NOON).event(ACCESS, 0, 0, NOON));
            metrics.tick(0, NOON + 60 * SECOND - 1);
            metrics.tick(0, NOON + 60 * SECOND);
            assertThat(index.lines()).contains(Recount.line(Recount.start(NOON, 3600), "total", "requests", 1));

            for (int i = 1; i < 6; i++) {
                metrics.read(0, request(NOON + i * 60L * SECOND).event(ACCESS, 0, i, NOON));
                metrics.tick(0, NOON + (i + 1) * 60L * SECOND);
            }
            assertThat(index.lines())
                    .contains(Recount.line(Recount.start(NOON, 900), "total", "requests", 6))
                    .contains(Recount.line(Recount.start(NOON, 3600), "total", "requests", 6));

            // A day is said every ten minutes.
            metrics.tick(0, NOON + 600 * SECOND);
            assertThat(index.lines())
                    .contains(Recount.line(Recount.start(NOON - 12 * HOUR, 86_400), "total", "requests", 6));
        }
    }

    @Test
    void lateEventsCorrectTheLongerWindowsToo() throws Exception {
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(DATASET, ALL_LENGTHS, 1, null, index)) {
            metrics.read(0, request(NOON).event(ACCESS, 0, 0, NOON));
            metrics.tick(0, NOON + HOUR);
            metrics.read(0, request(NOON + 1).event(ACCESS, 0, 1, NOON));
            metrics.tick(0, NOON + HOUR);
            metrics.tick(0, NOON + HOUR + 5 * SECOND);

            assertThat(index.lines())
                    .contains(Recount.line(NOON, "total", "requests", 2))
                    .contains(Recount.line(Recount.start(NOON, 60), "total", "requests", 2))
                    .contains(Recount.line(Recount.start(NOON, 900), "total", "requests", 2));

            metrics.tick(0, NOON + HOUR + 600 * SECOND);
            assertThat(index.lines())
                    .contains(Recount.line(Recount.start(NOON, 3600), "total", "requests", 2))
                    .contains(Recount.line(Recount.start(NOON - 12 * HOUR, 86_400), "total", "requests", 2));
        }
    }

    @Test
    void aDayIsForgottenAfterTheAllowedLateness() throws Exception {
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(DATASET, ALL_LENGTHS, 1, null, index)) {
            metrics.read(0, request(NOON).event(ACCESS, 0, 0, NOON));
            metrics.tick(0, NOON + 13 * HOUR - 2);
            assertThat(metrics.stateEntries()).isPositive();

            metrics.tick(0, NOON + 13 * HOUR - 1);
            assertThat(metrics.stateEntries()).isZero();
        }
    }

    @Test
    void aClockThatIsWrongOpensNoWindow() throws Exception {
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(DATASET, SETTINGS, 1, null, index)) {
            metrics.tick(0, NOON);
            metrics.read(0, request(NOON + 24 * HOUR).event(ACCESS, 0, 0, NOON));
            metrics.read(
                    0,
                    request(Instant.parse("9999-12-31T23:59:59Z").toEpochMilli())
                            .event(ACCESS, 0, 1, NOON));
            metrics.read(0, request(0).event(ACCESS, 0, 2, NOON));
            metrics.read(0, request(-1).event(ACCESS, 0, 3, NOON));
            metrics.tick(0, NOON + 10 * SECOND);
            metrics.endInput();

            assertThat(index.lines()).isEmpty();
            assertThat(index.late()).isEqualTo(4);
            assertThat(metrics.stateEntries()).isZero();
        }
    }

    private static Access request(long millis) {
        return new Access(millis, "10.0.0.1", "/", "curl/8.5.0", 200, 10);
    }

    /** Requests of some minutes as each partition holds them. */
    private static final class Traffic {

        private final List<List<Access>> partitions = new ArrayList<>();
        private final List<List<Long>> arrivals = new ArrayList<>();
        private final List<Access> counted = new ArrayList<>();
        private long tooLate;

        private Traffic(long seed) {
            Random random = new Random(seed);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                List<Access> accesses = new ArrayList<>();
                List<Long> arrived = new ArrayList<>();
                long now = NOON + 6 * HOUR;
                for (int i = 0; i < 3000; i++) {
                    now += random.nextInt(150);
                    int kind = random.nextInt(100);
                    long millis;
                    if (kind < 5) {
                        millis = now - random.nextInt((int) (50 * 60 * SECOND));
                    } else if (kind < 7) {
                        millis = now - 2 * HOUR - random.nextInt((int) HOUR);
                    } else if (kind < 9) {
                        millis = now + HOUR;
                    } else {
                        millis = now - random.nextInt((int) REORDER_DELAY);
                    }
                    Access access = new Access(
                            millis,
                            "10.0.0." + (int) (30 * Math.pow(random.nextDouble(), 2)),
                            "/page/" + (char) ('a' + random.nextInt(20)),
                            AGENTS[random.nextInt(AGENTS.length)],
                            STATUS_CODES[random.nextInt(STATUS_CODES.length)],
                            random.nextInt(5000));
                    accesses.add(access);
                    arrived.add(now);
                    if (kind < 5 || kind >= 9) {
                        counted.add(access);
                    } else {
                        tooLate++;
                    }
                }
                partitions.add(accesses);
                arrivals.add(arrived);
            }
        }

        private SortedSet<String> expected() {
            return Recount.of(counted, path -> path, Traffic::agentName);
        }

        private SortedSet<String> expectedOfAllLengths() {
            return Recount.ofAllLengths(counted, path -> path, Traffic::agentName);
        }

        private static String agentName(String agent) {
            return agent == null ? "Other" : AGENT_NAMES.get(agent);
        }
    }

    /** Reads the partitions in turn, about in step, with ticks in between. */
    private static final class Reading {

        private final Traffic traffic;
        private final TestingMetrics metrics;
        private final Random random;
        private final int[] positions = new int[PARTITIONS];

        private Reading(Traffic traffic, TestingMetrics metrics, Random random) {
            this.traffic = traffic;
            this.metrics = metrics;
            this.random = random;
        }

        private void begin() throws Exception {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                tick(partition);
            }
        }

        private void steps(int most) throws Exception {
            for (int step = 0; step < most && !isDone(); step++) {
                int partition = random.nextInt(PARTITIONS);
                int position = positions[partition];
                if (position == traffic.partitions.get(partition).size()) {
                    continue;
                }
                metrics.read(
                        partition,
                        traffic.partitions
                                .get(partition)
                                .get(position)
                                .event(
                                        ACCESS,
                                        partition,
                                        position,
                                        traffic.arrivals.get(partition).get(position)));
                positions[partition]++;
                if (random.nextInt(20) == 0) {
                    tick(partition);
                }
            }
        }

        /** The clock that a reader would say: nothing within the reorder delay is behind it. */
        private void tick(int partition) throws Exception {
            int read = Math.max(0, positions[partition] - 1);
            metrics.tick(partition, traffic.arrivals.get(partition).get(read) - REORDER_DELAY);
        }

        private boolean isDone() {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                if (positions[partition] < traffic.partitions.get(partition).size()) {
                    return false;
                }
            }
            return true;
        }
    }
}
