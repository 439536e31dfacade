package io.drey.cli.stack;

import io.drey.event.DatasetId;
import io.drey.operations.OperationException;
import io.drey.operations.stack.Servers;
import picocli.CommandLine.Option;

/** The option that says whose rows, events or alerts are meant. */
public final class TenantOption {

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "The tenant (default on the local stack: demo, the quick start's).")
    private String name;

    /** The name as it was given; null where none was. */
    public String given() {
        return name;
    }

    /**
     * The tenant that is meant.
     *
     * @param servers those that are asked
     * @throws OperationException if nobody says whose, or the name cannot be a tenant's
     */
    public String of(Servers servers) {
        try {
            return DatasetId.requireTenant(servers.tenant(name));
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }
}
