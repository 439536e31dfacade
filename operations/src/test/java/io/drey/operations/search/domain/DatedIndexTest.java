package io.drey.operations.search.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatedIndexTest {

    @ParameterizedTest
    @CsvSource({
        "logs-acme-2026.03.01, logs, acme, 2026-03-01T00:00:00Z, 2026-03-02T00:00:00Z, logs-acme-2026.03.02",
        "logs-acme-2026.12, logs, acme, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z, logs-acme-2027.01",
        "alerts-acme-2026.02, alerts, acme, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z, alerts-acme-2026.03",
        "metrics-a1-2024.02.29, metrics, a1, 2024-02-29T00:00:00Z, 2024-03-01T00:00:00Z, metrics-a1-2024.03.01",
        "staged-acme-2026.03, staged, acme, 2026-03-01T00:00:00Z, 2026-04-01T00:00:00Z, staged-acme-2026.04",
        "rejected-logs-acme-2026.03, rejected, acme, 2026-03-01T00:00:00Z, 2026-04-01T00:00:00Z, rejected-logs-acme-2026.04",
    })
    void theNameSaysWhatItHolds(String name, String kind, String tenant, String from, String to, String next) {
        DatedIndex index = DatedIndex.of(name).orElseThrow();
        assertThat(index.kind()).isEqualTo(kind);
        assertThat(index.tenant()).isEqualTo(tenant);
        assertThat(index.from()).isEqualTo(from);
        assertThat(index.to()).isEqualTo(to);
        assertThat(index.next()).hasToString(next);
        assertThat(index.at(Instant.parse(to))).isEqualTo(index.next());
        assertThat(index.at(Instant.parse(to).minusMillis(1))).isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs-acme",
                "logs-acme-2026",
                "logs-acme-2026.3",
                "logs-acme-2026.02.30",
                "logs-acme-2026.13",
                "logs-acme-*",
                "logs-acme-2026.03.01-copy",
                "logs-a-b-2026.03",
                "logs-Acme-2026.03",
                "other-acme-2026.03",
                ".kibana",
                "rejected-alerts-unreadable",
            })
    void otherNamesAreNobodys(String name) {
        assertThat(DatedIndex.of(name)).isEqualTo(Optional.empty());
    }

    @Test
    void everyIndexOfATenantIsOfThatTenant() {
        assertThat(DatedIndex.of("logs-ab-2026.03").orElseThrow().tenant()).isEqualTo("ab");
        assertThat(DatedIndex.of("logs-abc-2026.03").orElseThrow().tenant()).isEqualTo("abc");
    }
}
