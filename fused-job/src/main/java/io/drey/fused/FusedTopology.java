package io.drey.fused;

import static java.util.Objects.requireNonNull;

import io.drey.cep.CepTopology;
import io.drey.cep.RuleDirectory;
import io.drey.event.Alert;
import io.drey.event.LogEvent;
import io.drey.event.metric.MetricPoint;
import io.drey.ingest.IngestTopology;
import io.drey.ingest.RawTopics;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.metrics.AggregationSettings;
import io.drey.metrics.AggregationTopology;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The topologies of ingest, metrics and detections on one parsed stream. Assembly only: whatever happens to an event
 * happens in theirs.
 */
final class FusedTopology {

    private FusedTopology() {}

    /**
     * Where the topology ends.
     *
     * @param ingest those of the ingest topology
     * @param metrics what becomes of the points of metrics
     * @param alerts what becomes of alerts
     */
    record Ends(
            IngestTopology.Ends ingest, Consumer<DataStream<MetricPoint>> metrics, Consumer<DataStream<Alert>> alerts) {

        Ends {
            requireNonNull(ingest, "ingest is null");
            requireNonNull(metrics, "metrics is null");
            requireNonNull(alerts, "alerts is null");
        }
    }

    static void build(
            StreamExecutionEnvironment environment,
            Ends ends,
            DatasetDirectory directory,
            RuleDirectory rules,
            RawTopics rawTopics,
            AggregationSettings aggregation,
            FusedSettings settings) {
        DataStream<Clocked<LogEvent>> events = IngestTopology.attach(
                environment, ends.ingest(), directory, rawTopics, settings.ingest(), settings.outlets());
        ends.metrics().accept(AggregationTopology.metrics(events, directory, aggregation));
        CepTopology.attach(events, rules, ends.alerts());
    }
}
