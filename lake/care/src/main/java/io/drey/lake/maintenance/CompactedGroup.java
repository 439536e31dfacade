package io.drey.lake.maintenance;

import io.drey.lake.LakeTable;
import java.time.LocalDate;
import java.util.Map;

/**
 * Files of a partition that were rewritten together, or would be.
 *
 * @param table the table
 * @param tenant the tenant
 * @param day the day, in UTC
 * @param outcome what happened
 * @param orders the name of the order of rows that was found best, by dataset; empty where nothing was written
 * @param rows how many rows were written
 * @param filesBefore how many files there were, those of deletes included
 * @param filesAfter how many there are
 * @param bytesBefore the size of the data files there were
 * @param bytesAfter the size of those there are
 */
public record CompactedGroup(
        LakeTable table,
        String tenant,
        LocalDate day,
        Outcome outcome,
        Map<String, String> orders,
        long rows,
        int filesBefore,
        int filesAfter,
        long bytesBefore,
        long bytesAfter) {

    /** What happened to a group. */
    public enum Outcome {
        /** Rewritten and committed. */
        REWRITTEN,
        /** Would be rewritten. */
        PLANNED,
        /** Others changed the same files meanwhile, again and again: left as it is, for the next run. */
        CONTENDED
    }

    public CompactedGroup {
        orders = Map.copyOf(orders);
    }
}
