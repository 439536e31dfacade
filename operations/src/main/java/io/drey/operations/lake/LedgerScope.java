package io.drey.operations.lake;

import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.lake.ledger.Verification;
import io.drey.operations.OperationException;
import java.time.Duration;
import java.util.Set;

/** Whose lines a command is asked to look at. */
public final class LedgerScope {

    private LedgerScope() {}

    /**
     * The scope.
     *
     * @param tenant null for all
     * @param dataset null for all
     * @throws OperationException if one is no name
     */
    public static Verification.Scope of(String tenant, String dataset, Duration settle) {
        if (settle.isNegative()) {
            throw OperationException.usage("--settle %s is negative: write it like PT1M".formatted(settle));
        }
        require("--tenant", tenant);
        require("--dataset", dataset);
        return new Verification.Scope(
                tenant == null ? Set.of() : Set.of(tenant), dataset == null ? Set.of() : Set.of(dataset), settle);
    }

    private static void require(String option, String name) {
        if (name != null && !DatasetId.isName(name)) {
            throw OperationException.usage(
                    "%s '%s' is no name: use 2 to 31 lower-case letters and digits, a letter first"
                            .formatted(option, Printable.of(name)));
        }
    }
}
