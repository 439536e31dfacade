package io.drey.ingest;

import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.SettingsReader;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.lake.landing.LakeSinks;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Takes raw topics in, parses their lines and forks them to the events topics and the lake. */
public final class IngestJob {

    /** The consumer group of all who take raw topics in: they take turns, never side by side. */
    public static final String GROUP = "drey-ingest";

    /** All settings that the job reads. */
    public static final List<ConfigOption<?>> OPTIONS = Stream.of(
                    KafkaSettings.OPTIONS, LakeSettings.OPTIONS, IngestSettings.OPTIONS)
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    private static final String NAME = "ingest-job";

    private IngestJob() {}

    /** Runs the job; see the module's README for its settings. */
    public static void main(String[] arguments) throws Exception {
        Configuration configuration =
                JobArguments.parse(SettingsReader.job("ingest", OPTIONS), arguments, System.getenv());
        KafkaSettings kafka = KafkaSettings.from(configuration);
        LakeSinks lake = new LakeSinks(LakeSettings.from(configuration));
        IngestTopology.Ends ends = new IngestTopology.Ends(
                KafkaEnds.rawRecords(kafka, GROUP),
                KafkaEnds.records(kafka),
                lake.logs(),
                lake.deadLetters(),
                lake.dropped());
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        IngestTopology.build(
                environment,
                ends,
                new ControlTopics(kafka.properties()),
                new KafkaRawTopics(kafka),
                IngestSettings.from(configuration));
        environment.execute(NAME);
    }
}
