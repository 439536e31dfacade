package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.lake.Lake;
import io.drey.lake.ledger.Finding;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.Verification;
import io.drey.operations.lake.LedgerScope;
import io.drey.query.rows.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = {
            "Brings the ledger up to date, recounts every row of logs and dead_letters and compares: lines that are lost, that never "
                    + "landed, that are there twice or with other content; hours without lines, silent datasets; a ledger that was "
                    + "changed.",
            "Ends with 0 if all is as it must be, with 1 if not. Reads all data: run it near the lake, and for one tenant at a time."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  drey lake verify", "  drey lake verify --tenant acme --format json"})
public final class VerifyCommand implements Callable<Integer> {

    private static final long FILES_BETWEEN_PROGRESS = 1000;

    private final Console console;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's lines.")
    private String tenant;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only this dataset's lines.")
    private String dataset;

    @Option(
            names = "--settle",
            paramLabel = "DURATION",
            defaultValue = "1m",
            description =
                    "How long after a snapshot the other table may still get lines of the same checkpoint: until then "
                            + "none is called missing (default: ${DEFAULT-VALUE}).")
    private String settle;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Verification.Scope scope = LedgerScope.of(tenant, dataset, GivenTime.length("--settle", settle));
        try (Lake lake = Lake.open(option.settings())) {
            Ledger ledger = Ledger.of(lake, option.ledgerSettings());
            ledger.update(sum -> console.tell("  %,d snapshots into the ledger".formatted(sum.snapshots())));
            Verification.Result result = Verification.run(ledger, scope, Instant.now(), this::tellFiles);
            print(result.findings());
            console.tell("%,d lines in %,d files: %s"
                    .formatted(
                            result.lines(),
                            result.files(),
                            result.findings().isEmpty()
                                    ? "all as it must be"
                                    : result.findings().size() + " findings"));
            return result.findings().isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
        }
    }

    private void tellFiles(long files) {
        if (files % FILES_BETWEEN_PROGRESS == 0) {
            console.tell("  %,d files".formatted(files));
        }
    }

    private void print(List<Finding> findings) {
        List<List<Object>> rows = new ArrayList<>();
        for (Finding finding : findings) {
            rows.add(List.of(
                    finding.kind().toString(),
                    finding.table(),
                    finding.snapshotId().isPresent()
                            ? Long.toString(finding.snapshotId().getAsLong())
                            : "",
                    finding.tenant(),
                    finding.dataset(),
                    finding.hour().map(Instant::toString).orElse(""),
                    finding.position(),
                    finding.message(),
                    finding.file()));
        }
        List<String> columns =
                List.of("finding", "table", "snapshot", "tenant", "dataset", "hour", "position", "message", "file");
        new Rows(columns, rows).print(format.format(), console.out());
    }
}
