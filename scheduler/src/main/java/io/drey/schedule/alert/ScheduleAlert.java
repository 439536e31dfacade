package io.drey.schedule.alert;

import io.drey.event.Alert;
import io.drey.event.Evidence;
import io.drey.schedule.store.Outcome;
import io.drey.schedule.store.PendingAlert;
import io.drey.schedule.store.Run;
import java.time.Instant;

/** The alert that a failed run or a missed slot becomes. The same one has the same id, however often it is told. */
public final class ScheduleAlert {

    /** The rule of slots that were run and failed for good. */
    public static final String FAILED = "drey-schedule-failed";

    /** The rule of slots that were not run in time. */
    public static final String MISSED = "drey-schedule-missed";

    /** The dataset that such alerts are of: no lines are in it. */
    public static final String DATASET = "schedules";

    private static final int VERSION = 1;

    private ScheduleAlert() {}

    /**
     * The alert.
     *
     * @param tenant whose it is to be
     * @param now when it is raised
     */
    public static Alert of(PendingAlert pending, String tenant, Instant now) {
        Run run = pending.run();
        boolean isMissed = run.outcome() == Outcome.MISSED;
        String rule = isMissed ? MISSED : FAILED;
        String slot = run.slot().toString();
        return new Alert(
                Alert.idOf(rule, VERSION, tenant, run.schedule(), slot, slot),
                tenant,
                DATASET,
                rule,
                VERSION,
                isMissed ? "A schedule was not run in time" : "A scheduled run failed",
                "high",
                run.schedule(),
                run.slot().toEpochMilli(),
                run.ended().orElse(run.started()).toEpochMilli(),
                now.toEpochMilli(),
                reason(pending, isMissed),
                pending.count(),
                new Evidence[0]);
    }

    private static String reason(PendingAlert pending, boolean isMissed) {
        Run run = pending.run();
        return isMissed
                ? "Schedule %s: %,d slots up to %s were not run in time"
                        .formatted(run.schedule(), pending.count(), run.slot())
                : "Schedule %s: the run of %s failed at attempt %d: %s"
                        .formatted(run.schedule(), run.slot(), run.attempt(), run.detail());
    }
}
