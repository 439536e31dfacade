package io.drey.cep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Evidence;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Topics;
import io.drey.rules.run.RuleRun;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operators find what the same rules find over the same events in order, without an engine. */
class RandomRulesTest {

    static final long MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long REORDER_DELAY = 3_000;
    private static final Set<String> SINGLE = Set.of("missing", "success", "failure", "error");
    private static final int[] STATUSES = {200, 302, 401, 403, 404, 404, 404, 500};

    static final String CORRELATIONS = SampleRules.correlation(
                    "count", "event_count", "missing", "source.ip", "5s", "gte: 3")
            + SampleRules.correlation("range", "event_count", "missing", "user.name", "4s", "gt: 1\n        lt: 4")
            + SampleRules.correlation("few", "event_count", "success", "source.ip", "3s", "lte: 1")
            + SampleRules.correlation(
                    "tuples",
                    "value_count",
                    "missing",
                    "source.ip",
                    "6s",
                    "field: [url.path, user.name]\n        gte: 4")
            + SampleRules.correlation(
                    "sum",
                    "value_sum",
                    "success, missing",
                    "source.ip",
                    "4s",
                    "field: http.response.body.bytes\n        gt: 700")
            + SampleRules.correlation(
                    "mean",
                    "value_avg",
                    "success",
                    "source.ip",
                    "4s",
                    "field: http.response.body.bytes\n        lt: 100")
            + SampleRules.correlation("both", "temporal", "missing, failure", "user.name", "2s", null)
            + SampleRules.correlation(
                    "ordered", "temporal_ordered", "missing, success", "source.ip, user.name", "5s", null)
            + SampleRules.correlation("all", "event_count", "failure", "", "1s", "gte: 4")
            + SampleRules.correlation("aliased", "temporal", "missing, success", "who", "4s", null)
                    .replace(
                            "    timespan",
                            "    aliases:\n        who:\n            missing: user.name\n            success: labels.owner\n"
                                    + "    timespan");

    /** On two and three levels; the inner ones tell of their matches, too. */
    static final String CHAINS = generating(
                    SampleRules.correlation("deep", "temporal_ordered", "count, success", "source.ip", "6s", null))
            + generating(SampleRules.correlation("deepest", "event_count", "deep, error", "source.ip", "20s", "gte: 2"))
            + generating(SampleRules.correlation("finer", "event_count", "ordered", "source.ip", "8s", "gte: 2"))
            + generating(SampleRules.correlation("ends", "event_count", "tuples", "source.ip", "9s", "lt: 2"))
            + generating(SampleRules.correlation(
                    "values", "value_count", "both, missing", "user.name", "5s", "field: url.path\n        gte: 3"));

    private static String generating(String correlation) {
        return correlation.replace("    timespan", "    generate: true\n    timespan");
    }

    static final String SINGLES = SampleRules.single("missing", "http.response.status_code: 404")
            + SampleRules.single("failure", "http.response.status_code: [401, 403]")
            + SampleRules.single(
                    "success", "http.response.status_code|gte: 200\n        http.response.status_code|lt: 400")
            + SampleRules.single("error", "http.response.status_code|gte: 500");

    private static final FixedRules RULES = SampleRules.of(
            SampleRules.always("base", 1, SINGLES), SampleRules.always("correlations", 3, CORRELATIONS + CHAINS));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void areFoundAsWithoutAnEngineAlsoAcrossRestarts(long seed) throws Exception {
        Random random = new Random(seed);
        List<LogEvent> arriving = arriving(random);
        List<Alert> alerts = live(RULES, arriving, random);

        // Those that come along are looked at elsewhere.
        alerts.removeIf(alert ->
                alert.ruleId().equals("brute-force-login") || alert.ruleId().equals("path-scanner"));
        assertThat(told(alerts)).isEqualTo(expected(arriving));
        assertThat(alerts).extracting(Alert::id).doesNotHaveDuplicates();
        assertThat(alerts).extracting(Alert::ruleVersion).containsOnly(1, 3);
    }

    @Test
    void everyRuleIsAmongThem() {
        Set<String> fired = new HashSet<>();
        for (long seed = 1; seed <= 10; seed++) {
            expected(arriving(new Random(seed))).forEach(alert -> fired.add(alert.substring(0, alert.indexOf(' '))));
        }
        assertThat(fired)
                .containsExactlyInAnyOrder(
                        "count", "range", "few", "tuples", "sum", "mean", "both", "ordered", "all", "aliased", "error",
                        "deep", "deepest", "finer", "ends", "values", "missing", "success");
    }

