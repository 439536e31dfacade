package io.drey.lake.ledger;

/** Lines that were counted together. */
final class Tally {

    private final RangeSet offsets = new RangeSet();
    private long count;
    private long late;
    private long checksum;

    void add(Line line) {
        count++;
        late += line.late() ? 1 : 0;
        checksum += line.hash();
        if (line.key().partition().hasOffsets()) {
            offsets.add(line.offset());
        }
    }

    /** Adds the sum of lines that are not counted. */
    void addSum(long sum) {
        checksum += sum;
    }

    long count() {
        return count;
    }

    long late() {
        return late;
    }

    /** The sum of the lines' hashes, modulo 2^64: the same in any order. */
    long checksum() {
        return checksum;
    }

    RangeSet offsets() {
        return offsets;
    }
}
