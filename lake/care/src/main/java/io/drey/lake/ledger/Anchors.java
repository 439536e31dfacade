package io.drey.lake.ledger;

import java.util.List;
import java.util.Map;

/** Where the head of the chain is written down outside the ledger. */
interface Anchors {

    /** Writes an entry's hash down, unless it is there. Nothing is ever replaced. */
    void write(long number, String hash);

    /** All hashes that were written down, by the entry's number. */
    Map<Long, List<String>> all();
}
