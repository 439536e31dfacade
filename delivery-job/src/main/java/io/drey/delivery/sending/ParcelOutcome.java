package io.drey.delivery.sending;

import static java.util.Objects.requireNonNull;

import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;

/**
 * What became of one batch.
 *
 * @param delivered how many the target took
 * @param refused what it refused for good, or did not take for too long
 */
public record ParcelOutcome(DeliveredCount[] delivered, DeadLetter[] refused) {

    public ParcelOutcome {
        requireNonNull(delivered, "delivered is null");
        requireNonNull(refused, "refused is null");
    }
}
