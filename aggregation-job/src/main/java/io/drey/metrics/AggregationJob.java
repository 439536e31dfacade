package io.drey.metrics;

import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.delivery.DeadLetterEnd;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.job.opensearch.OpenSearchEnd;
import io.drey.job.opensearch.OpenSearchSettings;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Counts events of all tenants in windows and writes the counts to OpenSearch. */
public final class AggregationJob {

    static final String NAME = "aggregation-job";

    private AggregationJob() {}

    public static void main(String[] arguments) throws Exception {
        Configuration configuration = JobArguments.parse(arguments, System.getenv());
        KafkaSettings kafka = KafkaSettings.from(configuration);
        OpenSearchSettings openSearch = OpenSearchSettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.createPatient(configuration);
        AggregationTopology.build(
                environment,
                KafkaEnds.events(kafka, NAME),
                new ControlTopics(kafka.properties()),
                AggregationSettings.from(configuration),
                documents -> DeadLetterEnd.write(
                        OpenSearchEnd.write(documents, openSearch, "metrics").refused(),
                        KafkaEnds.recordsOfNewTopics(kafka),
                        "metrics"));
        environment.execute(NAME);
    }
}
