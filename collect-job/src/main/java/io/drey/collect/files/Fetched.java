package io.drey.collect.files;

import io.drey.collect.domain.TailedFile;
import io.drey.job.kafka.OutgoingLine;

/**
 * A line that was read, or what was learnt without one.
 *
 * @param line the line; null where there is none
 * @param position of a file that is whole: how many of its bytes are read then
 * @param tailed of one that grows: how it is known then; null otherwise
 * @param gone the inode of a file that is to be forgotten; null where there is none
 */
record Fetched(OutgoingLine line, long position, TailedFile tailed, String gone) {

    static Fetched ofFile(OutgoingLine line, long position) {
        return new Fetched(line, position, null, null);
    }

    static Fetched ofTailed(OutgoingLine line, TailedFile tailed) {
        return new Fetched(line, 0, tailed, null);
    }

    static Fetched learnt(TailedFile tailed) {
        return new Fetched(null, 0, tailed, null);
    }

    static Fetched forgotten(String inode) {
        return new Fetched(null, 0, null, inode);
    }

    /** The word that a file cannot be read now, so that another one may be. */
    static Fetched stuck() {
        return new Fetched(null, 0, null, null);
    }

    boolean isStuck() {
        return line == null && tailed == null && gone == null;
    }
}
