package io.drey.cep;

import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.SettingsReader;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.delivery.DeadLetterEnd;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Reads events topics, matches rules and writes alerts topics. */
public final class CepJob {

    /** All settings that the job reads. */
    public static final List<ConfigOption<?>> OPTIONS = KafkaSettings.OPTIONS;

    private static final String NAME = "cep-job";

    private CepJob() {}

    public static void main(String[] arguments) throws Exception {
        Configuration configuration =
                JobArguments.parse(SettingsReader.job("cep", OPTIONS), arguments, System.getenv());
        KafkaSettings kafka = KafkaSettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        CepTopology.build(
                environment,
                KafkaEnds.events(kafka, NAME),
                new ControlTopics(kafka.properties()),
                new PublishedRules(new ControlTopics(kafka.properties())),
                damaged -> DeadLetterEnd.write(damaged, KafkaEnds.records(kafka), "damaged-events"),
                CepTopology.toTopics(KafkaEnds.records(kafka)));
        environment.execute(NAME);
    }
}
