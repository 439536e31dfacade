package io.drey.operations.search.domain;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Which indices are searched next: the newest first, and twice as many each time until there are enough hits and none of the
 * indices left can hold a newer one than the oldest of them.
 */
public final class Widening {

    /** As many names as fit into the first line of a request. */
    private static final int MOST_AT_ONCE = 64;

    private final List<DatedIndex> indices;
    private int searched;
    private int width = 1;

    /**
     * A widening search.
     *
     * @param indices those there are, in any order
     * @param from the first moment wanted; null for any
     * @param to the moment after the last wanted; null for any
     */
    public Widening(List<DatedIndex> indices, Instant from, Instant to) {
        this.indices = indices.stream()
                .filter(index -> (from == null || index.to().isAfter(from))
                        && (to == null || index.from().isBefore(to)))
                .sorted(Comparator.comparing(DatedIndex::to)
                        .reversed()
                        .thenComparing(Comparator.comparing(DatedIndex::name).reversed()))
                .toList();
    }

    /** How many indices may hold what is wanted. */
    public int size() {
        return indices.size();
    }

    /** How many were handed out. */
    public int searched() {
        return searched;
    }

    /** The next indices to search; empty where all were. */
    public List<DatedIndex> next() {
        List<DatedIndex> next = indices.subList(searched, Math.min(indices.size(), searched + width));
        searched += next.size();
        width = Math.min(MOST_AT_ONCE, 2 * width);
        return next;
    }

    /** Whether no index left can hold something newer than the oldest of enough hits. */
    public boolean isEnough(Instant oldestHit) {
        return searched == indices.size() || !indices.get(searched).to().isAfter(oldestHit);
    }
}
