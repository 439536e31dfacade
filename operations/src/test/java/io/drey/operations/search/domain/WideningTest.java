package io.drey.operations.search.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WideningTest {

    @Test
    void looksInTheLastIndexFirstAndThenInTwiceAsMany() {
        Widening widening = new Widening(indices("2026.03.01", "2026.03.03", "2026.03.02", "2026.03.04"), null, null);
        assertThat(widening.next()).hasToString("[logs-acme-2026.03.04]");
        assertThat(widening.next()).hasToString("[logs-acme-2026.03.03, logs-acme-2026.03.02]");
        assertThat(widening.searched()).isEqualTo(3);
        assertThat(widening.next()).hasToString("[logs-acme-2026.03.01]");
        assertThat(widening.next()).isEmpty();
        assertThat(widening.searched()).isEqualTo(widening.size());
    }

    @Test
    void aMonthIsNewerThanItsDaysSoItIsSearchedBeforeThem() {
        Widening widening = new Widening(indices("2026.03.01", "2026.03", "2026.03.30"), null, null);
        assertThat(widening.next()).hasToString("[logs-acme-2026.03]");
        // A hit of the 15th may be older than one of the 30th, which is not searched yet.
        assertThat(widening.isEnough(Instant.parse("2026-03-15T00:00:00Z"))).isFalse();
        assertThat(widening.isEnough(Instant.parse("2026-03-31T00:00:00Z"))).isTrue();
        assertThat(widening.next()).hasToString("[logs-acme-2026.03.30, logs-acme-2026.03.01]");
        assertThat(widening.isEnough(Instant.EPOCH)).isTrue();
    }

    @Test
    void indicesOutsideTheRangeAreNotSearched() {
        Widening widening = new Widening(
                indices("2026.03.01", "2026.03.02", "2026.03.03", "2026.03.04"),
                Instant.parse("2026-03-02T00:00:00Z"),
                Instant.parse("2026-03-04T00:00:00Z"));
        assertThat(widening.size()).isEqualTo(2);
        assertThat(widening.next()).hasToString("[logs-acme-2026.03.03]");
        assertThat(widening.next()).hasToString("[logs-acme-2026.03.02]");
    }

    @Test
    void neverNamesMoreIndicesThanARequestTakes() {
        Widening widening = new Widening(
                IntStream.rangeClosed(1, 2000)
                        .mapToObj(year -> DatedIndex.of("logs-acme-%04d.01".formatted(year))
                                .orElseThrow())
                        .toList(),
                null,
                null);
        int most = 0;
        for (List<DatedIndex> next = widening.next(); !next.isEmpty(); next = widening.next()) {
            most = Math.max(most, next.size());
        }
        assertThat(most).isEqualTo(64);
        assertThat(widening.searched()).isEqualTo(2000);
    }

    private static List<DatedIndex> indices(String... dates) {
        return Stream.of(dates)
                .map(date -> DatedIndex.of("logs-acme-" + date).orElseThrow())
                .toList();
    }
}
