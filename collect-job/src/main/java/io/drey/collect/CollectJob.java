package io.drey.collect;

import io.drey.collect.files.CollectSettings;
import io.drey.collect.files.FileSource;
import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.SettingsReader;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Reads files as they come, and writes their lines to raw topics. */
public final class CollectJob {

    /** All settings that the job reads. */
    public static final List<ConfigOption<?>> OPTIONS = Stream.of(KafkaSettings.OPTIONS, CollectSettings.OPTIONS)
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    private static final String NAME = "collect-job";

    private CollectJob() {}

    /** Runs the job; see the module's README for its settings. */
    public static void main(String[] arguments) throws Exception {
        Configuration configuration =
                JobArguments.parse(SettingsReader.job("collect", OPTIONS), arguments, System.getenv());
        KafkaSettings kafka = KafkaSettings.from(configuration);
        CollectSettings settings = CollectSettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        CollectTopology.build(environment, new FileSource(settings), KafkaEnds.lines(kafka));
        environment.execute(NAME);
    }
}
