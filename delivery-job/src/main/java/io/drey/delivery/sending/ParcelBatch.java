package io.drey.delivery.sending;

import static java.util.Objects.requireNonNull;

/**
 * What goes to one target in one request.
 *
 * @param target the target's tenant and name
 * @param parcels in the order they came
 */
public record ParcelBatch(String target, Parcel[] parcels) {

    public ParcelBatch {
        requireNonNull(target, "target is null");
        requireNonNull(parcels, "parcels is null");
    }
}
