package io.drey.query.delivery;

import io.drey.lake.LakeSettings;

/** Brings finished reports and packs to where they are wanted. */
public interface Delivery {

    /**
     * Brings to a place.
     *
     * @param target such as {@code file:///var/reports, hdfs://namenode:8020/reports} or {@code s3://bucket/reports}
     * @param lake whose login is used
     * @throws io.drey.query.QueryUsageException if it is none
     */
    static Delivery to(String target, LakeSettings lake) {
        return PlaceDelivery.to(target, lake);
    }

    /**
     * Refuses what cannot be reached, before anything is made that would be brought there.
     *
     * @throws io.drey.lake.LakeException if there is no such file system, or a bucket refuses the login
     * @throws io.drey.query.QueryException if it does not answer
     */
    void requireReachable();

    /**
     * Brings it there.
     *
     * @return whether anything was written; false where it was there already
     * @throws io.drey.lake.LakeException if there is no such file system, or a bucket refuses the login
     * @throws io.drey.query.QueryException if it cannot be brought
     */
    boolean deliver(Finished finished);
}
