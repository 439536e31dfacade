package io.drey.cli.lake;

import io.drey.ingest.EventOutlet;
import io.drey.ingest.IngestSettings;
import io.drey.ingest.IngestTopology;
import io.drey.ingest.KafkaRawTopics;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.lake.landing.LakeSinks;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The ingest job within a test.
 *
 * @param name its name, and its group's
 * @param servers Kafka's
 * @param lake where it lands what it reads
 * @param checkpoints how often
 */
public record InProcessIngest(String name, String servers, LakeSettings lake, Duration checkpoints) {

    /**
     * Starts it.
     *
     * @param savepoint where it goes on; null to begin
     */
    public JobClient start(int parallelism, String savepoint) throws Exception {
        KafkaSettings kafka = KafkaSettings.from(
                Configuration.fromMap(Map.of("kafka-bootstrap-servers", servers, "kafka-discovery-interval", "1 s")));
        Configuration configuration = Configuration.fromMap(Map.of(
                "execution.checkpointing.interval", checkpoints.toMillis() + " ms", "restart-strategy.type", "none"));
        if (savepoint != null) {
            configuration.setString("execution.state-recovery.path", savepoint);
        }
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        environment.setParallelism(parallelism);
        LakeSinks sinks = new LakeSinks(lake);
        IngestTopology.attach(
                environment,
                new IngestTopology.Ends(
                        KafkaEnds.rawRecords(kafka, name),
                        KafkaEnds.records(kafka),
                        sinks.logs(),
                        sinks.deadLetters(),
                        sinks.dropped()),
                new ControlTopics(kafka.properties()),
                new KafkaRawTopics(kafka),
                IngestSettings.from(new Configuration()),
                EnumSet.of(EventOutlet.TOPICS));
        return environment.executeAsync(name);
    }
}
