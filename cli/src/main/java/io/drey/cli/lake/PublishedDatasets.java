package io.drey.cli.lake;

import io.drey.cli.console.CommandException;
import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaSettings;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** The documents of datasets in force. */
final class PublishedDatasets implements AutoCloseable {

    private final ControlTopics documents;

    private PublishedDatasets(ControlTopics documents) {
        this.documents = documents;
    }

    /** Reads them. */
    static PublishedDatasets open(KafkaSettings kafka) {
        ControlTopics documents = new ControlTopics(kafka.properties());
        try {
            documents.open();
            return new PublishedDatasets(documents);
        } catch (KafkaException e) {
            documents.close();
            throw CommandException.failure(
                    "the datasets' documents cannot be read from Kafka at %s: %s; check %s"
                            .formatted(kafka.bootstrapServers(), e.getMessage(), KafkaSettings.BOOTSTRAP_SERVERS.key()),
                    e);
        }
    }

    Optional<DatasetDocument> find(DatasetId id) {
        return documents.find(id);
    }

    @Override
    public void close() {
        documents.close();
    }
}
