package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.job.delivery.Receipt;
import io.drey.job.kafka.RawRecord;

/**
 * An alert and where it stood in its topic.
 *
 * @param alert the alert; its tenant is the topic's
 * @param topic the alerts topic
 * @param partition the partition
 * @param offset the offset
 */
public record PositionedAlert(Alert alert, String topic, int partition, long offset) {

    public PositionedAlert {
        requireNonNull(alert, "alert is null");
        requireNonNull(topic, "topic is null");
    }

    /**
     * Decodes a record of an alerts topic.
     *
     * @param tenant whose topic it is
     * @throws IllegalArgumentException if it is no alert, or another tenant's
     */
    static PositionedAlert decode(RawRecord record, String tenant) {
        Alert alert = Alert.decode(record.value());
        new DatasetId(alert.tenant(), alert.dataset());
        if (!alert.tenant().equals(tenant)) {
            throw new IllegalArgumentException(
                    "an alert of tenant %s in the topic of tenant %s".formatted(alert.tenant(), tenant));
        }
        return new PositionedAlert(alert, record.topic(), record.partition(), record.offset());
    }

    /** What the ledger is told once the alert is delivered to a target. */
    Receipt receipt(String target) {
        return new Receipt(
                new DatasetId(alert.tenant(), alert.dataset()),
                target,
                alert.createdMillis(),
                topic,
                partition,
                offset);
    }
}
