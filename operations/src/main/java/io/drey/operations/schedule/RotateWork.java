package io.drey.operations.schedule;

import io.drey.operations.search.IndexCare;
import io.drey.operations.search.SearchServer;
import io.drey.operations.search.domain.Rotation;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** {@code drey index rotate}: the coming indices, and old ones made cheap. */
public record RotateWork(ScheduleServers servers) implements Work {

    private static final String SETTLE_DAYS = "7";
    private static final String REPLICAS = "0";

    @Override
    public Set<String> arguments() {
        return Set.of("tenant", "settle-days", "replicas");
    }

    @Override
    public String run(Schedule schedule, Instant slot) {
        Rotation rotation = new Rotation(
                Duration.ofDays(number(schedule, "settle-days", SETTLE_DAYS)), number(schedule, "replicas", REPLICAS));
        String patterns =
                IndexCare.patterns(Optional.ofNullable(schedule.arguments().get("tenant")));
        SearchServer search = SearchServer.open(servers.openSearch(), IndexCare.TIMEOUT);
        return "%,d indices made or settled"
                .formatted(new IndexCare(search)
                        .rotate(patterns, rotation, Instant.now())
                        .size());
    }

    private static int number(Schedule schedule, String argument, String unlessGiven) {
        String given = schedule.arguments().getOrDefault(argument, unlessGiven);
        try {
            return Integer.parseInt(given);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "schedule %s: %s '%s' is no number: write it like %s"
                            .formatted(schedule.name(), argument, given, unlessGiven),
                    e);
        }
    }
}
