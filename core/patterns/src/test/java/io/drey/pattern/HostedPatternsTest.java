package io.drey.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.shape.Automaton;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.PatternPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.EventComparator;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/** Patterns that are hosted find what {@code CEP.pattern} finds, on random streams, out of order, cut and restored. */
@SuppressWarnings("try") // closing may be interrupted
class HostedPatternsTest {

    private static final int PATTERNS = 50;
    private static final int STREAMS = 200;
    private static final int LONGEST_STREAM = 14;
    private static final int NO_LIMIT = 100_000;

    @Test
    void findWhatFlinkFinds() throws Exception {
        Random random = new Random(1);
        List<PatternPlan> plans = Stream.generate(() -> RandomPlans.plan(random))
                .filter(HostedPatternsTest::isKnownToFlink)
                .limit(PATTERNS)
                .toList();
        List<Occurrence> arriving = new ArrayList<>();
        for (int stream = 0; stream < STREAMS; stream++) {
            arriving.addAll(RandomPlans.events(random, "stream-" + stream, LONGEST_STREAM));
        }
        List<Map<String, List<String>>> expected = byFlink(plans, arriving);
        int found = 0;
        for (int i = 0; i < PATTERNS; i++) {
            PatternPlan plan = plans.get(i);
            assertThat(hosted(plan, arriving, random)).as("%s", plan).isEqualTo(expected.get(i));
            found += expected.get(i).size();
        }
        assertThat(found).as("streams with a match").isGreaterThan(PATTERNS * STREAMS / 5);
    }

    private static boolean isKnownToFlink(PatternPlan plan) {
        try {
            new FlinkPatternEngine().compile(plan);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Map<String, List<String>> hosted(PatternPlan plan, List<Occurrence> arriving, Random random) {
        Automaton automaton = new FlinkPatternEngine().compile(plan);
        Map<String, List<Occurrence>> streams = new HashMap<>();
        arriving.forEach(
                occurrence -> streams.computeIfAbsent(occurrence.event().topicId(), any -> new ArrayList<>())
                        .add(occurrence));
        Map<String, List<String>> found = new TreeMap<>();
        streams.forEach((stream, occurrences) -> {
            List<String> matches = new ArrayList<>();
            Automaton.Run run = automaton.start(NO_LIMIT);
            for (Occurrence occurrence : occurrences.stream().sorted().toList()) {
                advance(run, plan, occurrence.timestampMillis() - 1, matches);
                run.process(occurrence, match -> matches.add(name(match)));
                if (random.nextInt(3) == 0) {
                    byte[] encoded = run.encode();
                    run = automaton.decode(encoded, NO_LIMIT);
                    assertThat(run.encode()).isEqualTo(encoded);
                }
                if (run.isIdle()) {
                    run = automaton.start(NO_LIMIT);
                }
            }
            advance(run, plan, Long.MAX_VALUE / 4, matches);
            assertThat(run.isIdle()).isTrue();
            assertThat(run.events()).as("events kept of %s", plan).isEmpty();
            if (!matches.isEmpty()) {
                found.put(stream, matches.stream().sorted().toList());
            }
        });
        return found;
    }

    private static void advance(Automaton.Run run, PatternPlan plan, long clock, List<String> matches) {
        while (run.earliestStartMillis() != Long.MAX_VALUE
                && run.earliestStartMillis() + plan.withinMillis() <= clock) {
            run.advance(run.earliestStartMillis() + plan.withinMillis() + 1, match -> matches.add(name(match)));
        }
    }

    private static String name(List<Occurrence> match) {
        return match.stream()
                .sorted()
                .map(occurrence -> Long.toString(occurrence.event().offset()))
                .toList()
                .toString();
    }

    /** What each pattern finds, by stream. All of them are one job, since starting one takes longer than running it. */
    private static List<Map<String, List<String>>> byFlink(List<PatternPlan> plans, List<Occurrence> arriving)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(1);
        DataStream<Occurrence> events = environment
                .fromData(
                        arriving.stream()
                                .sorted(Comparator.comparing(HostedPatternsTest::arrival))
                                .toList(),
                        new OccurrenceTypeInfo())
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Occurrence>forBoundedOutOfOrderness(
                                Duration.ofMillis(RandomPlans.REORDER_DELAY))
                        .withTimestampAssigner((event, before) -> event.timestampMillis()));
        KeyedStream<Occurrence, String> keyed =
                events.keyBy(event -> event.event().topicId(), Types.STRING);
        DataStream<String[]> matches = null;
        for (int i = 0; i < plans.size(); i++) {
            DataStream<String[]> found = CEP.pattern(
                            keyed, pattern(plans.get(i)), (EventComparator<Occurrence>) Occurrence::compareTo)
                    .inEventTime()
                    .process(new EventsOfMatch(i), TypeInformation.of(String[].class));
            matches = matches == null ? found : matches.union(found);
        }
        List<Map<String, List<String>>> byPlan = plans.stream()
                .<Map<String, List<String>>>map(plan -> new TreeMap<>())
                .toList();
        try (CloseableIterator<String[]> iterator = matches.executeAndCollect()) {
            iterator.forEachRemaining(match -> byPlan.get(Integer.parseInt(match[0]))
                    .computeIfAbsent(match[1], stream -> new ArrayList<>())
                    .add(Arrays.toString(Arrays.copyOfRange(match, 2, match.length))));
        }
        byPlan.forEach(byStream ->
                byStream.replaceAll((stream, found) -> found.stream().sorted().toList()));
        return byPlan;
    }

    /** Up to the delay after it happened. */
    private static long arrival(Occurrence occurrence) {
        return occurrence.timestampMillis()
                + Math.floorMod(occurrence.event().offset() * 7919, RandomPlans.REORDER_DELAY);
    }

    @SuppressWarnings("unchecked") // what a pattern takes, it takes at every step
    private static org.apache.flink.cep.pattern.Pattern<Occurrence, Occurrence> pattern(PatternPlan plan) {
        return (org.apache.flink.cep.pattern.Pattern<Occurrence, Occurrence>) FlinkPatternEngine.pattern(plan);
    }

    private static final class EventsOfMatch extends PatternProcessFunction<Occurrence, String[]> {

        private static final long serialVersionUID = 1;

        private final int plan;

        private EventsOfMatch(int plan) {
            this.plan = plan;
        }

        @Override
        public void processMatch(Map<String, List<Occurrence>> match, Context context, Collector<String[]> out) {
            List<Occurrence> events =
                    match.values().stream().flatMap(List::stream).sorted().toList();
            List<String> named = new ArrayList<>();
            named.add(Integer.toString(plan));
            named.add(events.get(0).event().topicId());
            events.forEach(event -> named.add(Long.toString(event.event().offset())));
            out.collect(named.toArray(String[]::new));
        }
    }
}
