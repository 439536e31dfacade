package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.job.delivery.Receipt;

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
