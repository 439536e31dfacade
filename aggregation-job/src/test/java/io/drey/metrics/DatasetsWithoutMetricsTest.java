package io.drey.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // closing a harness may be interrupted
class DatasetsWithoutMetricsTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final AggregationSettings SETTINGS = AggregationSettings.from(new Configuration());

    @Test
    void eventsOfADatasetAreCountedUnlessItSaysOtherwise() throws Exception {
        assertThat(firings("true")).isPositive();
        assertThat(firings("false")).isZero();
    }

    private static long firings(String metrics) throws Exception {
        DatasetDocument dataset = DatasetDocument.of(ACCESS, Map.of("format", "combined", "metrics", metrics));
        try (TestingMetrics testing = new TestingMetrics(dataset, SETTINGS, 1, null, new TestingIndex())) {
            testing.tick(0, NOON - 1_000);
            testing.read(0, new Access(NOON + 1, "192.0.2.1", "/", "agent", 200, 5).event(ACCESS, 0, 0, NOON));
            testing.endInput();
            return testing.firings();
        }
    }
}
