package io.drey.cli.rules;

import io.drey.cli.console.GivenTime;
import io.drey.cli.lake.LakeOption;
import io.drey.cli.stack.TenantOption;
import io.drey.event.DatasetId;
import io.drey.operations.OperationException;
import io.drey.rules.backtest.Backtest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that match events of the lake: whose, which, and where they are. */
final class EventsOption {

    @Mixin
    private TenantOption whose = new TenantOption();

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only events of this dataset.")
    private String dataset;

    @Option(
            names = "--scratch",
            paramLabel = "FOLDER",
            description =
                    "Where what does not fit into memory is sorted (default: the system's folder for temporary files).")
    private Path scratch;

    @Mixin
    private LakeOption lake = new LakeOption();

    /**
     * Whose events are meant.
     *
     * @throws OperationException if nobody says whose, or a name cannot be a tenant's or a dataset's
     */
    String tenant() {
        String tenant = whose.of(lake.servers());
        if (dataset != null) {
            try {
                DatasetId unused = new DatasetId(tenant, dataset);
            } catch (IllegalArgumentException e) {
                throw OperationException.usage(e.getMessage(), e);
            }
        }
        return tenant;
    }

    /** The dataset; empty for all. */
    Optional<String> dataset() {
        return Optional.ofNullable(dataset);
    }

    /** The folder to sort in; null for the system's. */
    Path scratch() {
        return scratch;
    }

    LakeOption lake() {
        return lake;
    }

    /**
     * Reads the two ends of a range.
     *
     * @throws OperationException naming the option, the value and the forms
     */
    static Backtest.Range range(String from, String to, Instant now) {
        Instant first = GivenTime.moment("--from", from, now);
        Instant end = GivenTime.moment("--to", to, now);
        if (!first.isBefore(end)) {
            throw OperationException.usage("--to %s is not behind --from %s".formatted(end, first));
        }
        try {
            return new Backtest.Range(first.toEpochMilli(), end.toEpochMilli());
        } catch (ArithmeticException e) {
            throw OperationException.usage("--from %s and --to %s are too far away".formatted(first, end), e);
        }
    }

    static void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw OperationException.usage("%s %d: write 1 or more".formatted(option, value));
        }
    }

    /** What is said where the folder to sort in cannot be written. */
    static OperationException notSorted(IOException failure) {
        return OperationException.failure(
                "what does not fit into memory cannot be sorted on disk: %s; name another folder with --scratch"
                        .formatted(failure.getMessage()),
                failure);
    }
}
