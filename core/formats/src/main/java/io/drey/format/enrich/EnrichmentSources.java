package io.drey.format.enrich;

import static java.util.Objects.requireNonNull;

/**
 * Where events are looked up in: for one thread, as it keeps what it found lately, and for one tenant.
 *
 * @param geo where addresses are
 * @param agents what user agents are
 * @param tables the tenant's lists
 */
public record EnrichmentSources(GeoFinder geo, UserAgentFinder agents, LookupTables tables) {

    public EnrichmentSources {
        requireNonNull(geo, "geo is null");
        requireNonNull(agents, "agents is null");
        requireNonNull(tables, "tables is null");
    }

    /** What needs something to be looked up in finds nothing. */
    public static EnrichmentSources none() {
        return new EnrichmentSources(GeoFinder.NONE, new UserAgentFinder(), LookupTables.NONE);
    }
}
