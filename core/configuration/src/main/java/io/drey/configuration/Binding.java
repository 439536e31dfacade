package io.drey.configuration;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;

/**
 * The one tenant that documents may speak of, because of where they stand.
 *
 * @param tenant the tenant
 * @param place what binds them to it, as in "documents PLACE may speak of that tenant only"
 */
public record Binding(String tenant, String place) {

    public Binding {
        DatasetId.requireTenant(tenant);
        requireNonNull(place, "place is null");
    }

    String refusal(String other) {
        return "tenant '%s' is another's: documents %s may speak of tenant '%s' only".formatted(other, place, tenant);
    }
}
