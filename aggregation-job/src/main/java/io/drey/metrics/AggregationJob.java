package io.drey.metrics;

import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.SettingsReader;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.delivery.DeadLetterEnd;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.search.OpenSearchOptions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Counts events of all tenants in windows and writes the counts to OpenSearch. */
public final class AggregationJob {

    /** All settings that the job reads. */
    public static final List<ConfigOption<?>> OPTIONS = Stream.of(
                    KafkaSettings.OPTIONS, OpenSearchOptions.OPTIONS, LakeSettings.OPTIONS, AggregationOptions.OPTIONS)
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    static final String NAME = "aggregation-job";

    private AggregationJob() {}

    public static void main(String[] arguments) throws Exception {
        Configuration configuration =
                JobArguments.parse(SettingsReader.job("aggregation", OPTIONS), arguments, System.getenv());
        KafkaSettings kafka = KafkaSettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.createPatient(configuration);
        AggregationTopology.build(
                environment,
                KafkaEnds.events(kafka, NAME),
                new ControlTopics(kafka.properties()),
                AggregationSettings.from(configuration),
                damaged -> DeadLetterEnd.write(damaged, KafkaEnds.records(kafka), "damaged-events"),
                MetricEnds.from(configuration, kafka));
        environment.execute(NAME);
    }
}
