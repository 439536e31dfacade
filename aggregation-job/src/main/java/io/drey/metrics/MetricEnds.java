package io.drey.metrics;

import io.drey.event.metric.MetricPoint;
import io.drey.job.delivery.DeadLetterEnd;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.lake.landing.LakeSinks;
import io.drey.search.OpenSearchEnd;
import io.drey.search.OpenSearchSettings;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where the points of metrics go: OpenSearch, and where it is asked for the lake. */
public final class MetricEnds {

    private MetricEnds() {}

    /**
     * The ends that settings name.
     *
     * @throws IllegalArgumentException naming a wrong key and the remedy
     */
    public static Consumer<DataStream<MetricPoint>> from(ReadableConfig configuration, KafkaSettings kafka) {
        OpenSearchSettings openSearch = OpenSearchSettings.from(configuration);
        Consumer<DataStream<MetricPoint>> indices = points -> DeadLetterEnd.write(
                OpenSearchEnd.write(MetricDocuments.of(points), openSearch, "metrics")
                        .refused(),
                KafkaEnds.records(kafka),
                "metrics");
        Consumer<DataStream<MetricPoint>> written =
                lake(configuration).map(indices::andThen).orElse(indices);
        Consumer<DataStream<MetricPoint>> all =
                configuration.get(AggregationOptions.FROM_TOPICS) ? withThoseOfRegions(written, kafka) : written;
        return configuration.get(AggregationOptions.TOPICS)
                // What came from a topic goes to none: two centres of one another would send it for ever.
                ? all.andThen(points -> MetricTopics.write(points, KafkaEnds.records(kafka)))
                : all;
    }

    private static Consumer<DataStream<MetricPoint>> withThoseOfRegions(
            Consumer<DataStream<MetricPoint>> end, KafkaSettings kafka) {
        return points -> end.accept(MetricTopics.withThoseOfRegions(
                points, KafkaEnds.metricRecords(kafka, "metrics-of-regions"), KafkaEnds.records(kafka)));
    }

    static Optional<Consumer<DataStream<MetricPoint>>> lake(ReadableConfig configuration) {
        return configuration.get(AggregationOptions.LAKE)
                ? Optional.of(new LakeSinks(LakeSettings.from(configuration)).metrics())
                : Optional.empty();
    }
}
