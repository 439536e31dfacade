package io.drey.operations.lake;

import io.drey.configuration.DatasetDocument;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.TenantDocument;
import io.drey.event.DatasetId;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.retention.Retention;
import io.drey.operations.OperationException;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.ControlState;
import io.drey.operations.control.PublishedDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** How long datasets are kept, as their documents say. */
public final class DocumentedRetention {

    private DocumentedRetention() {}

    /**
     * Reads the documents.
     *
     * @param tenant only this one's datasets; empty for all
     * @param dataset only this one; empty for all
     * @param told hears of datasets that are kept for ever
     * @throws OperationException if they cannot be read, or one is refused
     */
    public static List<Retention.Keep> read(
            KafkaSettings kafka, Optional<String> tenant, Optional<String> dataset, Consumer<String> told) {
        ControlState state;
        try (ControlPlane plane = ControlPlane.connect(kafka)) {
            state = plane.read(tenant);
        }
        // What is refused may have been a longer retention.
        if (!state.refusals().isEmpty()) {
            throw OperationException.failure("nothing is deleted while a document is refused: "
                    + String.join("; ", state.refusals()) + ". Apply it again with 'drey apply'");
        }
        List<Document> documents =
                state.all().stream().map(PublishedDocument::document).toList();
        List<Retention.Keep> keeps = new ArrayList<>();
        for (Document document : documents) {
            if (document.kind() == DocumentKind.DATASET
                    && tenant.map(document.tenant()::equals).orElse(true)
                    && dataset.map(document.name()::equals).orElse(true)) {
                TenantDocument owner = documents.stream()
                        .filter(each -> each.kind() == DocumentKind.TENANT
                                && each.name().equals(document.tenant()))
                        .findFirst()
                        .map(TenantDocument::of)
                        .orElseThrow(() -> OperationException.failure("dataset %s/%s has no tenant: apply its document"
                                .formatted(document.tenant(), document.name())));
                DatasetDocument.of(document, owner)
                        .retention()
                        .ifPresentOrElse(
                                length -> keeps.add(
                                        new Retention.Keep(new DatasetId(document.tenant(), document.name()), length)),
                                () -> told.accept("%s/%s is kept for ever: its document has no retention"
                                        .formatted(document.tenant(), document.name())));
            }
        }
        return keeps;
    }
}
