package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;

/**
 * What one reading subtask says of a dataset's event time: all its events up to the clock have been sent. A tick travels
 * in the same channels as the events, so it never overtakes them.
 *
 * <p>After a restore any subtask may read any partition. So each first says where the partitions stood, as
 * {@linkplain #restored restored ticks}, which hold the dataset back until somebody has {@linkplain #heard heard} of them. Of
 * partitions that are new it is said in the same way, with the lowest clock there is.
 *
 * @param tenant the dataset's tenant
 * @param dataset the dataset's name
 * @param source the reading subtask's index; {@link #NOBODY} for what nobody has heard of since the restore
 * @param partition the raw partition that the tick is about, or {@link #ALL}
 * @param clockMillis the clock, in milliseconds since the epoch
 * @param idle whether the dataset is silent at this subtask, so that it holds no other subtask back
 */
public record ClockTick(String tenant, String dataset, int source, int partition, long clockMillis, boolean idle) {

    /** The source of restored ticks. */
    static final int NOBODY = -1;

    /** The partition of ticks about all partitions that the source reads. */
    static final int ALL = -1;

    public ClockTick {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
    }

    /** A tick about all partitions that a subtask reads. */
    public ClockTick(String tenant, String dataset, int source, long clockMillis, boolean idle) {
        this(tenant, dataset, source, ALL, clockMillis, idle);
    }

    /** That a partition is known from a restored state, and where the slowest of its dataset stood in it. */
    static ClockTick restored(DatasetId datasetId, int partition, long clockMillis) {
        return new ClockTick(datasetId.tenant(), datasetId.dataset(), NOBODY, partition, clockMillis, false);
    }

    /** This tick, which from now on covers a partition, too. */
    ClockTick heard(int partition) {
        return new ClockTick(tenant, dataset, source, partition, clockMillis, idle);
    }

    DatasetId datasetId() {
        return new DatasetId(tenant, dataset);
    }

    boolean isRestored() {
        return source == NOBODY;
    }
}
