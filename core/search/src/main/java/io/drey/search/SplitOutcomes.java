package io.drey.search;

import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Parts what was refused, as dead letters, from the counts of what was written, which go to {@link #DELIVERED}. */
final class SplitOutcomes extends ProcessFunction<BulkOutcome, DeadLetter> {

    static final OutputTag<DeliveredCount> DELIVERED =
            new OutputTag<>("delivered", TypeInformation.of(DeliveredCount.class));

    @Override
    public void processElement(BulkOutcome outcome, Context context, Collector<DeadLetter> out) {
        for (RejectedDocument rejected : outcome.rejected()) {
            out.collect(rejected.toDeadLetter(context.timerService().currentProcessingTime()));
        }
        for (DeliveredCount count : outcome.delivered()) {
            context.output(DELIVERED, count);
        }
    }
}
