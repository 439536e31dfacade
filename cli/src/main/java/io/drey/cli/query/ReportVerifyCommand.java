package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.lake.LakeOption;
import io.drey.lake.Lake;
import io.drey.lake.audit.Reports;
import io.drey.operations.OperationException;
import io.drey.query.report.ReportVerification;
import io.drey.query.rows.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Tells whether reports and packs are as they were made: their files by the manifest's SHA-256, the"
                    + " manifest by what the lake keeps of it. A report whose rows were erased since still stands; the command calls it superseded.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey report verify reports",
            "  drey report verify evidence/pci-2026-10-acme",
            "  drey report verify evidence/invalid-access-attempts.manifest.json --files-only",
        })
final class ReportVerifyCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "PATH", description = "A manifest, a pack's folder, or a folder of reports and packs.")
    private Path path;

    @Option(names = "--files-only", description = "Ask no lake: look whether the files fit to their manifest.")
    private boolean filesOnly;

    @Mixin
    private LakeOption lakeOption = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ReportVerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<ReportVerification.Finding> findings;
        if (filesOnly) {
            findings = new ReportVerification(Optional.empty()).verify(path);
        } else {
            try (Lake lake = Lake.open(lakeOption.settings())) {
                findings = new ReportVerification(Optional.of(new Reports(lake))).verify(path);
            }
        }
        List<List<Object>> rows = new ArrayList<>();
        for (ReportVerification.Finding finding : findings) {
            rows.add(List.of(
                    finding.report(),
                    words(finding.verdict()),
                    finding.detail(),
                    finding.manifest().toString()));
        }
        new Rows(List.of("report", "outcome", "detail", "manifest"), rows).print(format.format(), console.out());
        long fallen = findings.stream().filter(finding -> !finding.stands()).count();
        if (fallen > 0) {
            throw OperationException.failure(
                    "%d of %d reports are not as they were made".formatted(fallen, findings.size()));
        }
        return ExitCodes.DONE;
    }

    private static String words(ReportVerification.Verdict verdict) {
        return switch (verdict) {
            case OK -> "ok";
            case CHANGED -> "changed";
            case UNRECORDED -> "unrecorded";
            case SUPERSEDED -> "superseded by erasure";
            case UNREADABLE -> "unreadable";
        };
    }
}
