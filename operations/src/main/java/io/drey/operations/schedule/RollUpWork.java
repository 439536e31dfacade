package io.drey.operations.schedule;

import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.rollup.RollUp;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import io.drey.search.OpenSearchSettings;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;

/** Rolls up the lake's metrics of the hour or the day before a slot into OpenSearch: see {@link RollUp}. */
public record RollUpWork(ScheduleServers servers) implements Work {

    /** What the work is called. */
    public static final String NAME = "metrics rollup";

    @Override
    public Set<String> arguments() {
        return Set.of("tenant", "length");
    }

    @Override
    public String run(Schedule schedule, Instant slot) {
        RollUp.Length length = length(schedule);
        Instant begin = length.latestBefore(slot);
        Collection<String> tenants;
        try (Lake lake = Lake.open(servers.lake().settings())) {
            if (lake.table(LakeTable.METRICS).currentSnapshot() == null) {
                return "the lake has no metrics: set metrics-lake for the aggregation job";
            }
            tenants = Tenants.of(schedule, lake);
        }
        RollUp rollUp = new RollUp(
                new FlinkQueryEngine(servers.lake().settings()), OpenSearchSettings.from(servers.openSearch()));
        Tenants.forEach(tenants, "rolled up", tenant -> rollUp.run(tenant, length, begin));
        return "the %s from %s of %,d tenants".formatted(length.name().toLowerCase(Locale.ROOT), begin, tenants.size());
    }

    private static RollUp.Length length(Schedule schedule) {
        String given = schedule.arguments().getOrDefault("length", "");
        try {
            return RollUp.Length.valueOf(given.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "schedule %s: length '%s' is none: write hour or day".formatted(schedule.name(), given), e);
        }
    }
}
