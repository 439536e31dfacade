package io.drey.lake.maintenance;

import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.maintenance.api.DeleteOrphanFiles;
import org.apache.iceberg.flink.maintenance.api.TableMaintenance;

/** Keeps the lake's tables small for as long as it runs: compaction, expiry, orphan files, manifests, metrics. */
public final class MaintenanceJob {

    private static final String NAME = "maintenance-job";

    /** How often it is looked whether something is due, and metrics are renewed. */
    private static final Duration LONGEST_TICK = Duration.ofMinutes(1);

    private MaintenanceJob() {}

    public static void main(String[] arguments) throws Exception {
        build(JobArguments.parse(arguments, System.getenv())).execute(NAME);
    }

    /** An environment with the whole job in it. */
    static StreamExecutionEnvironment build(Configuration configuration) throws IOException {
        LakeSettings lake = LakeSettings.from(configuration);
        MaintenanceSettings settings = MaintenanceSettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.createPatient(configuration);
        environment.setParallelism(1);
        // Iceberg's own streams of this job have types that Flink knows no serializer for; there are few records.
        environment.configure(new Configuration().set(PipelineOptions.GENERIC_TYPES, true));
        for (LakeTable table : LakeTable.values()) {
            String name = table.tableName();
            environment
                    .fromSource(new Ticks(tick(settings)), WatermarkStrategy.noWatermarks(), "ticks for " + name)
                    .uid("maintenance-ticks-" + name)
                    .process(new MaintainTable(table, MaintainTable.SettingsSource.of(configuration)))
                    .returns(Types.LONG)
                    .uid("maintenance-" + name)
                    .name("compact and expire " + name)
                    .sinkTo(new DiscardingSink<>())
                    .uid("maintenance-end-" + name)
                    .name("end of " + name);
            TableMaintenance.forTable(environment, TableLoader.fromCatalog(lake.catalogLoader(), table.identifier()))
                    .uidSuffix("maintenance-orphans-" + name)
                    .parallelism(1)
                    .rateLimit(tick(settings))
                    .lockCheckDelay(tick(settings))
                    .add(DeleteOrphanFiles.builder()
                            .scheduleOnInterval(settings.orphanInterval())
                            .minAge(settings.orphanAge()))
                    .append();
        }
        return environment;
    }

    private static Duration tick(MaintenanceSettings settings) {
        Duration tick = LONGEST_TICK;
        for (Duration interval :
                new Duration[] {settings.compactInterval(), settings.expireInterval(), settings.orphanInterval()}) {
            tick = interval.compareTo(tick) < 0 ? interval : tick;
        }
        return tick;
    }
}
