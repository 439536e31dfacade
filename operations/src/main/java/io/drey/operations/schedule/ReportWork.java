package io.drey.operations.schedule;

import io.drey.query.delivery.Finished;
import io.drey.query.report.ReportRunner;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code drey report run}, of the days since the slot before: a daily report is about yesterday. Days are those of the schedule's
 * time zone. Files go to {@code TENANT/DAY}, by the first day.
 */
public record ReportWork(ScheduleServers servers) implements Work {

    /** The argument that names the report. */
    public static final String REPORT = "report";

    /** What the command that runs it is called. */
    public static final String NAME = "report run";

    @Override
    public Set<String> arguments() {
        return Stream.concat(Stream.of(REPORT), ReportsOfTenants.ARGUMENTS.stream())
                .collect(Collectors.toSet());
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
        ReportsOfTenants reports = new ReportsOfTenants(servers, schedule);
        ReportRunner runner = new ReportRunner(servers.queries(), reports.engine(), reports.records());
        String made = reports.make(tenant -> {
            ReportRunner.Report one = runner.run(
                    report,
                    Map.of("tenant", tenant, "from", period.from.toString(), "to", period.to.toString()),
                    reports.out().resolve(tenant).resolve(period.day.toString()));
            return new ReportsOfTenants.Made(Finished.of(one).of(tenant, period.day.toString()), one.rowCount());
        });
        return "%s, from %s to %s".formatted(made, period.from, period.to);
    }
}
