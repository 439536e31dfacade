package io.drey.job.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DeadLetter;
import io.drey.event.Topics;
import io.drey.job.kafka.OutgoingRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Writes what a target refused for good to the tenants' dead-letters topics. */
public final class DeadLetterEnd {

    /** How many bytes of what was refused are in the topic. */
    static final int PREFIX_BYTES = 64 * 1024;

    private DeadLetterEnd() {}

    /**
     * Writes dead letters.
     *
     * @param records takes what goes to topics
     * @param name stands before the operators' names and uids; constant for the life of the job's state
     */
    public static void write(DataStream<DeadLetter> letters, Sink<OutgoingRecord> records, String name) {
        letters.map(DeadLetterEnd::record)
                .returns(TypeInformation.of(OutgoingRecord.class))
                .name(name + ": encode dead letters")
                .uid(name + "-encode-dead-letters")
                .sinkTo(records)
                .name(name + ": dead letters")
                .uid(name + "-dead-letters");
    }

    /** The record of a dead letter; a repeated refusal of the same thing has the same key. */
    static OutgoingRecord record(DeadLetter letter) {
        return new OutgoingRecord(
                Topics.deadLetters(letter.tenant()),
                letter.topic().hashCode(),
                letter.topic().getBytes(UTF_8),
                letter.withPrefix(PREFIX_BYTES).encode());
    }
}
