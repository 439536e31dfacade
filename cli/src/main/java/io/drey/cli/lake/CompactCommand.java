package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.CompactedGroup;
import io.drey.lake.maintenance.Compaction;
import io.drey.lake.maintenance.MaintenanceSettings;
import io.drey.lake.maintenance.PartitionScope;
import io.drey.lake.table.Trait;
import io.drey.operations.OperationException;
import io.drey.query.rows.Rows;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rewrites small files of the lake as few large ones. */
@Command(
        name = "compact",
        description = {
            "Rewrites small files, files of several datasets and files with deletes as few files of one dataset each, in the "
                    + "order of rows that a sample finds smallest.",
            "Safe beside running jobs and queries, to repeat, and to kill. A partition that is written to is left alone until "
                    + "it has more than -Dmaintenance-small-files files too many; files of old snapshots go with drey lake expire."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake compact --dry-run",
            "  drey lake compact --tenant acme --dataset access --from 2026-03-01 --to 2026-04-01 --format json",
            "  drey lake compact -Dmaintenance-small-files=5 -Dmaintenance-sort-memory=1gb"
        })
public final class CompactCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's files (default: all).")
    private String tenant;

    @Option(
            names = "--dataset",
            paramLabel = "DATASET",
            description = "Only files that hold this dataset, though others may be in them (default: all).")
    private String dataset;

    @Option(names = "--from", paramLabel = "DAY", description = "The first day, in UTC (default: the earliest).")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "The day after the last, in UTC (default: no end).")
    private LocalDate to;

    @Mixin
    private MaintenanceOption option = new MaintenanceOption();

    @Mixin
    private FormatOption format = new FormatOption();

    CompactCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PartitionScope scope = scope();
        MaintenanceSettings settings = option.settings(Map.of());
        List<CompactedGroup> groups = new ArrayList<>();
        try (Lake lake = Lake.open(option.lake())) {
            Compaction compaction = new Compaction(lake, settings, InstantSource.system());
            for (LakeTable table : LakeTable.having(Trait.COMPACTED)) {
                if (option.isDryRun()) {
                    groups.addAll(compaction.plan(table, scope));
                } else {
                    compaction.run(table, scope, group -> {
                        console.tell("  %s %s %s: %,d bytes in %d files became %,d in %d"
                                .formatted(
                                        table.tableName(),
                                        group.tenant(),
                                        group.day(),
                                        group.bytesBefore(),
                                        group.filesBefore(),
                                        group.bytesAfter(),
                                        group.filesAfter()));
                        groups.add(group);
                    });
                }
            }
        }
        print(groups);
        boolean contended = groups.stream().anyMatch(group -> group.outcome() == CompactedGroup.Outcome.CONTENDED);
        return contended ? ExitCodes.FAILED : ExitCodes.DONE;
    }

    private PartitionScope scope() {
        try {
            return new PartitionScope(
                    Optional.ofNullable(tenant),
                    Optional.ofNullable(dataset),
                    Optional.ofNullable(from),
                    Optional.ofNullable(to));
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    private void print(List<CompactedGroup> groups) {
        List<List<Object>> rows = new ArrayList<>();
        for (CompactedGroup group : groups) {
            rows.add(List.of(
                    group.table().tableName(),
                    group.tenant(),
                    group.day().toString(),
                    group.outcome().name().toLowerCase(Locale.ROOT),
                    orders(group),
                    group.rows(),
                    group.filesBefore(),
                    group.filesAfter(),
                    group.bytesBefore(),
                    group.bytesAfter()));
        }
        new Rows(
                        List.of(
                                "table",
                                "tenant",
                                "day",
                                "outcome",
                                "order",
                                "rows",
                                "files_before",
                                "files_after",
                                "bytes_before",
                                "bytes_after"),
                        rows)
                .print(format.format(), console.out());
    }

    private static String orders(CompactedGroup group) {
        return new TreeMap<>(group.orders())
                .entrySet().stream()
                        .map(order -> order.getKey() + ":" + order.getValue())
                        .collect(Collectors.joining(" "));
    }
}
