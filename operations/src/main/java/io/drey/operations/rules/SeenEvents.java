package io.drey.operations.rules;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.query.sight.Sight;
import io.drey.query.sql.Globs;
import java.time.Instant;
import java.util.function.Predicate;

/** The events that somebody sees, where events are read one by one: the same ones that queries show. */
public final class SeenEvents implements Predicate<LogEvent> {

    private final Sight sight;
    private final long earliestMillis;

    /**
     * Those of a role.
     *
     * @param now from when on a role's past counts
     */
    public SeenEvents(Sight sight, Instant now) {
        this.sight = sight;
        this.earliestMillis = sight.earliest(now).map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
    }

    @Override
    public boolean test(LogEvent event) {
        return event.timestampMillis() >= earliestMillis
                && sight.tenants().matches(event.datasetId().tenant())
                && sight.datasets().matches(event.datasetId().dataset())
                && isOf(sight.hosts(), event, Field.HOST_NAME, Field.LOG_SYSLOG_HOSTNAME)
                && isOf(sight.regions(), event, Field.CLOUD_REGION);
    }

    /** The first name that an event has decides. */
    private static boolean isOf(Globs globs, LogEvent event, Field... names) {
        if (globs.isAll()) {
            return true;
        }
        for (Field name : names) {
            if (event.has(name)) {
                return globs.matches(event.text(name));
            }
        }
        return false;
    }
}
