package io.drey.operations.lake;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** The documents of datasets in force. */
public final class PublishedDatasets implements AutoCloseable {

    private final ControlTopics documents;

    private PublishedDatasets(ControlTopics documents) {
        this.documents = documents;
    }

    /** Reads them. */
    public static PublishedDatasets open(KafkaSettings kafka) {
        ControlTopics documents = new ControlTopics(kafka.properties());
        try {
            documents.open();
            return new PublishedDatasets(documents);
        } catch (KafkaException e) {
            documents.close();
            throw OperationException.failure(
                    "the datasets' documents cannot be read from Kafka at %s: %s; check %s"
                            .formatted(kafka.bootstrapServers(), e.getMessage(), KafkaSettings.BOOTSTRAP_SERVERS.key()),
                    e);
        }
    }

    public Optional<DatasetDocument> find(DatasetId id) {
        return documents.find(id);
    }

    @Override
    public void close() {
        documents.close();
    }
}
