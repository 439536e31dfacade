package io.drey.lake.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void recordsAnAccessBeforeAndAfterItWhereItMust() {
        init();
        Access access = access("acme", "SELECT ?");
        AccessAudit audit = audit(AuditPolicy.REQUIRED);

        audit.begin(access);
        audit.done(access, OptionalLong.of(7));

        assertThat(entries("acme"))
                .extracting(AccessAudit.Entry::outcome, AccessAudit.Entry::access, AccessAudit.Entry::rowCount)
                .containsExactly(
                        tuple("begun", access, OptionalLong.empty()), tuple("done", access, OptionalLong.of(7)));
        assertThat(entries("acme").get(0).time()).isEqualTo(NOON);
        assertThat(entries("globex")).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void recordsAnAccessOnceWhereThatIsEnoughAndNotAtAllWhereItIsOff() {
        init();
        Access access = access("acme", "SELECT ?");

        audit(AuditPolicy.BEST_EFFORT).begin(access);
        assertThat(entries("acme")).isEmpty();
        audit(AuditPolicy.BEST_EFFORT).failed(access);
        audit(AuditPolicy.OFF).begin(access);
        audit(AuditPolicy.OFF).done(access, OptionalLong.of(1));

        assertThat(entries("acme")).extracting(AccessAudit.Entry::outcome).containsExactly("failed");
    }

    @Test
    void readsNothingUnrecordedWhereItMustNot() {
        Access access = access("acme", "SELECT ?");

        assertThatThrownBy(() -> audit(AuditPolicy.REQUIRED).begin(access))
                .isInstanceOf(LakeException.class)
                .hasMessageStartingWith("nothing is read, because who reads it cannot be recorded: ")
                .hasMessageContaining("drey lake init");

        audit(AuditPolicy.BEST_EFFORT).begin(access);
        audit(AuditPolicy.BEST_EFFORT).done(access, OptionalLong.of(1));
        assertThat(warnings).hasSize(1).first().asString().startsWith("this access was not recorded: ");
    }

    @Test
    void cutsOffLongStatementsBetweenCharacters() {
        String almost = "x".repeat(Access.LONGEST_STATEMENT - 1);

        assertThat(access("acme", almost + "yz").statement()).isEqualTo(almost + "y");
        assertThat(access("acme", almost + "😀").statement()).isEqualTo(almost);
    }

    @Test
    void findsTheRunsOfAManifest() {
        init();
        Reports.Run run = new Reports.Run(
                "run",
                "invalid-access-attempts",
                "acme",
                NOON,
                "ann",
                "flink",
                "{\"tenant\":\"acme\"}",
                Map.of("logs", 12L, "alerts", 7L),
                "cd",
                3,
                "{\"a.csv\":\"ab\"}",
                "ef");
        try (Lake lake = Lake.open(settings())) {
            new Reports(lake).record(run);

            assertThat(new Reports(lake).ofManifest("ef")).containsExactly(run);
            assertThat(new Reports(lake).ofManifest("00")).isEmpty();
            assertThat(new Reports(lake).supersededBy(run.snapshots())).isEmpty();
        }
    }

    private static Access access(String tenant, String statement) {
        return Access.of(
                Access.Action.QUERY, tenant, "ann", "flink", "SELECT 1", statement, Map.of("logs", 12L, "alerts", 7L));
    }

    private List<AccessAudit.Entry> entries(String tenant) {
        try (Lake lake = Lake.open(settings())) {
            return AccessAudit.entries(lake, Optional.of(tenant));
        }
    }

    private AccessAudit audit(AuditPolicy policy) {
        return new AccessAudit(settings(), policy, Clock.fixed(NOON, ZoneOffset.UTC), warnings::add);
    }

    private void init() {
        try (Lake lake = Lake.open(settings())) {
            lake.init();
        }
    }

    private LakeSettings settings() {
        return LakeSettings.inFolder(folder.toUri().toString());
    }
}
