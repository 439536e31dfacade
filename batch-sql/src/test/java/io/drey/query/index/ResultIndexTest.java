package io.drey.query.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.query.QueryUsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultIndexTest {

    @Test
    void aNameIsOneOfTheTenants() {
        assertThat(ResultIndex.of("acme", "peaks").index()).isEqualTo("results-acme-peaks");
        assertThat(ResultIndex.of("acme", "results-acme-peaks")).isEqualTo(ResultIndex.of("acme", "peaks"));
        assertThat(ResultIndex.of("acme", "logs.by_day-2").index()).isEqualTo("results-acme-logs.by_day-2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs-acme-2026.01.01",
                "alerts-acme",
                "metrics-acme-2026.01",
                "staged-acme-x",
                "rejected-logs-acme-2026.01.01",
                "results-globex-peaks",
                "results-acme-results-globex-peaks",
                "logs",
                ".kibana_1"
            })
    void namesOfOtherIndicesAreRefused(String name) {
        assertThatThrownBy(() -> ResultIndex.of("acme", name))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("results of acme go to results-acme-NAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Peaks", "a b", "a/b", "a,b", "a*", "-a", "_a", "a\n", "results-acme-"})
    void whatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> ResultIndex.of("acme", name)).isInstanceOf(QueryUsageException.class);
    }
}
