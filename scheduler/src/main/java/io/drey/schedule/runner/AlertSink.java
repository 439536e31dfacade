package io.drey.schedule.runner;

import io.drey.schedule.store.PendingAlert;

/** Whoever hears of failed runs and missed slots. */
public interface AlertSink {

    /**
     * Tells one. The same one may be told twice.
     *
     * @throws Exception if it cannot be told now: it is told again later
     */
    void tell(PendingAlert alert) throws Exception;
}
