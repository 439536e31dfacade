package io.drey.lake.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Follows the chain from its first entry and tells where it breaks. */
final class ChainCheck {

    /** Anchored hashes by the entry they are of. */
    private final NavigableMap<Long, List<String>> anchors;

    private final List<String> breaks = new ArrayList<>();
    private long next;
    private String hash = ChainedEntry.GENESIS;

    ChainCheck(Map<Long, List<String>> anchors) {
        this.anchors = new TreeMap<>(anchors);
    }

    void accept(ChainedEntry entry) {
        if (entry.number() != next) {
            breaks.add(
                    entry.number() < next
                            ? "entry %d is there twice".formatted(entry.number())
                            : "entries %d to %d are missing".formatted(next, entry.number() - 1));
        } else if (!entry.previousHash().equals(hash)) {
            breaks.add("entry %d does not follow entry %d: its previous_hash is another one"
                    .formatted(entry.number(), entry.number() - 1));
        }
        if (!entry.isIntact()) {
            breaks.add("entry %d was changed: its entry_hash is not that of its content".formatted(entry.number()));
        }
        for (String anchored : anchors.getOrDefault(entry.number(), List.of())) {
            if (!anchored.equals(entry.hash())) {
                breaks.add("entry %d is not the one that was anchored: %s, but the anchor says %s"
                        .formatted(entry.number(), entry.hash(), anchored));
            }
        }
        next = Math.max(next, entry.number() + 1);
        hash = entry.hash();
    }

    /** What is broken, when all entries have been seen. */
    List<String> breaks() {
        List<String> all = new ArrayList<>(breaks);
        anchors.tailMap(next, true)
                .forEach((number, hashes) -> all.add("entry %d is anchored and not there: the ledger ends with entry %d"
                        .formatted(number, next - 1)));
        if (next > 0 && anchors.isEmpty()) {
            all.add("no entry is anchored");
        }
        return all;
    }
}
