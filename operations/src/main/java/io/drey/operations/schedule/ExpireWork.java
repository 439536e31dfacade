package io.drey.operations.schedule;

import io.drey.operations.search.IndexCare;
import io.drey.operations.search.SearchServer;
import io.drey.operations.search.domain.Expiry;
import io.drey.operations.search.domain.Keep;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code drey index expire}: deletes indices and documents that are past their time. */
public record ExpireWork(ScheduleServers servers) implements Work {

    private static final String KEEP = "keep";

    @Override
    public Set<String> arguments() {
        return Set.of("tenant", KEEP);
    }

    @Override
    public Optional<String> obstacle(Schedule schedule) {
        return schedule.arguments().containsKey(KEEP)
                ? Optional.empty()
                : Optional.of("write keep in its file, such as keep: logs=30d alerts=400d");
    }

    @Override
    public String run(Schedule schedule, Instant slot) {
        List<Keep> rules = Arrays.stream(schedule.arguments().get(KEEP).strip().split("\\s+"))
                .map(Keep::parse)
                .toList();
        String patterns =
                IndexCare.patterns(Optional.ofNullable(schedule.arguments().get("tenant")));
        SearchServer search = SearchServer.open(servers.openSearch(), IndexCare.TIMEOUT);
        long deleted = new IndexCare(search)
                .expire(patterns, new Expiry(rules), Instant.now()).stream()
                        .filter(done -> done.isSomething())
                        .count();
        return "%,d indices expired, whole or in part".formatted(deleted);
    }
}
