package io.drey.operations.schedule;

import io.drey.lake.Lake;
import io.drey.operations.lake.Engines;
import io.drey.query.access.LakeRecords;
import io.drey.query.delivery.Delivery;
import io.drey.query.delivery.Finished;
import io.drey.query.engine.QueryEngine;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is made for each tenant that a schedule is about, and brought to where the schedule says, or the setting for all of them.
 *
 * @param servers where the lake is
 * @param schedule what is made when
 */
record ReportsOfTenants(ScheduleServers servers, Schedule schedule) {

    private static final String TENANT = "tenant";
    private static final String ENGINE = "engine";
    private static final String OUT = "out";

    /** Where it is brought, with spaces between several targets. */
    private static final String DELIVER = "deliver";

    /** What schedules may say of it. */
    static final Set<String> ARGUMENTS = Set.of(TENANT, ENGINE, OUT, DELIVER);

    /**
     * What came of one.
     *
     * @param finished its files
     * @param rows how many rows they have
     */
    record Made(Finished finished, long rows) {}

    /** Makes one. */
    interface Making {

        Made of(String tenant);
    }

    QueryEngine engine() {
        return Engines.engine(
                Engines.Name.valueOf(
                        schedule.arguments().getOrDefault(ENGINE, "flink").toUpperCase(Locale.ROOT)),
                servers.lake());
    }

    LakeRecords records() {
        return Engines.records(servers.lake(), told -> {});
    }

    Path out() {
        return schedule.arguments().containsKey(OUT)
                ? Path.of(schedule.arguments().get(OUT))
                : servers.reports();
    }

    private List<Delivery> deliveries() {
        List<String> targets = schedule.arguments().containsKey(DELIVER)
                ? Pattern.compile("\\s+")
                        .splitAsStream(schedule.arguments().get(DELIVER))
                        .filter(target -> !target.isEmpty())
                        .toList()
                : servers.deliverTo();
        return Delivery.to(targets, servers.lake().settings(), servers.lake()::smtp);
    }

    /**
     * Makes and delivers them. One that fails keeps no other tenant from its own.
     *
     * @return how many rows for how many tenants
     * @throws ScheduleException if one failed, when all were tried
     */
    String make(Making making) {
        List<Delivery> deliveries = deliveries();
        Collection<String> tenants;
        try (Lake lake = Lake.open(servers.lake().settings())) {
            tenants = Tenants.of(schedule, lake);
        }
        long rows = 0;
        List<String> failures = new ArrayList<>();
        RuntimeException last = null;
        for (String tenant : tenants) {
            try {
                Made made = making.of(tenant);
                rows += made.rows();
                for (Delivery delivery : deliveries) {
                    boolean unused = delivery.deliver(made.finished());
                }
            } catch (RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    // The scheduler stops: what is asked now would be ended at once.
                    throw e;
                }
                failures.add("%s: %s".formatted(tenant, e.getMessage()));
                last = e;
            }
        }
        if (last != null) {
            throw new ScheduleException(
                    "%d of %d tenants got no report: %s"
                            .formatted(failures.size(), tenants.size(), String.join("; ", failures)),
                    last);
        }
        return "%,d rows for %d tenants in %s".formatted(rows, tenants.size(), out());
    }
}
