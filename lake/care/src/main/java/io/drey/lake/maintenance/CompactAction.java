package io.drey.lake.maintenance;

import io.drey.lake.LakeTable;
import io.drey.lake.table.Trait;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.flink.configuration.ReadableConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins small files; see {@link Compaction}. */
final class CompactAction implements CareAction {

    private static final Logger LOG = LoggerFactory.getLogger(CompactAction.class);

    @Override
    public String name() {
        return "compact";
    }

    @Override
    public String measure() {
        return "rewrittenFiles";
    }

    @Override
    public boolean isFor(LakeTable table) {
        return table.definition().has(Trait.COMPACTED);
    }

    @Override
    public Duration interval(ReadableConfig settings) {
        return settings.get(MaintenanceSettings.MAINTENANCE_COMPACT_INTERVAL);
    }

    @Override
    public void run(Care care, LakeTable table, LongConsumer done) {
        new Compaction(care.lake(), MaintenanceSettings.from(care.settings()), care.clock())
                .run(table, PartitionScope.ALL, group -> {
                    LOG.info("Compacted: {}", group);
                    if (group.outcome() == CompactedGroup.Outcome.REWRITTEN) {
                        done.accept(group.filesBefore());
                    }
                });
    }
}
