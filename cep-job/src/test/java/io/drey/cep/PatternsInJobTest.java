package io.drey.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.detection.AccessEvent;
import io.drey.event.Alert;
import io.drey.event.LogEvent;
import io.drey.rules.run.RuleRun;
import io.drey.rules.shape.EventReference;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns that Flink CEP runs give the same in the job, cut and restored, as over sorted events without one. */
class PatternsInJobTest {

    private static final String PATTERNS = pattern(
                    "strict",
                    "",
                    """
                    - {name: refused, times: 2, consecutive: true, where: {http.response.status_code: [401, 403]}}
                            - {name: let-in, contiguity: next, where: {http.response.status_code: 200}}""")
            + pattern(
                    "other-path",
                    "",
                    """
                    - {name: one, where: {http.response.status_code: 404}}
                            - name: two
                              contiguity: followed-by-any
                              where: {http.response.status_code: 404}
                              compare: {url.path|neq: one.url.path}
                            - {name: let-in, where: {http.response.status_code: 302}}""")
            + pattern(
                    "quiet-around",
                    "skip: none",
                    """
                    - {name: no-error, absent: true, within: 2s, where: {http.response.status_code: 500, url.path: /path-0}}
                            - {name: refused, where: {http.response.status_code: 403}}
                            - {name: no-retry, absent: true, within: 1s, where: {http.response.status_code: 302, url.path: /path-0}}""")
            + pattern(
                    "as-many",
                    "until: {http.response.status_code: 500}",
                    """
                    - {name: missing, times: 2.., greedy: true, where: {http.response.status_code: 404}}
                            - {name: let-in, where: {http.response.status_code: 200}}""");

    private static final FixedRules RULES = SampleRules.of(SampleRules.always("patterns", 1, PATTERNS));

    private static String pattern(String id, String more, String steps) {
        return """
                title: Pattern %1$s
                id: %1$s
                pattern:
                    group-by: [source.ip]
                    within: 12s
                    %2$s
                    steps:
                        %3$s
                level: low
                ---
                """
                .formatted(id, more, steps);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void giveTheSameAsWithoutAJob(long seed) throws Exception {
        List<AccessEvent> arriving = ofOneDataset(seed);
        Random random = new Random(seed);
        int cut = arriving.size() / 4 + random.nextInt(arriving.size() / 2);
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

            assertThat(after.late()).isEmpty();
            assertThat(after.stateEntries()).isZero();
        }
        List<String> found = named(alerts);
        assertThat(found).isEqualTo(withoutAJob(arriving));
        assertThat(found).as("every pattern is found").anyMatch(match -> match.startsWith("strict"));
        assertThat(found).anyMatch(match -> match.startsWith("other-path"));
        assertThat(found).anyMatch(match -> match.startsWith("quiet-around"));
        assertThat(found).anyMatch(match -> match.startsWith("as-many"));
    }

    @Test
    void aRuleThatExplodesIsCappedAndOthersGoOn() throws Exception {
        FixedRules rules = SampleRules.of(
                SampleRules.always(
                        "explodes",
                        1,
                        pattern(
                                "explodes",
                                "skip: none",
                                """
                                - {name: a, contiguity: followed-by-any, where: {http.response.status_code: 200}}
                                        - {name: b, contiguity: followed-by-any, where: {http.response.status_code: 200}}
                                        - {name: c, contiguity: followed-by-any, where: {http.response.status_code: 500}}""")),
                SampleRules.always("patterns", 1, PATTERNS));
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(rules)) {
            for (int i = 0; i < 120; i++) {
                harness.request(request(i, 1_000 + i, 200));
            }
            harness.request(request(200, 1_200, 403));
            harness.request(request(201, 1_201, 403));
            harness.request(request(202, 1_202, 200));
            harness.endInput();

            assertThat(harness.alerts()).extracting(Alert::ruleId).contains("strict");
            assertThat(harness.stateEntries()).isZero();
        }
    }

    private static AccessEvent request(long offset, long millis, int status) {
        return new AccessEvent(
                "acme", "access", "192.0.2.1", millis, "acme-access", 0, offset, 0, status, "/", new byte[] {'x'});
    }

    private static List<AccessEvent> ofOneDataset(long seed) {
        return RandomTraffic.inArrivalOrder(seed, 3_000).stream()
                .filter(event ->
                        event.tenant().equals("acme") && event.dataset().equals("access"))
                .toList();
    }

    private static void play(
            List<AccessEvent> arriving, Random random, MatchDetectionsHarness harness, Map<String, Long> highest)
            throws Exception {
        for (AccessEvent event : arriving) {
            long clock = highest.merge("", event.timestampMillis() - RandomTraffic.REORDER_DELAY, Math::max);
            harness.request(event);
            if (random.nextInt(10) == 0) {
                harness.clock("acme", "access", clock);
            }
        }
    }

    private static List<String> withoutAJob(List<AccessEvent> arriving) {
        SigmaRules read = new SigmaReader(Placeholders.NONE).read(List.of(new SigmaFile("patterns", PATTERNS)));
        assertThat(read.refusals()).isEmpty();
        RuleRun run = new RuleRun(read, 10_000);
        List<String> found = new ArrayList<>();
        for (AccessEvent request : arriving.stream().sorted().toList()) {
            LogEvent event = RandomTraffic.event(request);
            EventReference reference = new EventReference(
                    event.timestampMillis(), event.topicId(), event.partition(), event.offset(), event.index());
            run.process(
                    event,
                    reference,
                    firing -> found.add(name(
                            firing.rule().id(),
                            firing.match().first().timestampMillis(),
                            firing.match().count())));
        }
        run.end(firing -> found.add(name(
                firing.rule().id(),
                firing.match().first().timestampMillis(),
                firing.match().count())));
        return found.stream().sorted().toList();
    }

    private static List<String> named(List<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> PATTERNS.contains("id: " + alert.ruleId() + "\n"))
                .map(alert -> name(alert.ruleId(), alert.firstMillis(), alert.eventCount()))
                .sorted()
                .toList();
    }

    private static String name(String rule, long first, long count) {
        return "%s %d %d".formatted(rule, first, count);
    }
}
