package io.drey.delivery.sending;

import io.drey.job.sending.Batching;
import java.util.List;

/** Parcels of one target share requests, as many as its document allows. */
record ParcelBatching() implements Batching<Parcel, ParcelBatch> {

    private static final long serialVersionUID = 1L;

    @Override
    public String key(Parcel parcel) {
        return parcel.target();
    }

    @Override
    public long bytes(Parcel parcel) {
        return parcel.body().length;
    }

    @Override
    public int most(Parcel parcel) {
        return parcel.batch();
    }

    @Override
    public long mostBytes() {
        return 1 << 20;
    }

    @Override
    public long longestWaitMillis() {
        return 200;
    }

    @Override
    public ParcelBatch batch(String target, List<Parcel> parcels) {
        return new ParcelBatch(target, parcels.toArray(Parcel[]::new));
    }
}
