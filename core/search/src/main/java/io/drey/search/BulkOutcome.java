package io.drey.search;

import static java.util.Objects.requireNonNull;

import io.drey.event.DeliveredCount;

/**
 * What became of one batch.
 *
 * @param delivered how many are written, of those that carry a receipt
 * @param rejected what was refused for good
 */
public record BulkOutcome(DeliveredCount[] delivered, RejectedDocument[] rejected) {

    public BulkOutcome {
        requireNonNull(delivered, "delivered is null");
        requireNonNull(rejected, "rejected is null");
    }
}
