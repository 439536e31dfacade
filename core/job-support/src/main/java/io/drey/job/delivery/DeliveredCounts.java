package io.drey.job.delivery;

import io.drey.event.DeliveredCount;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Counts deliveries by sinks that cannot say themselves what they wrote. */
public final class DeliveredCounts {

    private DeliveredCounts() {}

    /**
     * Counts what goes into a sink that has written everything when a checkpoint is complete.
     *
     * @param delivered the stream that the sink takes as well
     * @param name stands before the operator's name and uid; constant for the life of the job's state
     */
    public static <T> DataStream<DeliveredCount> ofFlushed(
            DataStream<T> delivered, KeySelector<T, Receipt> receipt, String name) {
        return delivered
                .transform(
                        name + ": count deliveries",
                        TypeInformation.of(DeliveredCount.class),
                        new CountFlushedOperator<>(receipt))
                .uid(name + "-count-deliveries");
    }
}
