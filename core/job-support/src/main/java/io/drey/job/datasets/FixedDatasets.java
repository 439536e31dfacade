package io.drey.job.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.MetricDocument;
import io.drey.configuration.TenantDocument;
import io.drey.event.DatasetId;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directory of documents that are given once and do not change. */
public final class FixedDatasets implements DatasetDirectory {

    private final List<Entry> entries = new ArrayList<>();
    private transient Map<DatasetId, DatasetDocument> byId;
    private transient Map<String, List<MetricDocument>> metrics;

    public FixedDatasets(DatasetDocument... documents) {
        for (DatasetDocument dataset : documents) {
            add(dataset.toDocument());
        }
    }

    /** These and metrics. */
    public FixedDatasets withMetrics(Document... documents) {
        FixedDatasets both = new FixedDatasets();
        both.entries.addAll(entries);
        for (Document metric : documents) {
            both.add(metric);
        }
        return both;
    }

    private void add(Document document) {
        entries.add(
                new Entry(document.topic(), document.key(), document.toJson().toString()));
    }

    @Override
    public void open() {
        byId = new HashMap<>();
        metrics = new HashMap<>();
        for (Entry entry : entries) {
            Document document = ControlRecord.read(entry.topic, entry.key.getBytes(UTF_8), entry.json.getBytes(UTF_8))
                    .flatMap(ControlRecord::document)
                    .orElseThrow();
            if (document.kind() == DocumentKind.METRIC) {
                metrics.computeIfAbsent(document.tenant(), tenant -> new ArrayList<>())
                        .add(MetricDocument.of(document));
                continue;
            }
            DatasetDocument dataset = DatasetDocument.of(document, TenantDocument.defaults(document.tenant()));
            byId.put(dataset.id(), dataset);
        }
    }

    @Override
    public Optional<DatasetDocument> find(DatasetId id) {
        if (byId == null) {
            open();
        }
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public List<MetricDocument> metrics(String tenant) {
        if (metrics == null) {
            open();
        }
        return metrics.getOrDefault(tenant, List.of());
    }

    @Override
    public void close() {}

    private record Entry(String topic, String key, String json) implements Serializable {}
}
