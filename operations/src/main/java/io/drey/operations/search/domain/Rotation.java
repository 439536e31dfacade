package io.drey.operations.search.domain;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What keeps date-named indices fast and cheap: the coming one is made before its first document, and one whose period is
 * over, and that was not made lately, becomes read-only, is merged into one segment a shard and needs fewer copies.
 *
 * @param settle how long after its period's end, and after it was made, an index may still get late documents
 * @param replicas how many copies a settled index keeps; the lake holds everything, so that a lost one can be made again
 */
public record Rotation(Duration settle, int replicas) {

    /** What is to be done with a settled index. */
    public enum Step {
        BLOCK_WRITES,
        MERGE,
        REDUCE_REPLICAS
    }

    /**
     * A settled index and what is to be done with it, in this order.
     *
     * @param steps none where all is done already
     */
    public record Settled(IndexState state, Set<Step> steps) {}

    public Rotation {
        requireNonNull(settle, "settle is null");
        if (settle.isNegative()) {
            throw new IllegalArgumentException("--settle is %s: it must not be negative".formatted(settle));
        }
        if (replicas < 0) {
            throw new IllegalArgumentException("--replicas is %d: write 0 or more".formatted(replicas));
        }
    }

    /** The indices to be made, of every kind and tenant that gets documents now: the current one and the next. */
    public List<DatedIndex> coming(List<IndexState> states, Instant now) {
        Set<String> names = new TreeSet<>();
        Map<String, DatedIndex> coming = new TreeMap<>();
        for (IndexState state : states) {
            DatedIndex index = state.index();
            names.add(index.name());
            DatedIndex current = index.at(now);
            boolean isInUse =
                    index.name().equals(current.name()) || index.next().name().equals(current.name());
            // Refused documents are rare: their index is made with the first one.
            if (isInUse && !index.kind().equals("rejected")) {
                coming.put(current.name(), current);
                coming.put(current.next().name(), current.next());
            }
        }
        return coming.values().stream()
                .filter(index -> !names.contains(index.name()))
                .toList();
    }

    /** The indices whose period is settled, oldest first. */
    public List<Settled> settled(List<IndexState> states, Instant now) {
        List<Settled> settled = new ArrayList<>();
        for (IndexState state : states) {
            Instant end = state.index().to();
            Instant last = end.isAfter(state.created()) ? end : state.created();
            if (!last.plus(settle).isAfter(now)) {
                settled.add(new Settled(state, steps(state)));
            }
        }
        settled.sort(java.util.Comparator.comparing(
                        (Settled each) -> each.state().index().from())
                .thenComparing(each -> each.state().index().name()));
        return settled;
    }

    private Set<Step> steps(IndexState state) {
        Set<Step> steps = EnumSet.noneOf(Step.class);
        if (state.writes() == IndexState.Writes.TAKEN) {
            steps.add(Step.BLOCK_WRITES);
        }
        if (state.segments() > state.shards()) {
            steps.add(Step.MERGE);
        }
        if (state.replicas() > replicas) {
            steps.add(Step.REDUCE_REPLICAS);
        }
        return steps;
    }
}
