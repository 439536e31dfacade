package io.drey.cli.lake;

import io.drey.lake.LakeSettings;
import io.drey.lake.maintenance.MaintenanceSettings;
import io.drey.operations.OperationException;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that maintenance commands have in common. */
final class MaintenanceOption {

    @Mixin
    private LakeOption lake = new LakeOption();

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    LakeSettings lake() {
        return lake.settings();
    }

    boolean isDryRun() {
        return dryRun;
    }

    /** The settings, of which those given as options are the stronger ones. */
    MaintenanceSettings settings(Map<String, String> options) {
        try {
            Configuration configuration = lake.configuration();
            options.forEach(configuration::setString);
            return MaintenanceSettings.from(configuration);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }
}
