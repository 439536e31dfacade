package io.drey.operations.schedule;

import io.drey.lake.Lake;
import io.drey.operations.lake.Engines;
import io.drey.query.delivery.Delivery;
import io.drey.query.delivery.Finished;
import io.drey.query.report.ReportRunner;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code drey report run}, of the days since the slot before: a daily report is about yesterday. Days are those of the schedule's
 * time zone. Files go to {@code TENANT/DAY}, by the first day.
 */
public record ReportWork(ScheduleServers servers) implements Work {

    /** The argument that names the report. */
    public static final String REPORT = "report";

    /** The argument that says where it is brought, with spaces between several targets. */
    private static final String DELIVER = "deliver";

    /** What the command that runs it is called. */
    public static final String NAME = "report run";

    @Override
    public Set<String> arguments() {
        return Set.of(REPORT, "tenant", "engine", "out", DELIVER);
    }

    /**
     * What a report is about.
     *
     * @param from the first moment
     * @param to the moment after the last
     * @param day the first day
     */
    record Period(Instant from, Instant to, LocalDate day) {

        /** Days from the slot before to this one; where both are on one day, the time between them. */
        static Period of(Schedule schedule, Instant slot) {
            ZoneId zone = schedule.slots().zone();
            Instant before =
                    schedule.slots().latest(slot.minusMillis(1)).orElseGet(() -> slot.minus(Duration.ofDays(1)));
            LocalDate first = LocalDate.ofInstant(before, zone);
            LocalDate end = LocalDate.ofInstant(slot, zone);
            return first.equals(end)
                    ? new Period(before, slot, first)
                    : new Period(
                            first.atStartOfDay(zone).toInstant(),
                            end.atStartOfDay(zone).toInstant(),
                            first);
        }
    }

    @Override
    public String run(Schedule schedule, Instant slot) {
        String report = schedule.arguments().get(REPORT);
        Period period = Period.of(schedule, slot);
        Engines.Name engine = Engines.Name.valueOf(
                schedule.arguments().getOrDefault("engine", "flink").toUpperCase(Locale.ROOT));
        Path out = schedule.arguments().containsKey("out")
                ? Path.of(schedule.arguments().get("out"))
                : servers.reports();
        ReportRunner runner = new ReportRunner(
                servers.queries(), Engines.engine(engine, servers.lake()), Engines.records(servers.lake(), told -> {}));
        List<Delivery> deliveries = Delivery.to(
                Pattern.compile("\\s+")
                        .splitAsStream(schedule.arguments().getOrDefault(DELIVER, ""))
                        .filter(target -> !target.isEmpty())
                        .toList(),
                servers.lake().settings(),
                servers.lake()::smtp);
        Collection<String> tenants;
        try (Lake lake = Lake.open(servers.lake().settings())) {
            tenants = Tenants.of(schedule, lake);
        }
        long rows = 0;
        List<String> failures = new ArrayList<>();
        RuntimeException last = null;
        for (String tenant : tenants) {
            Map<String, String> parameters =
                    Map.of("tenant", tenant, "from", period.from.toString(), "to", period.to.toString());
            Path folder = out.resolve(tenant).resolve(period.day.toString());
            try {
                ReportRunner.Report made = runner.run(report, parameters, folder);
                rows += made.rowCount();
                Finished finished = Finished.of(made).of(tenant, period.day.toString());
                deliveries.forEach(delivery -> delivery.deliver(finished));
            } catch (RuntimeException e) {
                // The other tenants get theirs.
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
        return "%,d rows for %d tenants in %s, from %s to %s"
                .formatted(rows, tenants.size(), out, period.from, period.to);
    }
}
