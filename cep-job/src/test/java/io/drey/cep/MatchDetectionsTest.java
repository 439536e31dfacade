package io.drey.cep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.detection.AccessEvent;
import io.drey.detection.BruteForceLogin;
import io.drey.detection.BuiltInDetections;
import io.drey.detection.Detection;
import io.drey.detection.PathScanner;
import io.drey.detection.Rule;
import io.drey.event.Alert;
import io.drey.event.Evidence;
import io.drey.rules.book.RuleBook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchDetectionsTest {

    private static final long MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    /** The built-in ones, and two so easily satisfied that chance does it all the time. */
    private static final List<Detection> DETECTIONS = List.of(
            BuiltInDetections.BRUTE_FORCE_LOGIN,
            BuiltInDetections.PATH_SCANNER,
            new BruteForceLogin(new Rule("three-failures", 1, "Three failures", "low", Duration.ofMillis(19_999)), 3),
            new PathScanner(new Rule("four-paths", 2, "Four paths", "low", Duration.ofSeconds(7)), 4));

    private static final FixedRules RULES = SampleRules.of(
            SampleRules.always("three-failures", 1, SampleRules.THREE_FAILURES),
            SampleRules.always("four-paths", 2, SampleRules.FOUR_PATHS));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void findsWhatTheReferenceFinds(long seed) throws Exception {
        List<AccessEvent> arriving = RandomTraffic.inArrivalOrder(seed, 1_500);
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(RULES)) {
            play(arriving, new Random(seed), harness, new HashMap<>());
            harness.endInput();

            assertThat(harness.late()).isEmpty();
            assertSame(harness.alerts(), RandomTraffic.expectedAlerts(arriving, DETECTIONS));
            assertThat(harness.stateEntries()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104})
    void findsTheSameAcrossARestart(long seed) throws Exception {
        List<AccessEvent> arriving = RandomTraffic.inArrivalOrder(seed, 1_500);
        Random random = new Random(seed);
        int cut = 300 + random.nextInt(900);
        Map<String, Long> highest = new HashMap<>();
        List<Alert> alerts;
        OperatorSubtaskState snapshot;
        try (MatchDetectionsHarness before = new MatchDetectionsHarness(RULES)) {
            play(arriving.subList(0, cut), random, before, highest);
            snapshot = before.snapshot();
            alerts = new ArrayList<>(before.alerts());
        }
        try (MatchDetectionsHarness after = new MatchDetectionsHarness(RULES, snapshot)) {
            play(arriving.subList(cut, arriving.size()), random, after, highest);
            after.endInput();
            alerts.addAll(after.alerts());

            assertSame(alerts, RandomTraffic.expectedAlerts(arriving, DETECTIONS));
            assertThat(after.stateEntries()).isZero();
        }
    }

    /** What waits goes where its group goes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsTheSameWithMoreSubtasksAfterARestart(long seed) throws Exception {
        List<AccessEvent> arriving = RandomTraffic.inArrivalOrder(seed, 1_500);
        Random random = new Random(seed);
        int cut = 300 + random.nextInt(900);
        Map<String, Long> highest = new HashMap<>();
        List<Alert> alerts;
        OperatorSubtaskState snapshot;
        try (MatchDetectionsHarness before = new MatchDetectionsHarness(RULES, RuleBook.ENTRY_LIMIT, null, 128, 0, 1)) {
            play(arriving.subList(0, cut), random, before, highest);
            snapshot = before.snapshot();
            alerts = new ArrayList<>(before.alerts());
        }
        int subtasks = 3;
        for (int subtask = 0; subtask < subtasks; subtask++) {
            try (MatchDetectionsHarness after =
                    new MatchDetectionsHarness(RULES, RuleBook.ENTRY_LIMIT, snapshot, 128, subtask, subtasks)) {
                play(arriving.subList(cut, arriving.size()), new Random(seed), after, new HashMap<>(highest));
                after.endInput();
                alerts.addAll(after.alerts());
                assertThat(after.late()).isEmpty();
                assertThat(after.stateEntries()).isZero();
            }
        }
        assertSame(alerts, RandomTraffic.expectedAlerts(arriving, DETECTIONS));
    }

    @Test
    void whatWaitsIsStateOnlyWhileACheckpointIsMade() throws Exception {
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(FixedRules.BUILT_IN)) {
            for (int second = 0; second < 10; second++) {
                harness.request(request("acme", second, 200, "/"));
            }
            assertThat(harness.stateEntries()).isZero();
            OperatorSubtaskState unused = harness.snapshot();
            assertThat(harness.stateEntries()).isEqualTo(1);

            harness.clock("acme", "access", MIDNIGHT + 4_000);
            assertThat(harness.stateEntries()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 101, 102, 103, 104, 105, 106, 107, 108})
    void goesOnWhereVersion01WasStopped(long seed) throws Exception {
        List<AccessEvent> arriving = RandomTraffic.inArrivalOrder(seed, 1_500);
        Random random = new Random(seed);
        int cut = 300 + random.nextInt(900);
        Map<String, Long> highest = new HashMap<>();
        List<Alert> alerts;
        OperatorSubtaskState snapshot;
        try (EarlierHarness before = new EarlierHarness(BuiltInDetections.ALL)) {
            play(arriving.subList(0, cut), random, before::request, before::clock, highest);
            snapshot = before.snapshot();
            alerts = new ArrayList<>(before.alerts());
        }
        try (MatchDetectionsHarness after = new MatchDetectionsHarness(FixedRules.BUILT_IN, snapshot)) {
            play(arriving.subList(cut, arriving.size()), random, after, highest);
            after.endInput();
            alerts.addAll(after.alerts());

            assertThat(after.late()).isEmpty();
            assertSame(alerts, RandomTraffic.expectedAlerts(arriving, BuiltInDetections.ALL));
            assertThat(after.stateEntries()).isZero();
        }
    }

    @Test
    void randomTrafficFiresEveryDetection() {
        Set<String> fired = new HashSet<>();
        for (long seed = 1; seed <= 12; seed++) {
            RandomTraffic.expectedAlerts(RandomTraffic.inArrivalOrder(seed, 1_500), DETECTIONS)
                    .values()
                    .forEach(alert -> fired.add(alert.ruleId()));
        }
        assertThat(fired)
                .containsExactlyInAnyOrder("brute-force-login", "path-scanner", "three-failures", "four-paths");
    }

    @Test
    void saysWhyItAlerts() throws Exception {
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(FixedRules.BUILT_IN)) {
            failuresAndSuccess(harness);
            harness.endInput();

            assertThat(harness.alerts()).singleElement().satisfies(alert -> {
                assertThat(alert.reason())
                        .isEqualTo("Failed logins followed by a success: 6 events by 1.2.3.4 within 5 s");
                assertThat(alert.ruleTitle()).isEqualTo("Failed logins followed by a success");
                assertThat(alert.severity()).isEqualTo("high");
                assertThat(alert.firstMillis()).isEqualTo(MIDNIGHT);
                assertThat(alert.timestampMillis()).isEqualTo(MIDNIGHT + 5_000);
                assertThat(alert.eventCount()).isEqualTo(6);
                assertThat(alert.evidence())
                        .extracting(evidence -> new String(evidence.original(), UTF_8))
                        .containsOnly("line")
                        .hasSize(6);
            });
        }
    }

    @Test
    void keepsTenantsWithTheSameAddressApart() throws Exception {
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(FixedRules.BUILT_IN)) {
            for (int second = 0; second < 5; second++) {
                harness.request(request(second % 2 == 0 ? "acme" : "other", second, 401, "/login"));
            }
            harness.request(request("acme", 6, 200, "/"));
            harness.request(request("other", 6, 200, "/"));
            harness.endInput();

            assertThat(harness.alerts()).isEmpty();
        }
    }

    @Test
    void alertsAsSoonAsTheClockHasPassedTheCompletingEvent() throws Exception {
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(FixedRules.BUILT_IN)) {
            failuresAndSuccess(harness);

            harness.clock("acme", "access", MIDNIGHT + 4_999);
            assertThat(harness.alerts()).isEmpty();

            harness.clock("acme", "access", MIDNIGHT + 5_000);
            assertThat(harness.alerts()).hasSize(1);

            harness.clock("acme", "access", MIDNIGHT + 60_000);
            assertThat(harness.alerts()).hasSize(1);
            assertThat(harness.stateEntries()).isZero();
        }
    }

    @Test
    void isNotMovedByTheClockOfAnotherDataset() throws Exception {
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(FixedRules.BUILT_IN)) {
            failuresAndSuccess(harness);

            harness.clock("acme", "admin", MIDNIGHT + 3_600_000);
            harness.clock("other", "access", MIDNIGHT + 3_600_000);

            assertThat(harness.alerts()).isEmpty();
        }
    }

    @Test
    void setsLateEventsAside() throws Exception {
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(FixedRules.BUILT_IN)) {
            harness.clock("acme", "access", MIDNIGHT + 3_000);
            failuresAndSuccess(harness);
            harness.endInput();

            assertThat(harness.late())
                    .extracting(Candidate::timestampMillis)
                    .containsExactly(MIDNIGHT, MIDNIGHT + 1_000, MIDNIGHT + 2_000, MIDNIGHT + 3_000);
            assertThat(harness.alerts()).isEmpty();
        }
    }

    @Test
    void knowsLateEventsBeforeTheFirstTickAfterARestart() throws Exception {
        OperatorSubtaskState snapshot;
        try (MatchDetectionsHarness before = new MatchDetectionsHarness(FixedRules.BUILT_IN)) {
            before.request(request("acme", 0, 401, "/login"));
            before.clock("acme", "access", MIDNIGHT + 10_000);
            snapshot = before.snapshot();
        }
        try (MatchDetectionsHarness after = new MatchDetectionsHarness(FixedRules.BUILT_IN, snapshot)) {
            after.request(request("acme", 10, 401, "/login"));
            after.request(request("acme", 11, 401, "/login"));

            assertThat(after.late()).extracting(Candidate::timestampMillis).containsExactly(MIDNIGHT + 10_000);
        }
    }

    @Test
    void forgetsWhatCanNoLongerBecomeAMatch() throws Exception {
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(FixedRules.BUILT_IN)) {
            for (int second = 0; second < 20; second++) {
                harness.request(request("acme", second, 404, "/path-" + second));
            }
            harness.request(request("acme", 19, 401, "/login"));
            harness.clock("acme", "access", MIDNIGHT + 20_000);
            assertThat(harness.alerts()).hasSize(1);
            assertThat(harness.stateEntries()).isPositive();

            harness.clock("acme", "access", MIDNIGHT + 79_000);
            assertThat(harness.stateEntries()).isZero();
        }
    }

    @Test
    void forgetsARuleThatIsNoLongerThere() throws Exception {
        OperatorSubtaskState snapshot;
        try (MatchDetectionsHarness before = new MatchDetectionsHarness(RULES)) {
            failuresAndSuccess(before);
            snapshot = before.snapshot();
        }
        try (MatchDetectionsHarness after = new MatchDetectionsHarness(FixedRules.BUILT_IN, snapshot)) {
            after.endInput();

            assertThat(after.alerts()).hasSize(1);
            assertThat(after.stateEntries()).isZero();
        }
    }

    @Test
    void forgetsWhatARuleThatIsNoLongerThereHadBegun() throws Exception {
        OperatorSubtaskState snapshot;
        try (MatchDetectionsHarness before = new MatchDetectionsHarness(RULES)) {
            failuresAndSuccess(before);
            for (int second = 1; second < 8; second += 2) {
                before.request(request("acme", second, 404, "/path-" + second));
            }
            before.clock("acme", "access", MIDNIGHT + 4_000);
            assertThat(before.alerts()).isEmpty();
            snapshot = before.snapshot();
        }
        try (MatchDetectionsHarness after = new MatchDetectionsHarness(FixedRules.BUILT_IN, snapshot)) {
            after.endInput();

            assertThat(after.alerts()).extracting(Alert::ruleId).containsExactly("brute-force-login");
            assertThat(after.stateEntries()).isZero();
        }
    }

    @Test
    void holdsOneEntryAGroupWhateverAnAddressDoes() throws Exception {
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(FixedRules.BUILT_IN)) {
            for (int i = 0; i < 4_000; i++) {
                harness.request(request("acme", i * 0.01, 401, "/login"));
                harness.request(request("acme", i * 0.01, 404, "/path-" + i % 19));
            }
            harness.clock("acme", "access", MIDNIGHT + 40_000);

            // Per key: the group, and at most two timers.
            assertThat(harness.stateEntries()).isBetween(4, 6);
        }
    }

    @Test
    void givesUpTheOldestEventsBeyondTheLimitAndTellsTheTenant() throws Exception {
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(FixedRules.BUILT_IN, 20, null)) {
            harness.request(request("acme", 0, 404, "/path-0"));
            for (int second = 0; second < 19; second++) {
                harness.request(request("acme", second + 1, 404, "/path-1"));
            }
            for (int second = 20; second < 38; second++) {
                harness.request(request("acme", second, 404, "/path-" + second));
            }
            failuresAndSuccess(harness);
            harness.clock("acme", "access", MIDNIGHT + 40_000);

            assertThat(harness.alerts().stream().filter(alert -> !alert.ruleId().equals(RuleNotice.RULE)))
                    .extracting(Alert::ruleId)
                    .containsExactly("brute-force-login");
            // The minute of the machine may end in between.
            assertThat(harness.alerts().stream().filter(alert -> alert.ruleId().equals(RuleNotice.RULE)))
                    .hasSizeBetween(1, 2)
                    .allSatisfy(told -> {
                        assertThat(told.groupKey()).isEqualTo("path-scanner");
                        assertThat(told.reason()).contains("remembers too much of 1.2.3.4", "were given up");
                        assertThat(Alert.decode(told.encode())).isEqualTo(told);
                    });

            harness.endInput();
            assertThat(harness.stateEntries()).isZero();
        }
    }

    private static void failuresAndSuccess(MatchDetectionsHarness harness) throws Exception {
        for (int second = 0; second < 5; second++) {
            harness.request(request("acme", second, 401, "/login"));
        }
        harness.request(request("acme", 5, 302, "/login"));
    }

    private static AccessEvent request(String tenant, double second, int status, String path) {
        long millis = MIDNIGHT + Math.round(second * 1000);
        return new AccessEvent(
                tenant, "access", "1.2.3.4", millis, "topic", 0, millis, status, status, path, "line".getBytes(UTF_8));
    }

    private static void play(
            List<AccessEvent> arriving, Random random, MatchDetectionsHarness harness, Map<String, Long> highest)
            throws Exception {
        play(arriving, random, harness::request, harness::clock, highest);
    }

    private interface Requests {

        void send(AccessEvent event) throws Exception;
    }

    private interface Clocks {

        void move(String tenant, String dataset, long millis) throws Exception;
    }

    /** Sends requests as they arrive, now and then with their dataset's clock, which is the reorder delay behind. */
    private static void play(
            List<AccessEvent> arriving, Random random, Requests requests, Clocks clocks, Map<String, Long> highest)
            throws Exception {
        for (AccessEvent event : arriving) {
            long clock = highest.merge(
                    event.tenant() + "/" + event.dataset(),
                    event.timestampMillis() - RandomTraffic.REORDER_DELAY,
                    Math::max);
            requests.send(event);
            if (random.nextInt(10) == 0) {
                clocks.move(event.tenant(), event.dataset(), clock);
            }
        }
    }

    private static void assertSame(List<Alert> alerts, Map<String, Alert> expected) {
        Map<String, Alert> byId = new TreeMap<>();
        for (Alert alert : alerts) {
            assertThat(byId.put(alert.id(), alert)).as("raised twice").isNull();
        }
        assertThat(byId.keySet()).isEqualTo(expected.keySet());
        expected.forEach((id, alert) -> {
            Alert found = byId.get(id);
            assertThat(found.evidence()).containsExactly(alert.evidence());
            assertThat(found.eventCount()).isEqualTo(alert.eventCount());
            assertThat(found.groupKey()).isEqualTo(alert.groupKey());
            assertThat(found.dataset()).isEqualTo(alert.dataset());
            assertThat(found.tenant()).isEqualTo(alert.tenant());
            assertThat(found.evidence()).extracting(Evidence::eventId).doesNotHaveDuplicates();
        });
    }
}
