package io.drey.delivery;

import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.SettingsReader;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.search.OpenSearchOptions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Reads events and alerts topics and delivers to the targets that the settings name. */
public final class DeliveryJob {

    /** All settings that the job reads. */
    public static final List<ConfigOption<?>> OPTIONS = Stream.of(
                    KafkaSettings.OPTIONS,
                    OpenSearchOptions.OPTIONS,
                    LakeSettings.OPTIONS,
                    DeliverySettings.OPTIONS,
                    JdbcSettings.OPTIONS)
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    private static final String NAME = "delivery-job";

    private DeliveryJob() {}

    public static void main(String[] arguments) throws Exception {
        build(JobArguments.parse(SettingsReader.job("delivery", OPTIONS), arguments, System.getenv()))
                .execute(NAME);
    }

    /**
     * The consumer group of a job with these settings.
     *
     * @throws IllegalArgumentException if a setting is wrong
     */
    public static String consumerGroup(Configuration configuration) {
        return DeliverySettings.from(configuration).groupId();
    }

    /** An environment with the whole job in it. */
    static StreamExecutionEnvironment build(Configuration configuration) {
        KafkaSettings kafka = KafkaSettings.from(configuration);
        DeliverySettings settings = DeliverySettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.createPatient(configuration);
        DeliveryTopology.build(
                environment,
                DeliveryEnds.from(configuration, kafka, settings),
                new ControlTopics(kafka.properties()),
                settings);
        return environment;
    }
}
