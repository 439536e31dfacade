package io.drey.job.delivery;

import io.drey.event.DeliveredCount;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up receipts by dataset, target, hour of arrival and partition. */
public final class DeliveredTally {

    private final Map<String, DeliveredCount> counts = new LinkedHashMap<>();

    // Receipts of a batch mostly continue one another.
    private Receipt first;
    private long run;
    private long highestOffset;

    /** Counts one delivery; null, for what no ledger is kept of, counts nothing. */
    public void add(Receipt receipt) {
        if (receipt == null) {
            return;
        }
        if (first == null || !continues(receipt)) {
            endRun();
            first = receipt;
            highestOffset = receipt.offset();
        }
        run++;
        highestOffset = Math.max(highestOffset, receipt.offset());
    }

    /** Adds a count to what there is. */
    public void add(DeliveredCount count) {
        counts.merge(count.key(), count, DeliveredCount::plus);
    }

    /** What was counted, one for each key. */
    public Collection<DeliveredCount> counts() {
        endRun();
        return counts.values();
    }

    /** Begins anew. */
    public void clear() {
        counts.clear();
        first = null;
        run = 0;
    }

    private boolean continues(Receipt receipt) {
        return receipt.partition() == first.partition()
                && receipt.arrivedMillis() / 3_600_000 == first.arrivedMillis() / 3_600_000
                && receipt.topic().equals(first.topic())
                && receipt.datasetId().equals(first.datasetId())
                && receipt.target().equals(first.target());
    }

    private void endRun() {
        if (run > 0) {
            add(new DeliveredCount(
                    first.datasetId(),
                    first.target(),
                    first.arrivedMillis(),
                    first.topic(),
                    first.partition(),
                    run,
                    highestOffset));
        }
        first = null;
        run = 0;
    }
}
