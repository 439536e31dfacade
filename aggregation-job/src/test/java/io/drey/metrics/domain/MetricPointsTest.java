package io.drey.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricPointsTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final long NEW_YEARS_EVE =
            Instant.parse("2025-12-31T23:59:50Z").toEpochMilli();

    private final MetricPoints points = new MetricPoints(new Windows(Duration.ofSeconds(10)));

    @Test
    void aPlaceSaysWhatWhenAndHowExact() {
        assertThat(points.of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, counts("10.0.0.1", 3)))
                .containsExactly(
                        MetricPoint.place(
                                new MetricWindow("acme", "access", NEW_YEARS_EVE, 10), "ip", 1, "10.0.0.1", 3, 0, 3),
                        MetricPoint.whole(
                                new MetricWindow("acme", "access", NEW_YEARS_EVE, 10), "total", "visitors", 1, 3));
    }

    @Test
    void totalsAreValues() {
        WindowCounts counts = new WindowCounts(64);
        counts.addEvent(500);
        counts.addEvent(20);
        counts.addLate(7);

        List<MetricPoint> list = points.of(ACCESS, AttributeType.TOTAL, NEW_YEARS_EVE, counts);

        assertThat(list)
                .extracting(point -> point.attributeType() + " " + point.metric() + " " + point.amount())
                .containsExactly("total requests 2", "total bytes 520", "total late 7");
        assertThat(list).noneMatch(MetricPoint::isPlace);
        assertThat(list).extracting(MetricPoint::version).containsExactly(2L, 2L, 7L);
    }

    @Test
    void aCorrectionOverwritesTheRankWhoeverHoldsItNow() {
        MetricPoint before = points.of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, counts("10.0.0.1", 3))
                .get(0);
        MetricPoint after = points.of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, counts("10.0.0.2", 4))
                .get(0);

        assertThat(after.id()).isEqualTo(before.id()).matches("[0-9a-f]{32}");
        assertThat(after.version()).isGreaterThan(before.version());
    }

    @Test
    void everyPlaceHasAnIdOfItsOwn() {
        WindowCounts counts = counts("10.0.0.1", 3);
        counts.addEvent(Value.of("10.0.0.2"));

        assertThat(List.of(
                                points.of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, counts),
                                points.of(ACCESS, AttributeType.REQUEST, NEW_YEARS_EVE, counts),
                                points.of(ACCESS, AttributeType.IP, NEW_YEARS_EVE + 10_000, counts),
                                points.of(new DatasetId("acme", "shop"), AttributeType.IP, NEW_YEARS_EVE, counts),
                                points.of(new DatasetId("other", "access"), AttributeType.IP, NEW_YEARS_EVE, counts))
                        .stream()
                        .flatMap(List::stream)
                        .map(MetricPoint::id))
                .hasSize(14)
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingIsSaidByAClockThatWasNeverSet() {
        assertThatThrownBy(() -> points.of(ACCESS, AttributeType.IP, 0, counts("10.0.0.1", 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNotListedIsSaidWithWhatOneOfItMayHave() {
        WindowCounts counts = new WindowCounts(64);
        for (int value = 1; value <= 12; value++) {
            for (int i = 0; i < value; i++) {
                counts.addEvent(Value.of("10.0.0." + value));
            }
        }

        assertThat(points.of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, counts))
                .contains(MetricPoint.rest(new MetricWindow("acme", "access", NEW_YEARS_EVE, 10), "ip", 3, 0, 2, 78));
    }

    @Test
    void visitorsBeyondTheExactBoundAreAnEstimateWithItsError() {
        WindowCounts counts = new WindowCounts(64);
        for (int value = 0; value < 20_000; value++) {
            counts.addEvent(Value.of("caller-" + value));
        }

        MetricPoint visitors =
                points.of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, WindowCounts.decode(counts.encode())).stream()
                        .filter(point -> "visitors".equals(point.metric()))
                        .findFirst()
                        .orElseThrow();
        assertThat(visitors.error()).isBetween(900L, 1_100L);
        assertThat(visitors.amount()).isBetween(20_000 - visitors.error(), 20_000 + visitors.error());
    }

    private static WindowCounts counts(String value, int times) {
        WindowCounts counts = new WindowCounts(64);
        for (int i = 0; i < times; i++) {
            counts.addEvent(Value.of(value));
        }
        return counts;
    }
}
