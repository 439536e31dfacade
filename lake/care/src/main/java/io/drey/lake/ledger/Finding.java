package io.drey.lake.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something about the lake that is not as it must be.
 *
 * @param kind what is wrong
 * @param table the table's name
 * @param snapshotId the snapshot that is to blame or where it was seen; empty where it cannot be told
 * @param file the data file; empty where it cannot be told
 * @param tenant whose lines; empty where it concerns all
 * @param dataset their dataset; empty where it concerns all
 * @param hour the hour the lines arrived in; empty where it cannot be told
 * @param position topic, partition and offsets; empty where it is none
 * @param message what is wrong, in words
 */
public record Finding(
        Kind kind,
        String table,
        OptionalLong snapshotId,
        String file,
        String tenant,
        String dataset,
        Optional<Instant> hour,
        String position,
        String message) {

    /** What can be wrong. */
    public enum Kind {
        /** Lines that landed are gone, and no snapshot says why. */
        LOST,
        /** Offsets between those that landed never did. */
        MISSING,
        /** A position has more than one row. */
        DUPLICATE,
        /** Rows have another content than when they landed. */
        CHANGED,
        /** There are rows that never landed by a snapshot that adds rows. */
        UNKNOWN,
        /** A snapshot changed the number of rows and does not say why. */
        UNEXPLAINED,
        /** A data file is missing or damaged. */
        UNREADABLE,
        /** A dataset had no line for an hour in which it always has some. */
        MISSING_HOUR,
        /** A dataset has had no line for much longer than ever before. */
        SILENT,
        /** The ledger's chain is broken, or is not the one that was anchored. */
        CHAIN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Finding {
        requireNonNull(kind, "kind is null");
        requireNonNull(table, "table is null");
        requireNonNull(snapshotId, "snapshotId is null");
        requireNonNull(file, "file is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(hour, "hour is null");
        requireNonNull(position, "position is null");
        requireNonNull(message, "message is null");
    }

    /** A finding about a table as a whole. */
    static Finding ofTable(Kind kind, String table, OptionalLong snapshotId, String file, String message) {
        return new Finding(kind, table, snapshotId, file, "", "", Optional.empty(), "", message);
    }

    /** A finding about lines of a partition. */
    static Finding ofLines(
            Kind kind,
            String table,
            OptionalLong snapshotId,
            String file,
            RawPartition partition,
            Optional<Instant> hour,
            String offsets,
            String message) {
        return new Finding(
                kind,
                table,
                snapshotId,
                file,
                partition.tenant(),
                partition.dataset(),
                hour,
                offsets.isEmpty() ? partition.toString() : partition + "@" + offsets,
                message);
    }
}
