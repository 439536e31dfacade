package io.drey.fused;

import io.drey.cep.CepJob;
import io.drey.cep.CepTopology;
import io.drey.cep.PublishedRules;
import io.drey.ingest.IngestJob;
import io.drey.ingest.IngestTopology;
import io.drey.ingest.KafkaRawTopics;
import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.SettingsReader;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.lake.landing.LakeSinks;
import io.drey.metrics.AggregationJob;
import io.drey.metrics.AggregationSettings;
import io.drey.metrics.MetricEnds;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Takes raw topics in, parses each line once, and lands, counts and matches it in the same job. */
public final class FusedJob {

    /** All settings that the job reads. */
    public static final List<ConfigOption<?>> OPTIONS = Stream.of(
                    IngestJob.OPTIONS, AggregationJob.OPTIONS, CepJob.OPTIONS, FusedSettings.OPTIONS)
            .<ConfigOption<?>>flatMap(List::stream)
            .distinct()
            .toList();

    static final String NAME = "fused-job";

    private FusedJob() {}

    /** Runs the job; see the module's README for its settings. */
    public static void main(String[] arguments) throws Exception {
        Configuration configuration =
                JobArguments.parse(SettingsReader.job("fused", OPTIONS), arguments, System.getenv());
        KafkaSettings kafka = KafkaSettings.from(configuration);
        LakeSinks lake = new LakeSinks(LakeSettings.from(configuration));
        FusedTopology.Ends ends = new FusedTopology.Ends(
                new IngestTopology.Ends(
                        // The group of the ingest job: whichever of the two runs goes on where the other was stopped.
                        KafkaEnds.rawRecords(kafka, IngestJob.GROUP),
                        KafkaEnds.records(kafka),
                        lake.logs(),
                        lake.deadLetters(),
                        lake.dropped()),
                MetricEnds.from(configuration, kafka),
                CepTopology.toTopics(KafkaEnds.records(kafka)));
        StreamExecutionEnvironment environment = JobEnvironment.createPatient(configuration);
        FusedTopology.build(
                environment,
                ends,
                new ControlTopics(kafka.properties()),
                new PublishedRules(new ControlTopics(kafka.properties())),
                new KafkaRawTopics(kafka),
                AggregationSettings.from(configuration),
                FusedSettings.from(configuration));
        environment.execute(NAME);
    }
}
