package io.drey.operations.schedule;

import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.retention.Retention;
import io.drey.operations.OperationException;
import io.drey.operations.lake.DocumentedRetention;
import io.drey.operations.lake.LakeServers;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.FindingsException;
import io.drey.schedule.runner.Work;
import java.time.Instant;
import java.util.ArrayList;
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
        long datasets = 0;
        long rows = 0;
        long held = 0;
        List<String> refused = new ArrayList<>();
        try (Lake lake = Lake.open(servers.settings())) {
            Retention retention = new Retention(lake);
            for (String tenant : Tenants.of(schedule, lake)) {
                List<Retention.Keep> keeps;
                try {
                    keeps = DocumentedRetention.read(kafka, Optional.of(tenant), dataset, forEver -> {});
                } catch (OperationException e) {
                    // What is past its time of the others goes all the same.
                    refused.add("%s: %s".formatted(tenant, e.getMessage()));
                    continue;
                }
                datasets += keeps.size();
                for (Retention.Keep keep : keeps) {
                    for (Retention.Outcome done : retention.run(keep, Instant.now(), Retention.Mode.DELETE)) {
                        rows += done.rowsDeleted();
                        held += done.rowsHeld().values().stream()
                                .mapToLong(Long::longValue)
                                .sum();
                    }
                }
            }
        }
        String done = "%,d datasets, %,d rows deleted, %,d held".formatted(datasets, rows, held);
        if (!refused.isEmpty()) {
            throw new FindingsException("%s; not done for %s".formatted(done, String.join("; ", refused)));
        }
        return done;
    }
}
