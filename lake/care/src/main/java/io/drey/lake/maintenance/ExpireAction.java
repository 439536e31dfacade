package io.drey.lake.maintenance;

import io.drey.lake.LakeTable;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.apache.flink.configuration.ReadableConfig;

/** Lets old snapshots go and joins manifests; see {@link LakeExpiry}. Orphan files are looked for in streams of their own. */
final class ExpireAction implements CareAction {

    @Override
    public String name() {
        return "expire";
    }

    @Override
    public String measure() {
        return "expiredSnapshots";
    }

    @Override
    public boolean isFor(LakeTable table) {
        return true;
    }

    @Override
    public Duration interval(ReadableConfig settings) {
        return settings.get(MaintenanceSettings.MAINTENANCE_EXPIRE_INTERVAL);
    }

    @Override
    public void run(Care care, LakeTable table, LongConsumer done) {
        done.accept(new LakeExpiry(care.lake(), MaintenanceSettings.from(care.settings()), care.clock())
                .expire(table)
                .expiredSnapshots());
    }
}
