package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.ExpiredTable;
import io.drey.lake.maintenance.LakeExpiry;
import io.drey.lake.maintenance.MaintenanceSettings;
import io.drey.operations.OperationException;
import io.drey.query.rows.Rows;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets go of the lake's old snapshots, of files that no snapshot knows, and of small manifests. */
@Command(
        name = "expire",
        description = {
            "Expires old snapshots with the files that only they know, removes files that no snapshot knows, and joins small "
                    + "manifests. What tags and branches name stays, and what a stopped job needs to go on.",
            "A query that runs must end before its snapshot expires. Safe beside running jobs, to repeat, and to kill."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake expire --dry-run",
            "  drey lake expire --keep-snapshots 100 --older-than 12h",
            "  drey lake expire --orphans-older-than 7d --format json"
        })
public final class ExpireCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--keep-snapshots",
            paramLabel = "N",
            description = "How many snapshots are kept at most (default: maintenance-keep-snapshots, 500).")
    private Integer keep;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description =
                    "How old a snapshot gets at most, but for the current one (default: maintenance-snapshot-age, 1d).")
    private String age;

    @Option(
            names = "--orphans-older-than",
            paramLabel = "TIME",
            description =
                    "How old a file is at least that no snapshot knows before it is removed: longer than a job needs from "
                            + "writing it to committing it, its down time included (default: maintenance-orphan-age, 3d).")
    private String orphanAge;

    @Mixin
    private MaintenanceOption option = new MaintenanceOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ExpireCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        MaintenanceSettings settings = settings();
        List<List<Object>> rows = new ArrayList<>();
        try (Lake lake = Lake.open(option.lake())) {
            LakeExpiry expiry = new LakeExpiry(lake, settings, InstantSource.system());
            for (LakeTable table : LakeTable.values()) {
                ExpiredTable expired = option.isDryRun() ? expiry.plan(table) : expiry.run(table);
                rows.add(List.of(
                        table.tableName(),
                        option.isDryRun() ? "planned" : "done",
                        expired.expiredSnapshots(),
                        expired.keptSnapshots(),
                        expired.removedFiles(),
                        expired.orphanFiles(),
                        expired.orphanBytes(),
                        expired.manifestsBefore(),
                        expired.manifestsAfter()));
            }
        }
        new Rows(
                        List.of(
                                "table",
                                "outcome",
                                "expired_snapshots",
                                "kept_snapshots",
                                "removed_files",
                                "orphan_files",
                                "orphan_bytes",
                                "manifests_before",
                                "manifests_after"),
                        rows)
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private MaintenanceSettings settings() {
        Map<String, String> options = new HashMap<>();
        if (keep != null) {
            options.put(MaintenanceSettings.MAINTENANCE_KEEP_SNAPSHOTS.key(), keep.toString());
        }
        if (age != null) {
            options.put(MaintenanceSettings.MAINTENANCE_SNAPSHOT_AGE.key(), requireTime("--older-than", age));
        }
        if (orphanAge != null) {
            options.put(
                    MaintenanceSettings.MAINTENANCE_ORPHAN_AGE.key(), requireTime("--orphans-older-than", orphanAge));
        }
        return option.settings(options);
    }

    /** Flink takes a bare number for milliseconds, which nobody means here. */
    private static String requireTime(String name, String value) {
        if (!value.matches("\\d{1,6} ?(s|min|h|d)")) {
            throw OperationException.usage("%s '%s' is no time: write it like 12h or 3d".formatted(name, value));
        }
        return value;
    }
}
