package io.drey.operations.schedule;

import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.retention.Retention;
import io.drey.operations.lake.DocumentedRetention;
import io.drey.operations.lake.LakeServers;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.FindingsException;
import io.drey.schedule.runner.Work;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code drey lake retain}: deletes what is past its time, as documents say. */
public record RetainWork(LakeServers servers) implements Work {

    @Override
    public Set<String> arguments() {
        return Set.of("tenant", "dataset");
    }

    @Override
    public String run(Schedule schedule, Instant slot) throws FindingsException {
        KafkaSettings kafka = servers.kafka()
                .orElseThrow(() -> new ScheduleException(
                        "how long datasets are kept stands in their documents, but no Kafka is named: set %s"
                                .formatted(KafkaSettings.BOOTSTRAP_SERVERS.key())));
        Optional<String> dataset = Optional.ofNullable(schedule.arguments().get("dataset"));
        DocumentedRetention documented = DocumentedRetention.read(
                kafka, Optional.ofNullable(schedule.arguments().get("tenant")), dataset, forEver -> {});
        long rows = 0;
        long held = 0;
        List<Retention.Keep> keeps;
        try (Lake lake = Lake.open(servers.settings())) {
            Retention retention = new Retention(lake);
            Collection<String> tenants = Tenants.of(schedule, lake);
            keeps = documented.keeps().stream()
                    .filter(keep -> tenants.contains(keep.dataset().tenant()))
                    .toList();
            for (Retention.Keep keep : keeps) {
                for (Retention.Outcome done : retention.run(keep, Instant.now(), Retention.Mode.DELETE)) {
                    rows += done.rowsDeleted();
                    held += done.rowsHeld().values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
                }
            }
        }
        String done = "%,d datasets, %,d rows deleted, %,d held".formatted(keeps.size(), rows, held);
        if (!documented.refused().isEmpty()) {
            throw new FindingsException("%s; not done for %s".formatted(done, documented.refusals()));
        }
        return done;
    }
}
