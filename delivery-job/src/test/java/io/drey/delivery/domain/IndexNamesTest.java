package io.drey.delivery.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.SearchPolicy.Period;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexNamesTest {

    private static final Instant ARRIVED = Instant.parse("2026-02-01T00:30:00Z");

    private final IndexNames names = new IndexNames();

    @Test
    void areOfTheDayOrTheMonthInUtc() {
        assertThat(of(Period.DAILY, "2026-01-31T23:59:59.999Z")).isEqualTo("logs-acme-2026.01.31");
        assertThat(of(Period.MONTHLY, "2026-01-31T23:59:59.999Z")).isEqualTo("logs-acme-2026.01");
        assertThat(of(Period.DAILY, "2026-02-01T00:00:00Z")).isEqualTo("logs-acme-2026.02.01");
        assertThat(of(Period.DAILY, "1999-12-31T12:00:00Z")).isEqualTo("logs-acme-1999.12.31");
    }

    @ParameterizedTest
    @CsvSource({"1970-01-01T00:00:00Z", "1989-12-31T23:59:59.999Z", "2026-02-02T00:30:00.001Z", "9999-12-31T00:00:00Z"})
    void aWrongClockMakesNoIndex(String timestamp) {
        assertThat(of(Period.DAILY, timestamp)).isEqualTo("logs-acme-2026.02.01");
    }

    private String of(Period period, String timestamp) {
        return names.of("logs", "acme", period, Instant.parse(timestamp).toEpochMilli(), ARRIVED.toEpochMilli());
    }
}
