package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentText;
import io.drey.configuration.MetricDocument;
import io.drey.event.DatasetId;
import io.drey.job.datasets.DatasetDirectory;
import java.util.List;
import java.util.Optional;

/** A directory of one dataset whose metrics a test changes while operators run. */
final class ChangingMetrics implements DatasetDirectory {

    private final transient DatasetDocument dataset;
    private transient List<MetricDocument> metrics = List.of();

    ChangingMetrics(DatasetDocument dataset) {
        this.dataset = dataset;
    }

    /** The document that a text in YAML is; fails if it is wrong. */
    static Document document(String yaml) {
        DocumentText text = DocumentText.read("metric.yaml", yaml.getBytes(UTF_8), Optional.empty());
        if (!text.problems().isEmpty()) {
            throw new IllegalArgumentException(text.problems().toString());
        }
        return text.documents().get(0).document();
    }

    /** Puts others in force. */
    void put(String... yaml) {
        metrics = List.of(yaml).stream()
                .map(ChangingMetrics::document)
                .map(MetricDocument::of)
                .toList();
    }

    @Override
    public List<MetricDocument> metrics(String tenant) {
        return metrics;
    }

    @Override
    public void open() {}

    @Override
    public Optional<DatasetDocument> find(DatasetId id) {
        return Optional.of(dataset);
    }

    @Override
    public void close() {}
}
