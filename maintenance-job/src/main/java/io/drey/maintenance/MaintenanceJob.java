package io.drey.maintenance;

import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.SettingsReader;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.CareActions;
import io.drey.lake.maintenance.MaintenanceSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Keeps the lake's tables small for as long as it runs: compaction, expiry, old rows of metrics and reports, manifests, orphan files. */
public final class MaintenanceJob {

    /** All settings that the job reads. */
    public static final List<ConfigOption<?>> OPTIONS = Stream.of(
                    LakeSettings.OPTIONS, MaintenanceSettings.OPTIONS, CareActions.OPTIONS)
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    private static final String NAME = "maintenance-job";

    private MaintenanceJob() {}

    public static void main(String[] arguments) throws Exception {
        build(JobArguments.parse(SettingsReader.job("maintenance", OPTIONS), arguments, System.getenv()))
                .execute(NAME);
    }

    /** An environment with the whole job in it. */
    static StreamExecutionEnvironment build(Configuration configuration) {
        StreamExecutionEnvironment environment = JobEnvironment.createPatient(configuration);
        environment.setParallelism(1);
        // Iceberg's own streams of this job have types that Flink knows no serializer for; there are few records.
        environment.configure(new Configuration().set(PipelineOptions.GENERIC_TYPES, true));
        Duration tick = CareActions.tick(configuration);
        MaintenanceTopology.build(environment, tick, care(configuration, tick));
        return environment;
    }

    private static List<MaintenanceTopology.Care> care(Configuration configuration, Duration tick) {
        MaintenanceSettings settings = MaintenanceSettings.from(configuration);
        LakeSettings lake = LakeSettings.from(configuration);
        return Arrays.stream(LakeTable.values())
                .map(table -> new MaintenanceTopology.Care(
                        table.tableName(),
                        new MaintainTable(table, MaintainTable.SettingsSource.of(configuration)),
                        new OrphanStreams(table, lake, settings, tick)))
                .toList();
    }
}
