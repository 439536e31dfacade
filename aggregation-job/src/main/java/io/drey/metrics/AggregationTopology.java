package io.drey.metrics;

import io.drey.event.DeadLetter;
import io.drey.event.LogEvent;
import io.drey.event.metric.MetricPoint;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.ClockedTypeInfo;
import io.drey.job.clock.EventStreams;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.metrics.domain.BuiltInMetrics;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The way from events to the points of their windows. */
public final class AggregationTopology {

    private static final TypeInformation<PartialCounts> PARTIAL_COUNTS = TypeInformation.of(PartialCounts.class);

    private AggregationTopology() {}

    /**
     * Builds the job.
     *
     * @param events the values of events topics' records
     * @param directory how each dataset is timed
     * @param damaged what becomes of events whose bytes are damaged
     * @param sink what becomes of the points
     */
    public static void build(
            StreamExecutionEnvironment environment,
            Source<byte[], ?, ?> events,
            DatasetDirectory directory,
            AggregationSettings settings,
            Consumer<DataStream<DeadLetter>> damaged,
            Consumer<DataStream<MetricPoint>> sink) {
        SingleOutputStreamOperator<Clocked<LogEvent>> counted =
                EventStreams.readThoseWith(BuiltInMetrics.OF_ANY, environment, events, directory);
        damaged.accept(counted.getSideOutput(EventStreams.DAMAGED));
        sink.accept(metrics(counted, directory, settings));
    }

    /** The points of metrics, of events that are read already. */
    public static DataStream<MetricPoint> metrics(
            DataStream<Clocked<LogEvent>> events, DatasetDirectory directory, AggregationSettings settings) {
        DataStream<Clocked<PartialCounts>> partialCounts = events.transform(
                        "count-in-windows",
                        new ClockedTypeInfo<>(PARTIAL_COUNTS),
                        new CountInWindowsOperator(settings, directory))
                .uid("count-in-windows");
        return EventStreams.keyed(
                partialCounts,
                PARTIAL_COUNTS,
                PartialCounts::key,
                new MetricWindowsFunction(settings, directory),
                TypeInformation.of(MetricPoint.class),
                "metric-windows");
    }
}
