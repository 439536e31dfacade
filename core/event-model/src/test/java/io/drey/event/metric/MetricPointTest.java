package io.drey.event.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricPointTest {

    private static final long NEW_YEARS_EVE =
            Instant.parse("2025-12-31T23:59:50Z").toEpochMilli();
    private static final MetricWindow WINDOW = new MetricWindow("acme", "access", NEW_YEARS_EVE, 10);

    @Test
    void idsStayAsTheyAre() {
        assertThat(MetricPoint.place(WINDOW, "ip", 1, "10.0.0.1", 3, 0, 3).id())
                .isEqualTo("058ae64ea1fc108baed73b686863ebd7");
        assertThat(MetricPoint.whole(WINDOW, "total", "requests", 3, 3).id())
                .isEqualTo("ee9d09207c38d094b98500786aa4c1c0");
    }

    @Test
    void aPlaceKeepsItsIdWhoeverHoldsIt() {
        assertThat(MetricPoint.place(WINDOW, "ip", 1, "10.0.0.2", 4, 1, 5).id())
                .isEqualTo(
                        MetricPoint.place(WINDOW, "ip", 1, "10.0.0.1", 3, 0, 3).id());
    }

    @Test
    void aWindowKnowsItsEndAndItsHour() {
        assertThat(Instant.ofEpochMilli(WINDOW.endMillis())).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(WINDOW.hourOfDay()).isEqualTo(23);
    }

    @Test
    void aWindowKnowsTheLongerOneItIsPartOf() {
        MetricWindow minute = new MetricWindow("acme", "access", NEW_YEARS_EVE - 50_000, 60, 1, 3600);

        assertThat(WINDOW.hasWider()).isFalse();
        assertThat(minute.hasWider()).isTrue();
        assertThat(Instant.ofEpochMilli(minute.widerStartMillis())).isEqualTo("2025-12-31T23:00:00Z");
        assertThat(Instant.ofEpochMilli(minute.widerEndMillis())).isEqualTo("2026-01-01T00:00:00Z");
        assertThatThrownBy(() -> new MetricWindow("acme", "access", NEW_YEARS_EVE, 60, 1, 90))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a window of 60 s on level 1, part of one of 90 s: use a multiple");
    }

    @Test
    void whatIsNotListedIsACountWithoutAPlace() {
        MetricPoint rest = MetricPoint.rest(WINDOW, "ip", 40, 0, 3, 60);

        assertThat(rest.isRest()).isTrue();
        assertThat(rest.isPlace()).isFalse();
        assertThat(rest.isCount()).isTrue();
        assertThat(rest.id())
                .isNotEqualTo(
                        MetricPoint.place(WINDOW, "ip", 1, "10.0.0.1", 3, 0, 3).id());
        assertThat(MetricPoint.whole(WINDOW, "total", "requests", 3, 3).isCount())
                .isFalse();
    }

    @Test
    void whatWasMeasuredHasAnIdOfItsOwnForEachMetricAndDefinition() {
        MetricPoint half = measured("p50");

        assertThat(half.isReading()).isTrue();
        assertThat(half.isPlace()).isTrue();
        assertThat(half.isCount()).isFalse();
        assertThat(Set.of(
                        half.id(),
                        measured("p99").id(),
                        half.definedAs("one").id(),
                        half.definedAs("other").id(),
                        MetricPoint.place(WINDOW, "took", 1, "web", 9, 0, 9).id()))
                .hasSize(5);
        assertThat(measured("p50").id()).isEqualTo(half.id());
        assertThatThrownBy(() -> measured(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give one");
    }

    private static MetricPoint measured(String metric) {
        return MetricPoint.measured(WINDOW, "took", 1, "web", metric, new MetricPoint.Reading(0.25, 0), 9, 0, 9);
    }

    @Test
    void isAPlaceOrAValueOfTheWindow() {
        assertThatThrownBy(() -> new MetricPoint(WINDOW, "ip", null, 1, null, 3, 0, 0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give one");
        assertThatThrownBy(() -> new MetricPoint(WINDOW, "ip", "10.0.0.1", 1, "bytes", 3, 0, 0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give one");
        assertThatThrownBy(() -> MetricPoint.place(WINDOW, "ip", 0, "10.0.0.1", 3, 0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rank 0 of ip");
        assertThatThrownBy(() -> new MetricPoint(WINDOW, "total", null, 1, "bytes", 3, 0, 0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rank 1 of total");
    }

    @Test
    void aWindowHasALength() {
        assertThatThrownBy(() -> new MetricWindow("acme", "access", NEW_YEARS_EVE, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 s");
    }
}
