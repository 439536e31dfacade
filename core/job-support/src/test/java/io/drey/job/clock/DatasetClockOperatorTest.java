package io.drey.job.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing a harness may be interrupted
class DatasetClockOperatorTest {

    private static final long NOON = 1_700_000_000_000L;

    @Test
    void firesTimersInOrderOnceTheClockHasReachedThem() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(visit("b", "access", NOON + 2_000), 0);
            harness.processElement(visit("a", "access", NOON + 1_000), 0);
            harness.processElement(visit("a", "access", NOON + 9_000), 0);
            assertThat(harness.extractOutputValues()).isEmpty();

            harness.processElement(tick("access", NOON + 2_000), 0);
            assertThat(harness.extractOutputValues()).containsExactly("a@1000 sum 2", "b@2000 sum 1");
        }
    }

    @Test
    void anotherDatasetsClockFiresNothing() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(visit("a", "access", NOON), 0);
            harness.processElement(tick("syslog", NOON + 60_000), 0);
            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void timersSurviveARestore() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness()) {
            harness.open();
            harness.processElement(visit("a", "access", NOON + 1_000), 0);
            harness.processElement(visit("a", "syslog", NOON + 3_000), 0);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness()) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(tick("access", NOON + 5_000), 0);
            assertThat(harness.extractOutputValues()).containsExactly("a@1000 sum 2");
            harness.processElement(tick("syslog", NOON + 5_000), 0);
            assertThat(harness.extractOutputValues()).containsExactly("a@1000 sum 2", "a@3000 sum 2");
        }
    }

    @Test
    void theEndOfInputIsTheEndOfTime() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(visit("a", "access", NOON + 1_000), 0);
            harness.processElement(visit("b", "syslog", NOON + 2_000), 0);
            harness.endInput();
            assertThat(harness.extractOutputValues()).containsExactlyInAnyOrder("a@1000 sum 1", "b@2000 sum 1");
        }
    }

    @Test
    void firedTimersLeaveNoState() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(visit("a", "access", NOON + 1_000), 0);
            harness.processElement(tick("access", NOON + 5_000), 0);
            // The sum is the test function's own; the timers are gone.
            assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
        }
    }

    @Test
    void aFunctionHearsOfItsClockBeforeTimersFireAndAtTheEnd() throws Exception {
        try (var harness = harness()) {
            harness.open();
            harness.processElement(visit("a", "access", NOON + 1_000), 0);
            harness.processElement(visit("held", "syslog", NOON), 0);
            harness.processElement(tick("access", NOON + 2_000), 0);
            assertThat(harness.extractOutputValues()).containsExactly("a@1000 sum 1");

            harness.processElement(tick("syslog", NOON), 0);
            assertThat(harness.extractOutputValues()).containsExactly("a@1000 sum 1", "held until syslog 0, sum 1");

            harness.processElement(visit("held", "audit", NOON + 1_000), 0);
            harness.endInput();
            assertThat(harness.extractOutputValues()).endsWith("held until audit 1000, sum 2");
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Clocked<Visit>, String> harness() throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new DatasetClockOperator<>(new CountVisits()),
                (Clocked<Visit> element) ->
                        element.isTick() ? "any" : element.payload().visitor(),
                Types.STRING);
        harness.setup(Types.STRING.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        return harness;
    }

    private static Clocked<Visit> visit(String visitor, String dataset, long millis) {
        return Clocked.payload(new Visit(visitor, dataset, millis));
    }

    private static Clocked<Visit> tick(String dataset, long millis) {
        return Clocked.tick(new ClockTick("acme", dataset, 0, millis, false));
    }

    record Visit(String visitor, String dataset, long millis) {}

    /** Says, when a visit's time has come, how many visits its visitor has made by then. Those of one it holds without a timer. */
    private static final class CountVisits extends DatasetClockFunction<Visit, String> {

        private static final String HELD = "held";

        private transient ValueState<Integer> sum;
        private transient List<Visit> held;

        @Override
        public void open(OpenContext openContext) {
            held = new ArrayList<>();
            sum = getRuntimeContext().getState(new ValueStateDescriptor<>("sum", TypeInformation.of(Integer.class)));
        }

        @Override
        public DatasetId datasetOf(Visit payload) {
            return new DatasetId("acme", payload.dataset());
        }

        @Override
        public void onElement(Visit payload, Context<String> context) throws Exception {
            sum.update(sum.value() == null ? 1 : sum.value() + 1);
            if (payload.visitor().equals(HELD)) {
                held.add(payload);
            } else {
                context.registerTimer(payload.millis());
            }
        }

        @Override
        public Collection<DatasetId> datasetsAtHand() {
            return held.stream().map(this::datasetOf).toList();
        }

        @Override
        public void onAdvance(DatasetId datasetId, Context<String> context) throws Exception {
            for (Visit visit : List.copyOf(held)) {
                if (datasetOf(visit).equals(datasetId) && visit.millis() <= context.clock()) {
                    held.remove(visit);
                    context.enter(HELD);
                    context.collect(
                            "held until %s %d, sum %d".formatted(visit.dataset(), visit.millis() - NOON, sum.value()));
                }
            }
        }

        @Override
        public void onClock(long timerMillis, Context<String> context) throws Exception {
            context.collect("%s@%d sum %d".formatted(context.key(), timerMillis - NOON, sum.value()));
        }
    }
}
