package io.drey.cli.schedule;

import io.drey.cli.lake.DocumentedRetention;
import io.drey.cli.lake.LakeOption;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.retention.Retention;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code drey lake retain}: deletes what is past its time, as documents say. */
record RetainWork(LakeOption servers) implements Work {

    @Override
    public Set<String> arguments() {
        return Set.of("tenant", "dataset");
    }

    @Override
    public String run(Schedule schedule, Instant slot) {
        KafkaSettings kafka = servers.kafka()
                .orElseThrow(() -> new ScheduleException(
                        "how long datasets are kept stands in their documents, but no Kafka is named: set %s"
                                .formatted(KafkaSettings.BOOTSTRAP_SERVERS.key())));
        List<Retention.Keep> keeps = DocumentedRetention.read(
                kafka,
                Optional.ofNullable(schedule.arguments().get("tenant")),
                Optional.ofNullable(schedule.arguments().get("dataset")),
                forEver -> {});
        long rows = 0;
        long held = 0;
        try (Lake lake = Lake.open(servers.settings())) {
            Retention retention = new Retention(lake);
            for (Retention.Keep keep : keeps) {
                for (Retention.Outcome done : retention.run(keep, Instant.now(), Retention.Mode.DELETE)) {
                    rows += done.rowsDeleted();
                    held += done.rowsHeld().values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
                }
            }
        }
        return "%,d datasets, %,d rows deleted, %,d held".formatted(keeps.size(), rows, held);
    }
}
