package io.drey.operations.schedule;

import io.drey.lake.Lake;
import io.drey.lake.LakeTenants;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Whose rows a schedule is about. */
final class Tenants {

    private Tenants() {}

    /** The one that the schedule names, else all that the lake has rows of. */
    static Collection<String> of(Schedule schedule, Lake lake) {
        String named = schedule.arguments().get("tenant");
        return named == null ? new LakeTenants(lake).names() : List.of(named);
    }

    /**
     * Does something for each of them. Where it fails for one, the others get theirs.
     *
     * @param done what was done, as in "%d of %d tenants were not rolled up"
     * @throws ScheduleException saying for whom it failed, and why
     */
    static void forEach(Collection<String> tenants, String done, Consumer<String> action) {
        List<String> failures = new ArrayList<>();
        RuntimeException last = null;
        for (String tenant : tenants) {
            try {
                action.accept(tenant);
            } catch (RuntimeException e) {
                failures.add("%s: %s".formatted(tenant, e.getMessage()));
                last = e;
            }
        }
        if (last != null) {
            throw new ScheduleException(
                    "%d of %d tenants were not %s: %s"
                            .formatted(failures.size(), tenants.size(), done, String.join("; ", failures)),
                    last);
        }
    }
}
