package io.drey.operations.schedule;

import io.drey.query.catalog.Period;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.delivery.Finished;
import io.drey.query.report.PackRequest;
import io.drey.query.report.PackRunner;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code drey report pack}, of the latest month, quarter or year that is over at the slot. Folders go below those of the tenants.
 */
public record PackWork(ScheduleServers servers) implements Work {

    /** The argument that names the pack. */
    public static final String PACK = "pack";

    /** The argument that says how long the time is that it is about. */
    public static final String PERIOD = "period";

    /** What the command that runs it is called. */
    public static final String NAME = "report pack";

    @Override
    public Set<String> arguments() {
        return Stream.concat(Stream.of(PACK, PERIOD), ReportsOfTenants.ARGUMENTS.stream())
                .collect(Collectors.toSet());
    }

    @Override
    public String run(Schedule schedule, Instant slot) {
        String pack = schedule.arguments().get(PACK);
        if (pack == null) {
            throw new ScheduleException(
                    "the schedule %s names no pack: write with: {pack: pci}".formatted(schedule.name()));
        }
        Period period = length(schedule).before(slot);
        QueryCatalog catalog = servers.queries();
        ReportsOfTenants reports = new ReportsOfTenants(servers, schedule);
        PackRunner runner = new PackRunner(catalog, reports.engine(), reports.records());
        String made = reports.make(tenant -> {
            PackRunner.Pack one = runner.run(
                    PackRequest.of(catalog, pack, period, tenant, Map.of()),
                    reports.out().resolve(tenant),
                    report -> {});
            return new ReportsOfTenants.Made(Finished.of(one), one.rowCount());
        });
        return "%s of %s: %s".formatted(pack, period.text(), made);
    }

    private static Period.Length length(Schedule schedule) {
        String given = schedule.arguments().getOrDefault(PERIOD, "month");
        return Arrays.stream(Period.Length.values())
                .filter(length -> length.name().toLowerCase(Locale.ROOT).equals(given))
                .findFirst()
                .orElseThrow(
                        () -> new ScheduleException("the schedule %s has the period '%s': write month, quarter or year"
                                .formatted(schedule.name(), given)));
    }
}
