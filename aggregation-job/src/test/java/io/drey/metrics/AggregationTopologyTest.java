package io.drey.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.metric.MetricPoint;
import io.drey.job.JobEnvironment;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The topology of production on two subtasks, with a failure in the middle. */
@Timeout(900)
class AggregationTopologyTest {

    private static final TestingIndex INDEX = new TestingIndex();
    private static final AtomicInteger FAILURES = new AtomicInteger();

    @Test
    void documentsEqualARecountThoughTheJobFailsInBetween() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(2);
        GeneratedEvents events = new GeneratedEvents("acme");

        AggregationTopology.build(
                environment,
                events.source(2_000),
                events.directory(),
                AggregationSettings.from(configuration),
                damaged -> {},
                points -> points.map(new WriteAndFailOnce()).sinkTo(new DiscardingSink<>()));
        environment.execute();

        assertThat(FAILURES).hasValue(1);
        assertThat(INDEX.lines()).isEqualTo(GeneratedEvents.expected());
    }

    /** Fails at the first document after a checkpoint. */
    private static final class WriteAndFailOnce extends RichMapFunction<MetricPoint, MetricPoint>
            implements CheckpointListener {

        private transient boolean checkpointed;

        @Override
        public MetricPoint map(MetricPoint point) {
            synchronized (INDEX) {
                INDEX.write(point);
            }
            if (checkpointed && FAILURES.compareAndSet(0, 1)) {
                throw new IllegalStateException("as the test wants it");
            }
            return point;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            checkpointed = true;
        }
    }
}
