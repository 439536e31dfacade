package io.drey.format;

import io.drey.event.Rejection;

/**
 * What became of lines that were joined, once the first of them has left.
 *
 * @param kind what they became
 * @param firstOffset where the first of them stood
 * @param reason why they were dropped; empty otherwise
 * @param rejection why they could not become an event, as the first is told; null otherwise
 */
record JoinedOutcome(Kind kind, long firstOffset, String reason, Rejection rejection) {

    /** What lines became. */
    enum Kind {
        EVENT,
        DROPPED,
        REJECTED
    }

    static JoinedOutcome event(long firstOffset) {
        return new JoinedOutcome(Kind.EVENT, firstOffset, "", null);
    }

    static JoinedOutcome dropped(long firstOffset, String reason) {
        return new JoinedOutcome(Kind.DROPPED, firstOffset, reason, null);
    }

    static JoinedOutcome rejected(long firstOffset, Rejection rejection) {
        return new JoinedOutcome(Kind.REJECTED, firstOffset, "", rejection);
    }
}
