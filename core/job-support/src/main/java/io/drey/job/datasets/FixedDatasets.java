package io.drey.job.datasets;

import io.drey.event.DatasetId;
import io.drey.event.config.DatasetDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directory of documents that are given once and do not change. */
public final class FixedDatasets implements DatasetDirectory {

    private final List<Entry> entries = new ArrayList<>();
    private transient Map<DatasetId, DatasetDocument> byId;

    public FixedDatasets(DatasetDocument... documents) {
        Arrays.stream(documents)
                .map(document -> new Entry(
                        document.id().tenant(), new String(document.toJson(), java.nio.charset.StandardCharsets.UTF_8)))
                .forEach(entries::add);
    }

    @Override
    public void open() {
        byId = new HashMap<>();
        for (Entry entry : entries) {
            DatasetDocument document = DatasetDocument.fromJson(entry.tenant, entry.json);
            byId.put(document.id(), document);
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

    private record Entry(String tenant, String json) implements java.io.Serializable {}
}
