package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

/**
 * A timer of a key on a dataset's clock.
 *
 * @param tenant the dataset's tenant
 * @param dataset the dataset's name
 * @param millis when it is due, in milliseconds since the epoch
 */
public record ClockTimer(String tenant, String dataset, long millis) {

    public ClockTimer {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
    }
}
