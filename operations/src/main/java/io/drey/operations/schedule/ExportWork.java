package io.drey.operations.schedule;

import io.drey.lake.Lake;
import io.drey.lake.restore.ArchiveExport;
import io.drey.lake.restore.ArchiveRange;
import io.drey.lake.restore.Compression;
import io.drey.operations.lake.LakeServers;
import io.drey.schedule.ScheduleSettings;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** {@code drey lake export} of the hour before a slot's hour. */
public record ExportWork(LakeServers servers) implements Work {

    @Override
    public Set<String> arguments() {
        return Set.of("tenant", "dataset", "out");
    }

    @Override
    public Optional<String> obstacle(Schedule schedule) {
        return place(schedule).isPresent()
                ? Optional.empty()
                : Optional.of("set %s, or out in its file".formatted(ScheduleSettings.EXPORT_TO.key()));
    }

    @Override
    public String run(Schedule schedule, Instant slot) throws IOException {
        Instant to = slot.truncatedTo(ChronoUnit.HOURS);
        Instant from = to.minus(Duration.ofHours(1));
        AtomicLong lines = new AtomicLong();
        AtomicLong datasets = new AtomicLong();
        try (Lake lake = Lake.open(servers.settings())) {
            ArchiveExport export = new ArchiveExport(lake, Compression.GZIP, servers.archiveLogins());
            Collection<String> tenants = Tenants.of(schedule, lake);
            for (String tenant : tenants) {
                ArchiveRange range = new ArchiveRange(
                        tenant, Optional.ofNullable(schedule.arguments().get("dataset")), from, to);
                export.run(range, place(schedule).orElseThrow(), hour -> {
                    datasets.incrementAndGet();
                    lines.addAndGet(hour.lines());
                });
            }
        }
        return "%,d lines of %s, of %,d datasets".formatted(lines.get(), from, datasets.get());
    }

    private Optional<String> place(Schedule schedule) {
        return Optional.ofNullable(schedule.arguments().get("out"))
                .or(() -> servers.configuration().getOptional(ScheduleSettings.EXPORT_TO));
    }
}
