package io.drey.operations.schedule;

import io.drey.query.delivery.Finished;
import io.drey.query.engine.Ending;
import io.drey.query.report.ReportMemory;
import io.drey.query.report.ReportRunner;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.nio.file.Path;
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

    /** The argument that says that a report is of what has arrived since the last one. */
    private static final String SINCE_LAST = "since-last";

    /** What the command that runs it is called. */
    public static final String NAME = "report run";

    @Override
    public Set<String> arguments() {
        return Stream.concat(Stream.of(REPORT, SINCE_LAST), ReportsOfTenants.ARGUMENTS.stream())
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
            Path folder = reports.out().resolve(tenant).resolve(period.day.toString());
            ReportRunner.Report one = Boolean.parseBoolean(schedule.arguments().get(SINCE_LAST))
                    ? runner.runSinceLast(
                            report,
                            Map.of("tenant", tenant),
                            folder,
                            new ReportMemory(servers.lake().settings()),
                            new Ending())
                    : runner.run(
                            report,
                            Map.of("tenant", tenant, "from", period.from.toString(), "to", period.to.toString()),
                            folder);
            return new ReportsOfTenants.Made(Finished.of(one).of(tenant, period.day.toString()), one.rowCount());
        });
        return "%s, from %s to %s".formatted(made, period.from, period.to);
    }
}
