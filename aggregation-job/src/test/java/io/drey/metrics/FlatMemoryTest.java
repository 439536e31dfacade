package io.drey.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept does not grow with the number of different callers and pages. */
@SuppressWarnings("try") // closing a harness may be interrupted
class FlatMemoryTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final AggregationSettings SETTINGS =
            new AggregationSettings(Duration.ofSeconds(10), List.of(Duration.ofMinutes(1)), 1024, 256);

    /**
     * What is kept of so many keys.
     *
     * @param open bytes of state while the window is open
     * @param closed and once it is closed
     * @param largest bytes of the largest that a reader held of a list before it passed it on
     */
    private record Kept(long open, long closed, long largest) {}

    @Test
    void stateAndWhatReadersHoldAreThoseOfTenThousandKeysWithAMillion() throws Exception {
        Kept few = kept(10_000);

        assertFlat(few, kept(100_000));
        assertFlat(few, kept(1_000_000));
    }

    private static void assertFlat(Kept few, Kept many) {
        // Counts of many events have more digits.
        assertThat(many.open).isBetween(few.open / 2, few.open + few.open / 4);
        assertThat(many.closed).isBetween(few.closed / 2, few.closed + few.closed / 4);
        assertThat(many.largest).isLessThanOrEqualTo(few.largest + few.largest / 4);
    }

    private static Kept kept(int keys) throws Exception {
        try (TestingMetrics metrics =
                new TestingMetrics(DatasetDocument.live(ACCESS, "combined"), SETTINGS, 1, null, new TestingIndex())) {
            metrics.tick(0, NOON - 1);
            for (int i = 0; i < keys; i++) {
                metrics.read(
                        0,
                        new Access(
                                        NOON + i % 1000,
                                        "2001:db8::" + Integer.toHexString(i),
                                        "/p" + i,
                                        "curl/8.5.0",
                                        404,
                                        5)
                                .event(ACCESS, 0, i, NOON + 1000));
            }
            long open = metrics.snapshot(1).getStateSize();
            metrics.tick(0, NOON + 60_000);
            return new Kept(open, metrics.snapshot(2).getStateSize(), metrics.largestPartial());
        }
    }
}
