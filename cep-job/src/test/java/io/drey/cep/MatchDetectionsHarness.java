package io.drey.cep;

import io.drey.detection.AccessEvent;
import io.drey.event.Alert;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.job.clock.ClockTick;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.ClockedTypeInfo;
import io.drey.job.clock.EventStreams;
import io.drey.rules.book.RuleBook;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** {@link SiftEvents} and the operator of {@link MatchDetections} as the topology builds it, one behind the other. */
final class MatchDetectionsHarness implements AutoCloseable {

    private final OneInputStreamOperatorTestHarness<Clocked<LogEvent>, Clocked<Candidate>> sift;
    private final KeyedOneInputStreamOperatorTestHarness<String, Clocked<Candidate>, Alert> harness;
    private final int keyGroups;
    private final int subtask;
    private final int parallelism;
    private int candidates;

    MatchDetectionsHarness(RuleDirectory rules) throws Exception {
        this(rules, null);
    }

    MatchDetectionsHarness(RuleDirectory rules, OperatorSubtaskState restored) throws Exception {
        this(rules, RuleBook.ENTRY_LIMIT, restored);
    }

    MatchDetectionsHarness(RuleDirectory rules, int entryLimit, OperatorSubtaskState restored) throws Exception {
        this(rules, entryLimit, restored, 1, 0, 1);
    }

    /** One of several subtasks that match, which gets its own groups' candidates; what it is restored from was one alone. */
    MatchDetectionsHarness(
            RuleDirectory rules,
            int entryLimit,
            OperatorSubtaskState restored,
            int keyGroups,
            int subtask,
            int parallelism)
            throws Exception {
        this.keyGroups = keyGroups;
        this.subtask = subtask;
        this.parallelism = parallelism;
        SerializerConfigImpl none = new SerializerConfigImpl();
        String keyOfSubtask = IntStream.range(0, 10_000)
                .mapToObj(Integer::toString)
                .filter(this::isOwn)
                .findFirst()
                .orElseThrow();
        sift = new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new SiftEvents(rules)),
                new ClockedTypeInfo<>(LogEventTypeInfo.INSTANCE).createSerializer(none));
        sift.setup(new ClockedTypeInfo<>(CandidateTypeInfo.INSTANCE).createSerializer(none));
        sift.open();
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                operator(new MatchDetections(rules, entryLimit)),
                element -> element.isTick() ? keyOfSubtask : element.payload().key(),
                Types.STRING,
                keyGroups,
                parallelism,
                subtask);
        harness.setup(TypeInformation.of(Alert.class).createSerializer(none));
        if (restored != null) {
            harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    restored, keyGroups, 1, parallelism, subtask));
        }
        harness.open();
    }

    void request(AccessEvent request) throws Exception {
        event(RandomTraffic.event(request));
    }

    void event(LogEvent event) throws Exception {
        sift.processElement(new StreamRecord<>(Clocked.payload(event)));
        for (Clocked<Candidate> candidate : sift.extractOutputValues()) {
            if (!isOwn(candidate.payload().key())) {
                continue;
            }
            harness.processElement(new StreamRecord<>(candidate));
            candidates++;
        }
        sift.getOutput().clear();
    }

    private boolean isOwn(String key) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, keyGroups, parallelism) == subtask;
    }

    void clock(String tenant, String dataset, long millis) throws Exception {
        ClockTick tick = new ClockTick(tenant, dataset, 0, millis, false);
        sift.processElement(new StreamRecord<>(Clocked.tick(tick)));
        sift.getOutput().clear();
        harness.processElement(new StreamRecord<>(Clocked.tick(tick)));
    }

    void endInput() throws Exception {
        harness.endInput();
    }

    /** Those of rules about several events, then those of rules about single ones. */
    List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>(harness.extractOutputValues());
        if (sift.getSideOutput(SiftEvents.ALERTS) != null) {
            sift.getSideOutput(SiftEvents.ALERTS).forEach(record -> alerts.add(record.getValue()));
        }
        return alerts;
    }

    /** How many records crossed the network. */
    int candidates() {
        return candidates;
    }

    List<Candidate> late() {
        return harness.getSideOutput(MatchDetections.LATE) == null
                ? List.of()
                : harness.getSideOutput(MatchDetections.LATE).stream()
                        .map(StreamRecord::getValue)
                        .toList();
    }

    OperatorSubtaskState snapshot() throws Exception {
        return harness.snapshot(1, 1);
    }

    int stateEntries() {
        return harness.numKeyedStateEntries();
    }

    @Override
    public void close() {
        try {
            sift.close();
            harness.close();
        } catch (Exception e) {
            throw new IllegalStateException("the operators did not close", e);
        }
    }

    @SuppressWarnings("unchecked") // a transformation does not say what its operator takes
    private static OneInputStreamOperator<Clocked<Candidate>, Alert> operator(MatchDetections function) {
        DataStream<Clocked<Candidate>> candidates = StreamExecutionEnvironment.getExecutionEnvironment()
                .fromData(
                        List.of(Clocked.tick(new ClockTick("acme", "access", 0, 0, false))),
                        new ClockedTypeInfo<>(CandidateTypeInfo.INSTANCE));
        DataStream<Alert> alerts = EventStreams.keyed(
                candidates,
                CandidateTypeInfo.INSTANCE,
                Candidate::key,
                function,
                TypeInformation.of(Alert.class),
                "match-detections");
        OneInputTransformation<Clocked<Candidate>, Alert> transformation =
                (OneInputTransformation<Clocked<Candidate>, Alert>) alerts.getTransformation();
        return (OneInputStreamOperator<Clocked<Candidate>, Alert>)
                ((SimpleOperatorFactory<Alert>) transformation.getOperatorFactory()).getOperator();
    }
}
