package io.drey.job.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DeliveredCount;
import io.drey.event.Topics;
import io.drey.job.kafka.OutgoingRecord;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Sums up counts of one key, and writes the sum once in a while as long as it changes. A sum that has not changed for
 * {@link #KEPT} is forgotten.
 */
final class SumDelivered extends KeyedProcessFunction<String, DeliveredCount, OutgoingRecord> {

    /** How long the first change waits for others before the sum is written. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    /** How long after its hour a partition may be delivered and still be added to the right sum. */
    static final Duration KEPT = Duration.ofDays(14);

    private transient ValueState<DeliveredCount> sum;
    private transient ValueState<Long> written;
    private transient ValueState<Long> forgottenAt;

    @Override
    public void open(OpenContext context) {
        sum = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("delivered", TypeInformation.of(DeliveredCount.class)));
        written = getRuntimeContext().getState(new ValueStateDescriptor<>("written-count", Types.LONG));
        forgottenAt = getRuntimeContext().getState(new ValueStateDescriptor<>("forgotten-at", Types.LONG));
    }

    @Override
    public void processElement(DeliveredCount count, Context context, Collector<OutgoingRecord> out) throws Exception {
        DeliveredCount before = sum.value();
        sum.update(before == null ? count : before.plus(count));
        long now = context.timerService().currentProcessingTime();
        // Rounded, so that there is one timer a pause and not one a count.
        context.timerService().registerProcessingTimeTimer(roundedUp(now, PAUSE));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<OutgoingRecord> out) throws Exception {
        DeliveredCount current = sum.value();
        if (current == null) {
            return;
        }
        Long before = written.value();
        if (before == null || before != current.count()) {
            written.update(current.count());
            out.collect(new OutgoingRecord(
                    Topics.ledger(current.datasetId().tenant()),
                    current.key().hashCode(),
                    current.key().getBytes(UTF_8),
                    current.encode()));
            forgottenAt.update(roundedUp(timestamp + KEPT.toMillis(), PAUSE));
            context.timerService().registerProcessingTimeTimer(forgottenAt.value());
        } else if (timestamp >= forgottenAt.value()) {
            sum.clear();
            written.clear();
            forgottenAt.clear();
        }
    }

    private static long roundedUp(long millis, Duration step) {
        return (millis / step.toMillis() + 1) * step.toMillis();
    }
}
