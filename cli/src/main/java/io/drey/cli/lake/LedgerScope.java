package io.drey.cli.lake;

import static java.util.Objects.requireNonNull;

import io.drey.cli.CommandException;
import io.drey.event.DatasetId;
import io.drey.lake.ledger.Verification;
import java.time.Duration;
import java.util.Set;

/** Whose lines a command is asked to look at. */
final class LedgerScope {

    private LedgerScope() {}

    /**
     * The scope.
     *
     * @param tenant null for all
     * @param dataset null for all
     * @throws CommandException if one is no name
     */
    static Verification.Scope of(String tenant, String dataset, Duration settle) {
        if (settle.isNegative()) {
            throw CommandException.usage("--settle %s is negative: write it like PT1M".formatted(settle));
        }
        try {
            // A name that is not given is one that is allowed.
            requireNonNull(new DatasetId(tenant == null ? "all" : tenant, dataset == null ? "all" : dataset));
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage(), e);
        }
        return new Verification.Scope(
                tenant == null ? Set.of() : Set.of(tenant), dataset == null ? Set.of() : Set.of(dataset), settle);
    }
}
