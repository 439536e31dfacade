package io.drey.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.query.QueryUsageException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodTest {

    @ParameterizedTest
    @CsvSource({
        "2026-10, 2026-10-01, 2026-11-01",
        "2026-12, 2026-12-01, 2027-01-01",
        "2024-02, 2024-02-01, 2024-03-01",
        "2026-Q1, 2026-01-01, 2026-04-01",
        "2026-Q4, 2026-10-01, 2027-01-01",
        "2026, 2026-01-01, 2027-01-01"
    })
    void isAMonthAQuarterOrAYearInUtc(String text, String from, String to) {
        assertThat(Period.parse(text))
                .isEqualTo(new Period(text, Instant.parse(from + "T00:00:00Z"), Instant.parse(to + "T00:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "MONTH, 2026-11-01T00:00:00Z, 2026-10",
        "MONTH, 2026-10-31T23:59:59Z, 2026-09",
        "MONTH, 2026-01-02T05:30:00Z, 2025-12",
        "QUARTER, 2026-10-02T05:30:00Z, 2026-Q3",
        "QUARTER, 2026-12-31T23:59:59Z, 2026-Q3",
        "QUARTER, 2026-01-01T00:00:00Z, 2025-Q4",
        "YEAR, 2026-12-31T23:59:59Z, 2025",
        "YEAR, 2026-01-01T00:00:00Z, 2025"
    })
    void theLatestThatIsOverIsNotTheOneThatGoesOn(Period.Length length, Instant moment, String latest) {
        assertThat(length.before(moment)).isEqualTo(Period.parse(latest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-13",
                "2026-00",
                "2026-Q5",
                "2026-Q0",
                "2026-1",
                "2026-10-01",
                "october",
                "0000",
                "../2026"
            })
    void isNothingElse(String text) {
        assertThatThrownBy(() -> Period.parse(text))
                .isInstanceOf(QueryUsageException.class)
                .hasMessage(
                        "the period is '%s': write a month such as 2026-10, a quarter such as 2026-Q3, or a year such"
                                + " as 2026",
                        text);
    }
}
