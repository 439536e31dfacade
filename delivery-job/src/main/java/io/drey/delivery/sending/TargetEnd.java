package io.drey.delivery.sending;

import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.job.TenantSecrets;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The end of a stream of parcels: sends them to their targets, at least once. */
public final class TargetEnd {

    private TargetEnd() {}

    /**
     * What becomes of the parcels of a stream.
     *
     * @param refused those refused for good, or given up; to be kept in the dead-letters topics
     * @param delivered how many were taken; for the ledger
     */
    public record Outcome(DataStream<DeadLetter> refused, DataStream<DeliveredCount> delivered) {}

    /**
     * Sends parcels, gathered for as long as a request takes.
     *
     * @param requestsInFlight how many requests a subtask has under way before it holds its input back
     * @param name stands before the operators' names and uids; constant for the life of the job's state
     */
    public static Outcome send(
            DataStream<Parcel> parcels, Targets targets, TenantSecrets secrets, int requestsInFlight, String name) {
        DataStream<ParcelBatch> batches = parcels.transform(
                        name + ": gather parcels", TypeInformation.of(ParcelBatch.class), new GatherParcelsOperator())
                .uid(name + "-gather-parcels");
        return sendBatches(batches, targets, secrets, requestsInFlight, name);
    }

    /**
     * Sends the alerts of targets that gather them by their interval, each target's from one place, whatever the parallelism.
     *
     * @param requestsInFlight how many requests a subtask has under way before it holds its input back
     * @param name stands before the operators' names and uids; constant for the life of the job's state
     */
    public static Outcome sendByInterval(
            DataStream<Parcel> parcels, Targets targets, TenantSecrets secrets, int requestsInFlight, String name) {
        DataStream<ParcelBatch> batches = parcels.keyBy(Parcel::target, Types.STRING)
                .process(new GatherByInterval(targets))
                .returns(TypeInformation.of(ParcelBatch.class))
                .name(name + ": gather by interval")
                .uid(name + "-gather-by-interval");
        return sendBatches(batches, targets, secrets, requestsInFlight, name);
    }

    private static Outcome sendBatches(
            DataStream<ParcelBatch> batches,
            Targets targets,
            TenantSecrets secrets,
            int requestsInFlight,
            String name) {
        // No time-out: how long to try is the target's own setting.
        DataStream<ParcelOutcome> outcomes = AsyncDataStream.unorderedWait(
                        batches, new SendParcels(targets, secrets), 0, TimeUnit.MILLISECONDS, requestsInFlight)
                .returns(TypeInformation.of(ParcelOutcome.class))
                .name(name + ": send")
                .uid(name + "-send");
        SingleOutputStreamOperator<DeadLetter> refused = outcomes.process(new SplitOutcomes())
                .returns(TypeInformation.of(DeadLetter.class))
                .name(name + ": sort answers")
                .uid(name + "-sort-answers");
        return new Outcome(refused, refused.getSideOutput(SplitOutcomes.DELIVERED));
    }
}
