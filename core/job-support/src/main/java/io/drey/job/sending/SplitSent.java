package io.drey.job.sending;

import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Parts what was refused from the counts of what was taken, which go to {@link #DELIVERED}. */
final class SplitSent extends ProcessFunction<Sent, DeadLetter> {

    static final OutputTag<DeliveredCount> DELIVERED =
            new OutputTag<>("delivered", TypeInformation.of(DeliveredCount.class));

    @Override
    public void processElement(Sent sent, Context context, Collector<DeadLetter> out) {
        for (DeadLetter refused : sent.refused()) {
            out.collect(refused);
        }
        for (DeliveredCount count : sent.delivered()) {
            context.output(DELIVERED, count);
        }
    }
}
