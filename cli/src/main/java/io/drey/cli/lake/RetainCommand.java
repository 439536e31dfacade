package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.event.DatasetId;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.retention.Retention;
import io.drey.operations.OperationException;
import io.drey.operations.lake.DocumentedRetention;
import io.drey.operations.stack.StackSettings;
import io.drey.query.rows.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes what is past its time. */
@Command(
        name = "retain",
        description = {
            "Deletes rows of logs, dead_letters and alerts that are past their dataset's retention: its document says how long, or "
                    + "--keep. A day's rows go together, when the whole day is past. What a legal hold covers stays; the command counts it. While a document of a tenant "
                    + "is refused, it deletes nothing of that tenant, names it and ends with 1. "
                    + "Older snapshots have the rows until they expire. Safe to repeat, also after it was killed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake retain --dry-run",
            "  drey lake retain --tenant acme --dataset access --keep 400d",
        })
public final class RetainCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's datasets (default: all).")
    private String tenant;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only this dataset.")
    private String dataset;

    @Option(
            names = "--keep",
            paramLabel = "DURATION",
            description = "How long, such as 400d, instead of what documents say; needs --tenant and --dataset.")
    private String keep;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    RetainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Given.read(() -> dataset != null
                ? new DatasetId(String.valueOf(tenant), dataset).toString()
                : tenant == null ? "" : DatasetId.requireTenant(tenant));
        DocumentedRetention retained = keep == null
                ? DocumentedRetention.read(
                        kafka(), Optional.ofNullable(tenant), Optional.ofNullable(dataset), console::tell)
                : new DocumentedRetention(List.of(given()), Map.of());
        List<List<Object>> rows = new ArrayList<>();
        try (Lake lake = Lake.open(option.settings())) {
            Retention retention = new Retention(lake);
            Instant now = Instant.now();
            for (Retention.Keep each : retained.keeps()) {
                for (Retention.Outcome done :
                        retention.run(each, now, dryRun ? Retention.Mode.COUNT : Retention.Mode.DELETE)) {
                    rows.add(List.of(
                            done.dataset().tenant(),
                            done.dataset().dataset(),
                            done.table().tableName(),
                            done.before().toString(),
                            done.filesDropped(),
                            done.filesRewritten(),
                            done.rowsDeleted(),
                            Given.held(done.rowsHeld())));
                }
            }
        }
        new Rows(
                        List.of(
                                "tenant",
                                "dataset",
                                "table",
                                "kept_from",
                                "files_dropped",
                                "files_rewritten",
                                "rows_deleted",
                                "rows_held"),
                        rows)
                .print(format.format(), console.out());
        if (dryRun) {
            console.tell("nothing was deleted: --dry-run");
        }
        if (!retained.refused().isEmpty()) {
            throw OperationException.failure("not done for " + retained.refusals());
        }
        return ExitCodes.DONE;
    }

    private Retention.Keep given() {
        if (tenant == null || dataset == null) {
            throw OperationException.usage("--keep is for one dataset: name it with --tenant and --dataset");
        }
        return Given.read(() -> new Retention.Keep(new DatasetId(tenant, dataset), GivenTime.length("--keep", keep)));
    }

    private KafkaSettings kafka() {
        Configuration given = option.configuration();
        return Given.read(() -> given.contains(KafkaSettings.BOOTSTRAP_SERVERS)
                ? KafkaSettings.from(given)
                : KafkaSettings.from(Configuration.fromMap(
                        StackSettings.of(option.workspace().runningStack(), option.workspace()))));
    }
}
