package io.drey.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.detection.AccessEvent;
import io.drey.detection.BruteForceLogin;
import io.drey.detection.BuiltInDetections;
import io.drey.detection.Detection;
import io.drey.detection.Match;
import io.drey.detection.PathScanner;
import io.drey.detection.Rule;
import io.drey.event.Alert;
import io.drey.job.JobEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.EventComparator;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same patterns as Flink CEP runs them itself, on its own event time, give the same alerts. */
@SuppressWarnings("try") // closing may be interrupted
class PlainFlinkCepTest {

    private static final Detection THREE_FAILURES =
            new BruteForceLogin(new Rule("three-failures", 1, "Three failures", "low", Duration.ofSeconds(20)), 3);
    private static final Detection FOUR_PATHS =
            new PathScanner(new Rule("four-paths", 1, "Four paths", "low", Duration.ofSeconds(7)), 4);

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 12})
    void findsWhatTheHostedPatternsFind(long seed) throws Exception {
        List<AccessEvent> arriving = RandomTraffic.inArrivalOrder(seed, 1_500);
        for (Detection detection : List.of(THREE_FAILURES, FOUR_PATHS)) {
            assertThat(plain(arriving, detection))
                    .isNotEmpty()
                    .isEqualTo(hosted(arriving, detection))
                    .isEqualTo(RandomTraffic.expectedAlerts(arriving, List.of(detection))
                            .keySet());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 12})
    void findsWhatTheRulesFind(long seed) throws Exception {
        List<AccessEvent> arriving = RandomTraffic.inArrivalOrder(seed, 1_500);
        // Sigma's windows do not include their begin.
        Detection failures = new BruteForceLogin(
                new Rule("three-failures", 1, "Three failures", "low", Duration.ofMillis(19_999)), 3);
        Set<String> expected = plain(arriving, failures);
        expected.addAll(plain(arriving, FOUR_PATHS));
        for (Detection builtIn : BuiltInDetections.ALL) {
            expected.addAll(plain(arriving, builtIn));
        }
        FixedRules rules = SampleRules.of(
                SampleRules.always("three-failures", 1, SampleRules.THREE_FAILURES),
                SampleRules.always("four-paths", 1, SampleRules.FOUR_PATHS));
        try (MatchDetectionsHarness harness = new MatchDetectionsHarness(rules)) {
            for (AccessEvent event : arriving) {
                harness.request(event);
            }
            harness.endInput();
            assertThat(ids(harness.alerts())).isNotEmpty().isEqualTo(expected);
        }
    }

    private static Set<String> hosted(List<AccessEvent> arriving, Detection detection) throws Exception {
        try (EarlierHarness harness = new EarlierHarness(List.of(detection))) {
            for (AccessEvent event : arriving) {
                harness.request(event);
            }
            harness.endInput();
            return ids(harness.alerts());
        }
    }

    private static Set<String> plain(List<AccessEvent> arriving, Detection detection) throws Exception {
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        environment.setParallelism(1);
        List<AccessEvent> concerned = arriving.stream()
                .filter(event -> detection.concerns(event.status()))
                .toList();
        DataStream<AccessEvent> events = environment
                .fromData(concerned, TypeInformation.of(AccessEvent.class))
                .assignTimestampsAndWatermarks(WatermarkStrategy.<AccessEvent>forBoundedOutOfOrderness(
                                Duration.ofMillis(RandomTraffic.REORDER_DELAY))
                        .withTimestampAssigner((event, before) -> event.timestampMillis()));
        DataStream<AccessEvent[]> found = CEP.pattern(
                        events.keyBy(
                                event -> EarlierCandidate.of(detection.rule(), event)
                                        .key(),
                                Types.STRING),
                        DetectionPatterns.of(detection),
                        (EventComparator<AccessEvent>) AccessEvent::compareTo)
                .inEventTime()
                .process(new EventsOfMatch(), Types.OBJECT_ARRAY(TypeInformation.of(AccessEvent.class)));
        List<Match> matches = new ArrayList<>();
        try (CloseableIterator<AccessEvent[]> iterator = found.executeAndCollect()) {
            iterator.forEachRemaining(match -> matches.add(new Match(List.of(match))));
        }
        return ids(raise(matches, detection));
    }

    /** Which matches raise an alert is not CEP's to say. */
    private static List<Alert> raise(List<Match> matches, Detection detection) {
        matches.sort(Comparator.comparing(Match::completing));
        Map<String, Long> latestBegins = new HashMap<>();
        List<Alert> alerts = new ArrayList<>();
        for (Match match : matches) {
            String key = EarlierCandidate.of(detection.rule(), match.first()).key();
            long latest = latestBegins.getOrDefault(key, Long.MIN_VALUE);
            if (detection.firing().fires(match, latest, detection.rule().timespan())) {
                alerts.add(match.toAlert(detection, 0));
            }
            latestBegins.merge(key, match.first().timestampMillis(), Math::max);
        }
        return alerts;
    }

    private static Set<String> ids(List<Alert> alerts) {
        Set<String> ids = new TreeSet<>();
        alerts.forEach(alert -> ids.add(alert.id()));
        return ids;
    }

    private static final class EventsOfMatch extends PatternProcessFunction<AccessEvent, AccessEvent[]> {

        @Override
        public void processMatch(Map<String, List<AccessEvent>> match, Context context, Collector<AccessEvent[]> out) {
            out.collect(match.values().stream().flatMap(List::stream).sorted().toArray(AccessEvent[]::new));
        }
    }
}
