package io.drey.collect;

import io.drey.collect.files.CollectSettings;
import io.drey.collect.files.FileSource;
import io.drey.collect.files.FilesDirectory;
import io.drey.collect.files.NotificationQueue;
import io.drey.collect.files.NotificationTopics;
import io.drey.collect.files.NotifiedBuckets;
import io.drey.collect.files.PublishedFiles;
import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.SettingsReader;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import java.util.ArrayList;
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
        FilesDirectory directory = settings.places().isEmpty()
                ? null
                : new PublishedFiles(new ControlTopics(kafka.properties()), settings);
        List<NotifiedBuckets> buckets = new ArrayList<>();
        if (!settings.topics().isEmpty()) {
            buckets.add(new NotificationTopics(kafka.properties(), settings.topics()));
        }
        settings.queues().forEach(queue -> buckets.add(new NotificationQueue(queue)));
        CollectTopology.build(environment, new FileSource(settings, directory, buckets), KafkaEnds.lines(kafka));
        environment.execute(NAME);
    }
}
