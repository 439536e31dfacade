package io.drey.job.delivery;

import io.drey.event.DeliveredCount;
import io.drey.job.kafka.OutgoingRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Writes what was delivered to the tenants' ledger topics. The counts are as exact as the job's state: after a failure they
 * go back to the last checkpoint with it, and a record of the topic is replaced by the next one of its key.
 */
public final class LedgerEnd {

    private LedgerEnd() {}

    /**
     * Adds counts up and writes the sums.
     *
     * @param delivered what was delivered since it was last told
     * @param records takes what goes to topics
     * @param name stands before the operators' names and uids; constant for the life of the job's state
     */
    public static void write(DataStream<DeliveredCount> delivered, Sink<OutgoingRecord> records, String name) {
        delivered
                .keyBy(DeliveredCount::key, Types.STRING)
                .process(new SumDelivered())
                .returns(TypeInformation.of(OutgoingRecord.class))
                .name(name + ": sum up deliveries")
                .uid(name + "-sum-delivered")
                .sinkTo(records)
                .name(name + ": ledger")
                .uid(name + "-ledger");
    }
}