    /** What the operators find as events arrive, with restarts in between. */
    static List<Alert> live(FixedRules rules, List<LogEvent> arriving, Random random) throws Exception {
        List<Alert> alerts = new ArrayList<>();
        Map<DatasetId, Long> highest = new HashMap<>();
        OperatorSubtaskState snapshot = null;
        int from = 0;
        while (from < arriving.size()) {
            int to = Math.min(arriving.size(), from + 200 + random.nextInt(900));
            try (MatchDetectionsHarness harness = new MatchDetectionsHarness(rules, snapshot)) {
                for (LogEvent event : arriving.subList(from, to)) {
                    harness.event(event);
                    long clock = highest.merge(event.datasetId(), event.timestampMillis() - REORDER_DELAY, Math::max);
                    if (random.nextInt(15) == 0) {
                        harness.clock("acme", event.datasetId().dataset(), clock);
                    }
                }
                assertThat(harness.late()).isEmpty();
                if (to == arriving.size()) {
                    harness.endInput();
                    assertThat(harness.stateEntries()).isZero();
                } else {
                    snapshot = harness.snapshot();
                }
                alerts.addAll(harness.alerts());
            }
            from = to;
        }
        return alerts;
    }

    private static Set<String> told(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> {
                    for (Evidence event : alert.evidence()) {
                        assertThat(new String(event.original(), UTF_8)).isEqualTo("line of " + event.timestampMillis());
                    }
                    return "%s %s %d %s"
                            .formatted(
                                    alert.ruleId(),
                                    SINGLE.contains(alert.ruleId()) ? "" : alert.groupKey(),
                                    alert.eventCount(),
                                    Arrays.stream(alert.evidence())
                                            .map(Evidence::eventId)
                                            .toList());
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> expected(List<LogEvent> events) {
        SigmaRules read =
                new SigmaReader(Placeholders.NONE).read(List.of(new SigmaFile("all", SINGLES + CORRELATIONS + CHAINS)));
        assertThat(read.refusals()).isEmpty();
        Set<String> expected = new TreeSet<>();
        Map<DatasetId, List<LogEvent>> byDataset = events.stream().collect(Collectors.groupingBy(LogEvent::datasetId));
        for (List<LogEvent> ofDataset : byDataset.values()) {
            RuleRun run = new RuleRun(read, 10_000);
            ofDataset.sort(Comparator.comparing(RandomRulesTest::reference));
            for (LogEvent event : ofDataset) {
                run.process(
                        event,
                        reference(event),
                        firing -> expected.add(told(firing.rule().id(), firing.group(), firing.match())));
            }
            run.end(firing -> expected.add(told(firing.rule().id(), firing.group(), firing.match())));
        }
        return expected;
    }

    private static String told(String rule, List<String> group, Match match) {
        return "%s %s %d %s"
                .formatted(
                        rule,
                        String.join(" | ", group),
                        match.count(),
                        match.evidence().stream().map(EventReference::eventId).toList());
    }

    private static EventReference reference(LogEvent event) {
        return new EventReference(
                event.timestampMillis(), event.topicId(), event.partition(), event.offset(), event.index());
    }

    static List<LogEvent> arriving(Random random) {
        List<LogEvent> events = new ArrayList<>();
        long time = MIDNIGHT - 60_000;
        for (int i = 0; i < 2_000; i++) {
            time += random.nextInt(10) == 0 ? random.nextInt(4_000) : random.nextInt(150);
            events.add(event(random, time, i));
        }
        Map<LogEvent, Long> arrival = events.stream()
                .collect(Collectors.toMap(
                        Function.identity(), event -> event.timestampMillis() + random.nextLong(REORDER_DELAY)));
        events.sort(Comparator.comparing(arrival::get));
        return events;
    }

    private static LogEvent event(Random random, long millis, int offset) {
        DatasetId datasetId = new DatasetId("acme", random.nextInt(5) == 0 ? "admin" : "access");
        EventBuilder event = new EventBuilder(
                datasetId, "topic", Topics.raw(datasetId), random.nextInt(3), offset, 0, millis, new byte[0]);
        event.timestampMicros(millis * 1_000);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, STATUSES[random.nextInt(STATUSES.length)]);
        event.append(Field.EVENT_ORIGINAL, ("line of " + millis).getBytes(UTF_8));
        if (random.nextInt(10) != 0) {
            event.append(Field.SOURCE_IP, ("192.0.2." + random.nextInt(2)).getBytes(UTF_8));
        }
        if (random.nextInt(4) != 0) {
            event.append(Field.USER_NAME, ("user" + random.nextInt(2)).getBytes(UTF_8));
        }
        if (random.nextInt(4) != 0) {
            event.appendOpen("labels.owner", "user" + random.nextInt(2));
        }
        if (random.nextInt(10) != 0) {
            event.append(Field.URL_PATH, ("/" + random.nextInt(5)).getBytes(UTF_8));
        }
        if (random.nextInt(5) != 0) {
            event.put(Field.HTTP_RESPONSE_BODY_BYTES, random.nextInt(300));
        }
        return event;
    }
}
