package io.drey.lake.ledger;

import static java.util.Objects.requireNonNull;

import io.drey.lake.LakeTable;

/**
 * What a snapshot did to the lines of one hour and partition, or to its table as a whole. It follows from the snapshot alone,
 * so that whoever writes it writes the same.
 *
 * @param kind what it tells
 * @param snapshot the snapshot
 * @param key whose lines; for a snapshot as a whole a key without names
 * @param count lines added or deleted; for a snapshot as a whole how many rows more (or, negative, fewer) the table has
 * @param late how many of them arrived more than an hour after they happened
 * @param offsets their offsets
 * @param checksum the sum of their hashes; for deleted lines, what the sum of the table lost
 */
record LedgerEntry(
        Kind kind, SnapshotId snapshot, LineKey key, long count, long late, RangeSet offsets, long checksum) {

    private static final RawPartition NOWHERE = new RawPartition("", "", "", "", -1, -1);

    /** What an entry tells. */
    enum Kind {
        /** Lines that landed. */
        ADDED("added"),
        /** Lines that were deleted for a reason that the snapshot names. */
        DELETED("deleted"),
        /** That the snapshot was read. */
        SNAPSHOT("snapshot");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("'%s' is no kind of ledger entry".formatted(word));
        }
    }

    /**
     * A snapshot of a table.
     *
     * @param id its id
     * @param sequence its sequence number in the table
     * @param committedMillis when it was committed
     * @param operation what it was made for: {@code drey.operation} of its summary, or else Iceberg's word
     */
    record SnapshotId(long id, long sequence, long committedMillis, String operation) {

        SnapshotId {
            requireNonNull(operation, "operation is null");
        }
    }

    LedgerEntry {
        requireNonNull(kind, "kind is null");
        requireNonNull(snapshot, "snapshot is null");
        requireNonNull(key, "key is null");
        requireNonNull(offsets, "offsets is null");
    }

    static LedgerEntry added(SnapshotId snapshot, LineKey key, Tally tally) {
        return new LedgerEntry(
                Kind.ADDED, snapshot, key, tally.count(), tally.late(), tally.offsets(), tally.checksum());
    }

    static LedgerEntry ofSnapshot(SnapshotId snapshot, LakeTable table, long moreRows) {
        return new LedgerEntry(Kind.SNAPSHOT, snapshot, new LineKey(table, NOWHERE, 0), moreRows, 0, new RangeSet(), 0);
    }
}
