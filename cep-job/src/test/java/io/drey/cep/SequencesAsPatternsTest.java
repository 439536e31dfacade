package io.drey.cep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.detection.AccessEvent;
import io.drey.job.JobEnvironment;
import io.drey.rules.reference.ReferenceMatcher;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Sequence;
import io.drey.rules.shape.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.EventComparator;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sequences as a shape find what Flink CEP finds for the same steps, where it can express which matches are taken. */
@SuppressWarnings("try") // closing may be interrupted
class SequencesAsPatternsTest {

    private static final int SEQUENCES = 10;
    private static final int STREAMS = 500;
    private static final int CONDITIONS = 3;
    private static final long REORDER_DELAY = 40;

    @ParameterizedTest
    @EnumSource(
            value = Sequence.Taking.class,
            names = {"EARLIEST", "EVERY"})
    void findWhatFlinkCepFinds(Sequence.Taking taking) throws Exception {
        for (int seed = 0; seed < SEQUENCES; seed++) {
            Random random = new Random(seed);
            Sequence sequence = sequence(random, taking);
            List<AccessEvent> arriving = arriving(random);
            Map<String, List<List<String>>> found = byFlinkCep(sequence, arriving);
            assertThat(found).as("%s, seed %d", sequence, seed).hasSizeGreaterThan(STREAMS / 20);
            assertThat(byShape(sequence, arriving))
                    .as("%s, seed %d", sequence, seed)
                    .isEqualTo(found);
        }
    }

    private static Sequence sequence(Random random, Sequence.Taking taking) {
        List<Sequence.Step> steps = new ArrayList<>();
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            steps.add(new Sequence.Step(random.nextInt(CONDITIONS), 1 + random.nextInt(2)));
        }
        return new Sequence(steps, 20 + random.nextInt(60), Sequence.NO_UNTIL, taking);
    }

    /** Events of many streams; the address is the stream, and the status says which conditions are met. */
    private static List<AccessEvent> arriving(Random random) {
        List<AccessEvent> events = new ArrayList<>();
        for (int stream = 0; stream < STREAMS; stream++) {
            long time = 1_767_225_600_000L + random.nextInt(20);
            int count = 5 + random.nextInt(20);
            for (int i = 0; i < count; i++) {
                time += random.nextInt(12);
                int conditions = random.nextInt(5) == 0 ? random.nextInt(1 << CONDITIONS) : 1 << random.nextInt(3);
                events.add(new AccessEvent(
                        "acme",
                        "access",
                        "stream-" + stream,
                        time,
                        "topic",
                        random.nextInt(3),
                        events.size(),
                        0,
                        conditions,
                        "",
                        null));
            }
        }
        Map<AccessEvent, Long> arrival = events.stream()
                .collect(Collectors.toMap(
                        Function.identity(), event -> event.timestampMillis() + random.nextLong(REORDER_DELAY)));
        events.sort(Comparator.comparing(arrival::get));
        return events;
    }

    private static Map<String, List<List<String>>> byShape(Sequence sequence, List<AccessEvent> arriving) {
        Map<String, List<List<String>>> found = new TreeMap<>();
        arriving.stream()
                .sorted()
                .collect(Collectors.groupingBy(
                        AccessEvent::address,
                        Collectors.mapping(SequencesAsPatternsTest::occurrence, Collectors.toList())))
                .forEach((stream, occurrences) -> {
                    List<Match> matches = new ArrayList<>();
                    State state = sequence.start(10_000);
                    occurrences.forEach(occurrence -> state.process(occurrence, matches::add));
                    assertThat(ReferenceMatcher.inOrder(matches))
                            .isEqualTo(ReferenceMatcher.matches(sequence, occurrences));
                    if (!matches.isEmpty()) {
                        found.put(
                                stream,
                                sorted(matches.stream()
                                        .map(match -> match.evidence().stream()
                                                .map(EventReference::eventId)
                                                .toList())
                                        .toList()));
                    }
                });
        return found;
    }

    private static Occurrence occurrence(AccessEvent event) {
        EventReference reference = new EventReference(
                event.timestampMillis(), event.topicId(), event.partition(), event.offset(), event.index());
        return new Occurrence(reference, event.status());
    }

    private static Map<String, List<List<String>>> byFlinkCep(Sequence sequence, List<AccessEvent> arriving)
            throws Exception {
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        environment.setParallelism(1);
        DataStream<AccessEvent> events = environment
                .fromData(arriving, TypeInformation.of(AccessEvent.class))
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.<AccessEvent>forBoundedOutOfOrderness(Duration.ofMillis(REORDER_DELAY))
                                .withTimestampAssigner((event, before) -> event.timestampMillis()));
        DataStream<AccessEvent[]> found = CEP.pattern(
                        events.keyBy(AccessEvent::address, Types.STRING),
                        pattern(sequence),
                        (EventComparator<AccessEvent>) AccessEvent::compareTo)
                .inEventTime()
                .process(new EventsOfMatch(), Types.OBJECT_ARRAY(TypeInformation.of(AccessEvent.class)));
        Map<String, List<List<String>>> byStream = new TreeMap<>();
        try (CloseableIterator<AccessEvent[]> iterator = found.executeAndCollect()) {
            iterator.forEachRemaining(match -> byStream.computeIfAbsent(match[0].address(), stream -> new ArrayList<>())
                    .add(List.of(match).stream().map(AccessEvent::eventId).toList()));
        }
        byStream.replaceAll((stream, matches) -> sorted(matches));
        return byStream;
    }

    private static Pattern<AccessEvent, ?> pattern(Sequence sequence) {
        AfterMatchSkipStrategy skip = sequence.taking() == Sequence.Taking.EVERY
                ? AfterMatchSkipStrategy.noSkip()
                : AfterMatchSkipStrategy.skipPastLastEvent();
        Pattern<AccessEvent, AccessEvent> pattern = Pattern.begin("step-0", skip);
        for (int i = 0; i < sequence.steps().size(); i++) {
            Sequence.Step step = sequence.steps().get(i);
            pattern = i == 0 ? pattern : pattern.followedBy("step-" + i);
            pattern = pattern.where(meets(step.condition())).times(step.runs());
        }
        // CEP's windows end before their length is reached; a sequence's span includes its end.
        return pattern.within(Duration.ofMillis(sequence.spanMillis() + 1));
    }

    private static SimpleCondition<AccessEvent> meets(int condition) {
        return SimpleCondition.of(event -> ((event.status() >> condition) & 1) != 0);
    }

    private static List<List<String>> sorted(List<List<String>> matches) {
        return matches.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }

    private static final class EventsOfMatch extends PatternProcessFunction<AccessEvent, AccessEvent[]> {

        @Override
        public void processMatch(Map<String, List<AccessEvent>> match, Context context, Collector<AccessEvent[]> out) {
            out.collect(match.values().stream().flatMap(List::stream).sorted().toArray(AccessEvent[]::new));
        }
    }
}
