package io.drey.operations.lake;

import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.TenantDocument;
import io.drey.event.DatasetId;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.ControlState;
import io.drey.query.sight.ImpersonalFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** What documents of datasets say of open fields that name nobody. */
public final class ImpersonalDocuments {

    private ImpersonalDocuments() {}

    /** As the documents in force have it. */
    public static ImpersonalFields read(KafkaSettings kafka) {
        try (ControlPlane plane = ControlPlane.connect(kafka)) {
            return of(plane.read(Optional.empty()));
        }
    }

    /** What the documents of datasets say of their open fields. */
    public static ImpersonalFields of(ControlState state) {
        Map<String, TenantDocument> tenants = new HashMap<>();
        Map<DatasetId, SortedSet<String>> fields = new TreeMap<>();
        List<Document> documents =
                state.all().stream().map(published -> published.document()).toList();
        documents.stream()
                .filter(document -> document.kind() == DocumentKind.TENANT)
                .map(TenantDocument::of)
                .forEach(tenant -> tenants.put(tenant.name(), tenant));
        documents.stream()
                .filter(document -> document.kind() == DocumentKind.DATASET)
                .map(document -> DatasetDocument.of(
                        document, tenants.computeIfAbsent(document.tenant(), TenantDocument::defaults)))
                .forEach(dataset -> fields.put(dataset.id(), dataset.impersonal()));
        return new ImpersonalFields(fields);
    }
}
