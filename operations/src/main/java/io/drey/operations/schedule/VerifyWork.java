package io.drey.operations.schedule;

import io.drey.lake.Lake;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.Verification;
import io.drey.operations.lake.LakeServers;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.runner.FindingsException;
import io.drey.schedule.runner.Work;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** {@code drey lake verify}: recounts every row. */
public record VerifyWork(LakeServers servers) implements Work {

    @Override
    public Set<String> arguments() {
        return Set.of("tenant", "dataset");
    }

    @Override
    public String run(Schedule schedule, Instant slot) throws FindingsException {
        Verification.Scope scope =
                new Verification.Scope(only(schedule, "tenant"), only(schedule, "dataset"), Verification.Scope.SETTLE);
        try (Lake lake = Lake.open(servers.settings())) {
            Ledger ledger = Ledger.of(lake, servers.ledgerSettings());
            ledger.update(sum -> {});
            Verification.Result result = Verification.run(ledger, scope, Instant.now(), files -> {});
            if (!result.findings().isEmpty()) {
                throw new FindingsException("%,d findings, the first: %s; 'drey lake verify' has all"
                        .formatted(
                                result.findings().size(),
                                result.findings().get(0).message()));
            }
            return "%,d lines in %,d files: all as it must be".formatted(result.lines(), result.files());
        }
    }

    private static Set<String> only(Schedule schedule, String argument) {
        return Optional.ofNullable(schedule.arguments().get(argument))
                .map(Set::of)
                .orElse(Set.of());
    }
}
