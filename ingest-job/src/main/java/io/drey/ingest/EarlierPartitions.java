package io.drey.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an earlier run held of raw partitions, until it is known which of them are read here. After a restore each subtask has that
 * of all; what others take over they keep, and all of it is forgotten here.
 */
final class EarlierPartitions {

    private final Map<RawTopics.Partition, HeldLines> lines = new HashMap<>();
    private final Map<RawTopics.Partition, SourcesSent> sources = new HashMap<>();

    /** Takes what checkpoints have: of two of the same partition the one that was written later. */
    void restore(Iterable<HeldLines> held, Iterable<SourcesSent> sent) {
        held.forEach(
                each -> lines.merge(new RawTopics.Partition(each.topic(), each.partition()), each, HeldLines::later));
        lines.values().removeIf(each -> each.lines().length == 0);
        sent.forEach(each ->
                sources.merge(new RawTopics.Partition(each.topic(), each.partition()), each, SourcesSent::later));
    }

    boolean isEmpty() {
        return lines.isEmpty() && sources.isEmpty();
    }

    boolean has(RawTopics.Partition partition) {
        return lines.containsKey(partition) || sources.containsKey(partition);
    }

    /** The lines of a partition that waited; they are not here any more. */
    Optional<HeldLines> takeLines(RawTopics.Partition partition) {
        return Optional.ofNullable(lines.remove(partition));
    }

    /** What the senders of a partition had sent; it is not here any more. */
    Optional<SourcesSent> takeSources(RawTopics.Partition partition) {
        return Optional.ofNullable(sources.remove(partition));
    }

    void forget() {
        lines.clear();
        sources.clear();
    }

    /** All lines that nobody took yet; to be added to. */
    List<HeldLines> lines() {
        return new ArrayList<>(lines.values());
    }

    /** What all senders had sent whose partition nobody took yet; to be added to. */
    List<SourcesSent> sources() {
        return new ArrayList<>(sources.values());
    }
}
