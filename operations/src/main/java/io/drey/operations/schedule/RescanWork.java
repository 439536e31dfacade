package io.drey.operations.schedule;

import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.operations.rules.Rescan;
import io.drey.rules.backtest.Backtest;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.util.TimeUtils;

/** {@code drey rules rescan}, of events up to so long before the slot that jobs have had their time. */
public record RescanWork(ScheduleServers servers) implements Work {

    /** The argument that says how long before the slot the first events happened. */
    private static final String REACH = "reach";

    @Override
    public Set<String> arguments() {
        return Set.of("tenant", "dataset", REACH);
    }

    @Override
    public Optional<String> obstacle(Schedule schedule) {
        try {
            return reach(schedule).compareTo(Rescan.SETTLING) > 0
                    ? Optional.empty()
                    : Optional.of("%s must be more than %d minutes".formatted(REACH, Rescan.SETTLING.toMinutes()));
        } catch (IllegalArgumentException e) {
            return Optional.of("%s is '%s': write a length such as 3h"
                    .formatted(REACH, schedule.arguments().get(REACH)));
        }
    }

    @Override
    public String run(Schedule schedule, Instant slot) {
        KafkaSettings kafka = servers.lake()
                .kafka()
                .orElseThrow(() -> new ScheduleException("the published rules are in Kafka, and none is named: set %s"
                        .formatted(KafkaSettings.BOOTSTRAP_SERVERS.key())));
        Rescan rescan = new Rescan(servers.lake().settings(), servers.lake().auditSettings(), kafka, null, told -> {});
        Backtest.Range range = new Backtest.Range(
                slot.minus(reach(schedule)).toEpochMilli(),
                slot.minus(Rescan.SETTLING).toEpochMilli());
        Optional<String> dataset = Optional.ofNullable(schedule.arguments().get("dataset"));
        Rescan.Outcome sum = new Rescan.Outcome(0, 0, 0);
        List<String> failures = new ArrayList<>();
        Exception last = null;
        try (Lake lake = Lake.open(servers.lake().settings())) {
            for (String tenant : Tenants.of(schedule, lake)) {
                try {
                    sum = sum.plus(
                            rescan.run(lake, tenant, dataset, range, Rescan.Mode.RAISE, event -> {}, alert -> {}));
                } catch (Exception e) {
                    // The other tenants' events are matched all the same.
                    failures.add("%s: %s".formatted(tenant, e.getMessage()));
                    last = e;
                }
            }
        }
        String done =
                "%,d events, %,d alerts there, %,d late ones raised".formatted(sum.events(), sum.known(), sum.raised());
        if (last != null) {
            throw new ScheduleException("%s; not done for %s".formatted(done, String.join("; ", failures)), last);
        }
        return done;
    }

    private static Duration reach(Schedule schedule) {
        return Optional.ofNullable(schedule.arguments().get(REACH))
                .map(TimeUtils::parseDuration)
                .orElse(Rescan.REACH);
    }
}
