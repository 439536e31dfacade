package io.drey.delivery;

import io.drey.event.Alert;
import io.drey.job.JobArguments;
import io.drey.job.JobEnvironment;
import io.drey.job.kafka.KafkaEnds;
import io.drey.job.kafka.KafkaSettings;
import io.drey.job.opensearch.OpenSearchEnd;
import io.drey.job.opensearch.OpenSearchSettings;
import io.drey.job.opensearch.SearchDocument;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeSinks;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Reads alerts topics and delivers to OpenSearch and the lake. */
public final class DeliveryJob {

    private static final String NAME = "delivery-job";

    private DeliveryJob() {}

    public static void main(String[] arguments) throws Exception {
        Configuration configuration = JobArguments.parse(arguments, System.getenv());
        DeliverySettings settings = DeliverySettings.from(configuration);
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration);
        DeliveryTopology.build(
                environment,
                KafkaEnds.alerts(KafkaSettings.from(configuration), settings.groupId()),
                settings.deliversTo(Target.OPENSEARCH) ? toOpenSearch(configuration) : documents -> {},
                settings.deliversTo(Target.LAKE) ? toLake(configuration) : alerts -> {});
        environment.execute(NAME);
    }

    private static Consumer<DataStream<SearchDocument>> toOpenSearch(Configuration configuration) {
        OpenSearchSettings settings = OpenSearchSettings.from(configuration);
        return documents -> OpenSearchEnd.write(documents, settings, "alerts");
    }

    private static Consumer<DataStream<Alert>> toLake(Configuration configuration) {
        return new LakeSinks(LakeSettings.from(configuration)).alerts();
    }
}
