package io.drey.cli.search;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.operations.OperationException;
import io.drey.operations.search.IndexCare;
import io.drey.operations.search.domain.Expiry;
import io.drey.operations.search.domain.Keep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "expire",
        description = {
            "Deletes indices that are past their time, and documents of datasets with a time of their own. What no --keep is "
                    + "for stays. The lake keeps everything. Safe to repeat, also after it was killed.",
            "The most specific --keep holds: a dataset's before its tenant's before everybody's."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey index expire --keep logs=30d --keep rejected=30d --keep alerts=400d --dry-run",
            "  drey index expire --keep logs=30d --keep acme:logs=90d --keep acme/audit:logs=400d",
        })
final class IndexExpireCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--keep",
            required = true,
            paramLabel = "RULE",
            description =
                    "KIND=DAYSd, TENANT:KIND=DAYSd or TENANT/DATASET:KIND=DAYSd: how long after the index's day or "
                            + "month; kinds are logs, alerts, metrics, staged, rejected.")
    private List<String> rules = new ArrayList<>();

    @Mixin
    private IndexScope scope = new IndexScope();

    IndexExpireCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Expiry expiry = expiry();
        String patterns = scope.patterns();
        scope.print(new IndexCare(scope.actions()).expire(patterns, expiry, Instant.now()), console);
        return ExitCodes.DONE;
    }

    private Expiry expiry() {
        try {
            return new Expiry(rules.stream().map(Keep::parse).toList());
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }
}
