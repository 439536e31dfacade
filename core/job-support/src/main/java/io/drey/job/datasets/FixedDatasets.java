package io.drey.job.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
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

    public FixedDatasets(DatasetDocument... documents) {
        for (DatasetDocument dataset : documents) {
            Document document = dataset.toDocument();
            entries.add(new Entry(
                    document.topic(), document.key(), document.toJson().toString()));
        }
    }

    @Override
    public void open() {
        byId = new HashMap<>();
        for (Entry entry : entries) {
            Document document = ControlRecord.read(entry.topic, entry.key.getBytes(UTF_8), entry.json.getBytes(UTF_8))
                    .flatMap(ControlRecord::document)
                    .orElseThrow();
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
    public void close() {}

    private record Entry(String topic, String key, String json) implements Serializable {}
}
