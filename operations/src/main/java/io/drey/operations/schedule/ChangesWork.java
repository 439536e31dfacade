package io.drey.operations.schedule;

import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.operations.lake.LakeServers;
import io.drey.operations.lake.RecordedChanges;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** {@code drey lake changes}: takes changes of documents into the lake. */
public record ChangesWork(LakeServers servers) implements Work {

    @Override
    public Set<String> arguments() {
        return Set.of("tenant");
    }

    @Override
    public String run(Schedule schedule, Instant slot) {
        KafkaSettings kafka = servers.kafka()
                .orElseThrow(() -> new ScheduleException("documents stand in Kafka, but none is named: set %s"
                        .formatted(KafkaSettings.BOOTSTRAP_SERVERS.key())));
        try (Lake lake = Lake.open(servers.settings())) {
            int added = RecordedChanges.update(
                    lake, kafka, Optional.ofNullable(schedule.arguments().get("tenant")));
            return "%,d changes recorded".formatted(added);
        }
    }
}
