package io.drey.job.sending;

import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;

/** The end of a stream whose things are sent in batches, at least once. */
public final class SendingEnd {

    private SendingEnd() {}

    /**
     * What becomes of the things of a stream.
     *
     * @param refused those refused for good, or given up; to be kept in the dead-letters topics
     * @param delivered how many were taken, of those with a receipt; for the ledger
     */
    public record Outcome(DataStream<DeadLetter> refused, DataStream<DeliveredCount> delivered) {}

    /**
     * An operator's name.
     *
     * @param displayed what Flink shows
     * @param uid by which savepoints know it: constant for the life of the job's state
     */
    public record Step(String displayed, String uid) {}

    /** Gathers things for requests. */
    public static <T, B> DataStream<B> gather(
            DataStream<T> things, Batching<T, B> batching, TypeInformation<B> type, Step step) {
        return things.transform(step.displayed(), type, new GatherOperator<>(batching))
                .uid(step.uid());
    }

    /**
     * Sends batches. Those under way are part of each checkpoint.
     *
     * @param function how long to try is its affair: there is no time-out
     * @param requestsInFlight how many batches a subtask has under way before it holds its input back
     * @param name stands before the name and uid of what sorts answers; constant for the life of the job's state
     */
    public static <B> Outcome send(
            DataStream<B> batches, AsyncFunction<B, Sent> function, int requestsInFlight, Step step, String name) {
        SingleOutputStreamOperator<DeadLetter> refused = AsyncDataStream.unorderedWait(
                        batches, function, 0, TimeUnit.MILLISECONDS, requestsInFlight)
                .returns(TypeInformation.of(Sent.class))
                .name(step.displayed())
                .uid(step.uid())
                .process(new SplitSent())
                .returns(TypeInformation.of(DeadLetter.class))
                .name(name + ": sort answers")
                .uid(name + "-sort-answers");
        return new Outcome(refused, refused.getSideOutput(SplitSent.DELIVERED));
    }
}
