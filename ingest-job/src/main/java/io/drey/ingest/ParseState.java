package io.drey.ingest;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What checkpoints have of raw partitions. It is union state, as after a restore any subtask may read a partition: each has that
 * of all, and finds out what is its own, see {@link SilenceWatch} and {@link EarlierPartitions}.
 */
final class ParseState {

    private static final ListStateDescriptor<PartitionRead> PARTITIONS =
            new ListStateDescriptor<>("raw-partitions-read", TypeInformation.of(PartitionRead.class));

    private static final ListStateDescriptor<HeldLines> HELD_LINES =
            new ListStateDescriptor<>("held-lines", TypeInformation.of(HeldLines.class));

    private static final ListStateDescriptor<SourcesSent> SOURCES_SENT =
            new ListStateDescriptor<>("sources-sent", TypeInformation.of(SourcesSent.class));

    private final ListState<PartitionRead> partitionsRead;
    private final ListState<HeldLines> heldLines;
    private final ListState<SourcesSent> sourcesSent;

    ParseState(OperatorStateStore store) throws Exception {
        partitionsRead = store.getUnionListState(PARTITIONS);
        heldLines = store.getUnionListState(HELD_LINES);
        sourcesSent = store.getUnionListState(SOURCES_SENT);
    }

    /** Hands over what an earlier run had. */
    void restore(EarlierPartitions earlier, SilenceWatch silence, TaskInfo task) throws Exception {
        earlier.restore(heldLines.get(), sourcesSent.get());
        List<PartitionRead> read = new ArrayList<>();
        partitionsRead.get().forEach(read::add);
        // Whoever reads one of which there are lines or sources has them, and hears at once that it does.
        silence.restore(
                read,
                partition -> !earlier.has(new RawTopics.Partition(partition.topic(), partition.partition()))
                        && isLookedAfter(partition, task));
    }

    /** Of each partition one subtask looks after it until it is read. */
    private static boolean isLookedAfter(PartitionRead partition, TaskInfo task) {
        int hash = partition.topic().hashCode() + partition.partition();
        return Math.floorMod(hash, task.getNumberOfParallelSubtasks()) == task.getIndexOfThisSubtask();
    }

    /** Takes what a later run needs, of the partitions that are read here and of those that nobody took over yet. */
    void update(SilenceWatch silence, EarlierPartitions earlier, KnownTopics topics) throws Exception {
        partitionsRead.update(silence.snapshot());
        List<HeldLines> held = earlier.lines();
        held.addAll(topics.held());
        heldLines.update(held);
        List<SourcesSent> sent = earlier.sources();
        sent.addAll(topics.sent());
        sourcesSent.update(sent);
    }
}
