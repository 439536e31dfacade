package io.drey.delivery.sending;

import io.drey.job.TenantSecrets;
import io.drey.job.sending.SendingEnd;
import io.drey.job.sending.SendingEnd.Step;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The end of a stream of parcels: sends them to their targets, at least once. */
public final class TargetEnd {

    private TargetEnd() {}

    /**
     * Sends parcels, gathered for as long as a request takes.
     *
     * @param requestsInFlight how many requests a subtask has under way before it holds its input back
     * @param name stands before the operators' names and uids; constant for the life of the job's state
     */
    public static SendingEnd.Outcome send(
            DataStream<Parcel> parcels, Targets targets, TenantSecrets secrets, int requestsInFlight, String name) {
        DataStream<ParcelBatch> batches = SendingEnd.gather(
                parcels,
                new ParcelBatching(),
                TypeInformation.of(ParcelBatch.class),
                new Step(name + ": gather parcels", name + "-gather-parcels"));
        return sendBatches(batches, targets, secrets, requestsInFlight, name);
    }

    /**
     * Sends the alerts of targets that gather them by their interval, each target's from one place, whatever the parallelism.
     *
     * @param requestsInFlight how many requests a subtask has under way before it holds its input back
     * @param name stands before the operators' names and uids; constant for the life of the job's state
     */
    public static SendingEnd.Outcome sendByInterval(
            DataStream<Parcel> parcels, Targets targets, TenantSecrets secrets, int requestsInFlight, String name) {
        DataStream<ParcelBatch> batches = parcels.keyBy(Parcel::target, Types.STRING)
                .process(new GatherByInterval(targets))
                .returns(TypeInformation.of(ParcelBatch.class))
                .name(name + ": gather by interval")
                .uid(name + "-gather-by-interval");
        return sendBatches(batches, targets, secrets, requestsInFlight, name);
    }

    private static SendingEnd.Outcome sendBatches(
            DataStream<ParcelBatch> batches,
            Targets targets,
            TenantSecrets secrets,
            int requestsInFlight,
            String name) {
        return SendingEnd.send(
                batches,
                new SendParcels(targets, secrets),
                requestsInFlight,
                new Step(name + ": send", name + "-send"),
                name);
    }
}
