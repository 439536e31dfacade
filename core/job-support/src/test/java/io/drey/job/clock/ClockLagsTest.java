package io.drey.job.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.job.JobMetric;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class ClockLagsTest {

    private final Map<String, Gauge<?>> gauges = new HashMap<>();
    private long now = 10_000;
    private final ClockLags lags = new ClockLags(new Recorded(""), () -> now);

    @Test
    void aDatasetsLagGrowsWithTheMachinesClockUntilItsOwnGoesOn() {
        lags.accept(new ClockTick("acme", "web", 0, 4_000, false));
        assertThat(lag("acme", "web")).isEqualTo(6_000);
        now += 500;
        assertThat(lag("acme", "web")).isEqualTo(6_500);
        lags.accept(new ClockTick("acme", "web", 0, 9_500, false));
        assertThat(lag("acme", "web")).isEqualTo(1_000);
        assertThat(gauges).hasSize(1);
    }

    @Test
    void whatIsSilentOrOnlyRestoredDoesNotLag() {
        lags.accept(new ClockTick("acme", "web", 0, 4_000, true));
        lags.accept(new ClockTick("acme", "api", 0, Long.MIN_VALUE, false));
        lags.accept(ClockTick.restored(new DatasetId("globex", "web"), 3, 1_000));
        assertThat(lag("acme", "web")).isZero();
        assertThat(lag("acme", "api")).isZero();
        assertThat(gauges).hasSize(2);
    }

    @Test
    void notMoreDatasetsThanAStoreOfMetricsBearsAreReported() {
        for (int dataset = 0; dataset < JobMetric.DATASETS + 5; dataset++) {
            lags.accept(new ClockTick("acme", "d" + dataset, 0, 4_000, false));
        }
        assertThat(gauges).hasSize(JobMetric.DATASETS);
    }

    private long lag(String tenant, String dataset) {
        return (Long) gauges.get(".tenant.%s.dataset.%s.clockLag".formatted(tenant, dataset))
                .getValue();
    }

    private final class Recorded extends UnregisteredMetricsGroup {
        private final String scope;

        Recorded(String scope) {
            this.scope = scope;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Recorded(scope + "." + key + "." + value);
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(scope + "." + name, gauge);
            return gauge;
        }
    }
}
