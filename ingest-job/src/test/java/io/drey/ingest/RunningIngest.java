package io.drey.ingest;

import io.drey.job.JobEnvironment;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.stack.LocalStack;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The ingest job on a real Kafka, without a lake; it ends at its first failure. */
final class RunningIngest {

    private RunningIngest() {}

    /** Starts the job under a name that is its consumer group's, too. */
    static JobClient start(LocalStack stack, String name) throws Exception {
        return start(stack, name, Map.of());
    }

    /** As {@link #start(LocalStack, String)}, with settings of its own. */
    static JobClient start(LocalStack stack, String name, Map<String, String> settings) throws Exception {
        KafkaSettings kafka = KafkaSettings.from(Configuration.fromMap(
                Map.of(KafkaSettings.BOOTSTRAP_SERVERS.key(), stack.kafka().bootstrapServers())));
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(1);
        IngestTopology.build(
                environment,
                new IngestTopology.Ends(
                        KafkaEnds.rawRecords(kafka, name),
                        KafkaEnds.records(kafka),
                        logs -> {},
                        deadLetters -> {},
                        dropped -> {}),
                new ControlTopics(kafka.properties()),
                new KafkaRawTopics(kafka),
                IngestSettings.from(Configuration.fromMap(settings)));
        return environment.executeAsync(name);
    }
}
