package io.drey.delivery;

import io.drey.event.DatasetId;
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

    /** What a job's own name may be. */
    public static final String NAME_GRAMMAR = DatasetId.GRAMMAR;

    /** The setting that gives a job a name of its own. */
    public static final String NAME_KEY = DeliverySettings.NAME.key();

    private DeliveryJob() {}

    public static void main(String[] arguments) throws Exception {
        Configuration configuration =
                JobArguments.parse(SettingsReader.job("delivery", OPTIONS), arguments, System.getenv());
        build(configuration).execute(DeliverySettings.from(configuration).jobName());
    }

    /**
     * The consumer group of a job with these settings.
     *
     * @throws IllegalArgumentException if a setting is wrong
     */
    public static String consumerGroup(Configuration configuration) {
        return DeliverySettings.from(configuration).groupId();
    }

    /**
     * The name of its own that settings give the job; empty for none.
     *
     * @throws IllegalArgumentException if a setting is wrong
     */
    public static String ownName(Configuration configuration) {
        return DeliverySettings.from(configuration).name();
    }

    /** The uid of the operator by which the state of a job is told from that of others. */
    public static String markOf(String ownName) {
        return DeliveryTopology.decodeAlerts(ownName);
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
