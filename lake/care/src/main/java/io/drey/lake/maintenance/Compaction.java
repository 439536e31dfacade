package io.drey.lake.maintenance;

import static java.util.Objects.requireNonNull;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.domain.CompactionPlan;
import io.drey.lake.maintenance.domain.CompactionRules;
import io.drey.lake.maintenance.domain.StoredFile;
import io.drey.lake.table.TableDefinition;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;

/**
 * Rewrites small files, files of several datasets and files with deletes as few files of one dataset each, in the order of
 * rows that gives the smallest ones.
 *
 * <p>Safe beside writers and readers, and beside itself. Rows that arrive meanwhile stay in files of their own; a commit
 * that changes the same files makes this one fail, and the partition is planned anew. Snapshots that readers use keep their
 * files until they expire. A run that is killed leaves files that no snapshot knows, which orphan removal finds.
 *
 * <p>Costs a read and a write of each rewritten row, and scratch space for the rows of one group, uncompressed.
 */
public final class Compaction {

    /** What stands for the dataset of rows that are of a tenant as a whole. */
    static final String NO_DATASET = "";

    private static final int ATTEMPTS = 5;

    /** A partition in more than one group may be better still after one pass. */
    private static final int PASSES = 3;

    private final Lake lake;
    private final MaintenanceSettings settings;
    private final InstantSource clock;

    /** A compaction of a lake's tables. */
    public Compaction(Lake lake, MaintenanceSettings settings, InstantSource clock) {
        this.lake = requireNonNull(lake, "lake is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What would be rewritten.
     *
     * @throws LakeException if the table cannot be read
     */
    public List<CompactedGroup> plan(LakeTable which, PartitionScope scope) {
        Table table = lake.asItIs(which);
        List<CompactedGroup> planned = new ArrayList<>();
        for (TablePartition partition : new PartitionScan(which, table).partitions(scope)) {
            for (List<StoredFile> group : groups(which, table, partition)) {
                planned.add(result(which, partition, group, CompactedGroup.Outcome.PLANNED, 0, Rewritten.NOTHING));
            }
        }
        return planned;
    }

    /**
     * Rewrites what is worth it.
     *
     * @param told hears of each group when it is done
     * @throws LakeException if the table cannot be read or written
     */
    public void run(LakeTable which, PartitionScope scope, Consumer<CompactedGroup> told) {
        requireWholeBounds(which);
        requireOrders(which);
        for (TablePartition partition : new PartitionScan(which, lake.asItIs(which)).partitions(scope)) {
            run(which, scope, partition, told);
        }
    }

    /** Shortened names would not tell whether a file holds one dataset, and it would be rewritten again and again. */
    private void requireWholeBounds(LakeTable which) {
        if (which.definition().hasDatasets()
                && !lake.asItIs(which).properties().containsKey(TableDefinition.DATASET_BOUNDS)) {
            throw new LakeException("table %s has no property %s, which compaction needs: run 'drey lake init'"
                    .formatted(which.identifier(), TableDefinition.DATASET_BOUNDS));
        }
    }

    /** Rows are sorted by columns of these names: a version before one of them was renamed leaves the table alone. */
    private void requireOrders(LakeTable which) {
        Schema schema = lake.asItIs(which).schema();
        boolean known = which.definition().rowOrders().stream()
                .flatMap(order -> order.columns().stream())
                .allMatch(column -> schema.findField(column) != null);
        if (!known) {
            // Says which.
            lake.table(which);
        }
    }

    private void run(LakeTable which, PartitionScope scope, TablePartition first, Consumer<CompactedGroup> told) {
        TablePartition partition = first;
        PartitionScope only = new PartitionScope(
                Optional.of(first.tenant()),
                scope.dataset(),
                Optional.of(first.day()),
                Optional.of(first.day().plusDays(1)));
        int attempts = 0;
        int passes = 0;
        while (partition != null && passes < PASSES) {
            Table table = lake.asItIs(which);
            List<List<StoredFile>> groups = groups(which, table, partition);
            boolean contended = false;
            for (List<StoredFile> group : groups) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                Set<DeleteFile> deletes = partition.deletesDoneWith(group);
                Optional<Rewritten> rewritten = new GroupRewrite(which, table, settings).run(partition, group, deletes);
                if (rewritten.isEmpty()) {
                    contended = true;
                    break;
                }
                told.accept(result(
                        which, partition, group, CompactedGroup.Outcome.REWRITTEN, deletes.size(), rewritten.get()));
            }
            if (contended && ++attempts == ATTEMPTS) {
                told.accept(
                        result(which, partition, List.of(), CompactedGroup.Outcome.CONTENDED, 0, Rewritten.NOTHING));
                return;
            }
            if (!contended && (groups.size() <= 1 || ++passes == PASSES)) {
                return;
            }
            partition = new PartitionScan(which, lake.asItIs(which))
                    .partitions(only).stream().findFirst().orElse(null);
        }
    }

    private List<List<StoredFile>> groups(LakeTable which, Table table, TablePartition partition) {
        long settled =
                new PartitionScan(which, table).settledSequence(clock.instant().minus(settings.settledAfter()));
        return CompactionPlan.groups(
                partition.files(),
                partition.deleteFiles(),
                partition.activity(settled),
                new CompactionRules(RowFiles.targetBytes(table), settings.groupBytes(), settings.smallFiles()));
    }

    private static CompactedGroup result(
            LakeTable which,
            TablePartition partition,
            List<StoredFile> group,
            CompactedGroup.Outcome outcome,
            int deleteFiles,
            Rewritten rewritten) {
        Map<String, String> orders = new HashMap<>();
        rewritten.orders().forEach((dataset, order) -> orders.put(dataset, order.name()));
        return new CompactedGroup(
                which,
                partition.tenant(),
                partition.day(),
                outcome,
                orders,
                rewritten.files().stream().mapToLong(DataFile::recordCount).sum(),
                group.size() + deleteFiles,
                rewritten.files().size(),
                group.stream().mapToLong(StoredFile::bytes).sum(),
                rewritten.files().stream().mapToLong(DataFile::fileSizeInBytes).sum());
    }
}
