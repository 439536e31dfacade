package io.drey.operations.schedule;

import io.drey.lake.Lake;
import io.drey.lake.LakeTenants;
import io.drey.schedule.domain.Schedule;
import java.util.Collection;
import java.util.List;

/** Whose rows a schedule is about. */
final class Tenants {

    private Tenants() {}

    /** The one that the schedule names, else all that the lake has rows of. */
    static Collection<String> of(Schedule schedule, Lake lake) {
        String named = schedule.arguments().get("tenant");
        return named == null ? new LakeTenants(lake).names() : List.of(named);
    }
}
