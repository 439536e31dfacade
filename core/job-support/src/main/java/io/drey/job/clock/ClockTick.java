package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;

/**
 * What one reading subtask says of a dataset's event time: all its events up to the clock have been sent. A tick travels
 * in the same channels as the events, so it never overtakes them.
 *
 * @param tenant the dataset's tenant
 * @param dataset the dataset's name
 * @param source the reading subtask's index
 * @param clockMillis the clock, in milliseconds since the epoch
 * @param idle whether the dataset is silent at this subtask, so that it holds no other subtask back
 */
public record ClockTick(String tenant, String dataset, int source, long clockMillis, boolean idle) {

    public ClockTick {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
    }

    DatasetId datasetId() {
        return new DatasetId(tenant, dataset);
    }
}
