package io.drey.maintenance;

import static java.util.Objects.requireNonNull;

import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.MaintenanceSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.maintenance.api.DeleteOrphanFiles;
import org.apache.iceberg.flink.maintenance.api.TableMaintenance;

/** Iceberg's own streams that remove the orphan files of a table. */
final class OrphanStreams implements Consumer<StreamExecutionEnvironment> {

    private final LakeTable table;
    private final LakeSettings lake;
    private final MaintenanceSettings settings;
    private final Duration tick;

    OrphanStreams(LakeTable table, LakeSettings lake, MaintenanceSettings settings, Duration tick) {
        this.table = requireNonNull(table, "table is null");
        this.lake = requireNonNull(lake, "lake is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.tick = requireNonNull(tick, "tick is null");
    }

    @Override
    public void accept(StreamExecutionEnvironment environment) {
        TableLoader loader = TableLoader.fromCatalog(lake.catalogLoader(), table.identifier());
        try {
            TableMaintenance.forTable(environment, loader)
                    .uidSuffix("maintenance-orphans-" + table.tableName())
                    .parallelism(1)
                    .rateLimit(tick)
                    .lockCheckDelay(tick)
                    .add(DeleteOrphanFiles.builder()
                            .scheduleOnInterval(settings.orphanInterval())
                            .minAge(settings.orphanAge()))
                    .append();
        } catch (IOException e) {
            throw new LakeException(
                    "table %s cannot be loaded: is the lake made (drey lake init) and its storage up?"
                            .formatted(table.identifier()),
                    e);
        }
    }
}
