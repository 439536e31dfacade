package io.drey.job.sending;

import static java.util.Objects.requireNonNull;

import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.job.delivery.DeliveredTally;
import io.drey.job.delivery.Receipt;
import java.util.List;
import java.util.function.Function;

/**
 * What became of one batch.
 *
 * @param delivered how many were taken, of those with a receipt
 * @param refused what was refused for good, or not taken for too long
 */
public record Sent(DeliveredCount[] delivered, DeadLetter[] refused) {

    public Sent {
        requireNonNull(delivered, "delivered is null");
        requireNonNull(refused, "refused is null");
    }

    /** Adds up what was taken, by its receipts; a null one is not counted. */
    public static <T> Sent of(List<T> taken, Function<T, Receipt> receipt, List<DeadLetter> refused) {
        DeliveredTally tally = new DeliveredTally();
        taken.forEach(each -> tally.add(receipt.apply(each)));
        return new Sent(tally.counts().toArray(DeliveredCount[]::new), refused.toArray(DeadLetter[]::new));
    }
}
