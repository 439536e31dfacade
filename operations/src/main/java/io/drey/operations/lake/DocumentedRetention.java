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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How long datasets are kept, as their documents say. Nothing of a tenant is deleted while one of its documents is refused: what is
 * refused may have been a longer retention.
 *
 * @param keeps what is kept for how long, of the tenants all of whose documents can be read
 * @param refused the other tenants, and why nothing of theirs is deleted
 */
public record DocumentedRetention(List<Retention.Keep> keeps, Map<String, String> refused) {

    public DocumentedRetention {
        keeps = List.copyOf(keeps);
        refused = new TreeMap<>(refused);
    }

    /**
     * Reads the documents.
     *
     * @param tenant only this one's datasets; empty for all
     * @param dataset only this one; empty for all
     * @param told hears of datasets that are kept for ever
     * @throws OperationException if they cannot be read, or nobody knows whose a refused one is
     */
    public static DocumentedRetention read(
            KafkaSettings kafka, Optional<String> tenant, Optional<String> dataset, Consumer<String> told) {
        try (ControlPlane plane = ControlPlane.connect(kafka)) {
            return of(plane.read(tenant), tenant, dataset, told);
        }
    }

    /** What the documents say that were read; see {@link #read}. */
    static DocumentedRetention of(
            ControlState state, Optional<String> tenant, Optional<String> dataset, Consumer<String> told) {
        List<String> anybodys = state.refused().stream()
                .filter(refusal -> refusal.tenant().isEmpty())
                .map(ControlState.Refusal::words)
                .toList();
        if (!anybodys.isEmpty()) {
            throw OperationException.failure(reason(anybodys));
        }
        Map<String, List<String>> problems = new TreeMap<>();
        state.refused().forEach(refusal -> problems(problems, refusal.tenant().orElseThrow())
                .add(refusal.words()));
        Map<String, String> refused = new TreeMap<>();
        problems.forEach((name, words) -> {
            if (isMeant(tenant, name)) {
                refused.put(name, reason(words));
            }
        });
        List<Retention.Keep> keeps = new ArrayList<>();
        for (PublishedDocument published : state.all()) {
            Document document = published.document();
            if (document.kind() != DocumentKind.DATASET
                    || !isMeant(tenant, document.tenant())
                    || !isMeant(dataset, document.name())
                    || refused.containsKey(document.tenant())) {
                continue;
            }
            DatasetId id = new DatasetId(document.tenant(), document.name());
            Optional<TenantDocument> owner = state.tenant(document.tenant());
            if (owner.isEmpty()) {
                refused.put(id.tenant(), "dataset %s has no tenant: apply its document".formatted(id));
                continue;
            }
            DatasetDocument.of(document, owner.get())
                    .retention()
                    .ifPresentOrElse(
                            length -> keeps.add(new Retention.Keep(id, length)),
                            () -> told.accept("%s is kept for ever: its document has no retention".formatted(id)));
        }
        return new DocumentedRetention(keeps, refused);
    }

    private static List<String> problems(Map<String, List<String>> problems, String tenant) {
        return problems.computeIfAbsent(tenant, unseen -> new ArrayList<>());
    }

    private static boolean isMeant(Optional<String> only, String name) {
        return only.isEmpty() || only.get().equals(name);
    }

    private static String reason(List<String> refusals) {
        return "nothing is deleted while a document is refused: %s. Apply it again with 'drey apply'"
                .formatted(String.join("; ", refusals));
    }

    /** Each refused tenant and its reason, in a line. */
    public String refusals() {
        List<String> words = new ArrayList<>();
        refused.forEach((tenant, reason) -> words.add("%s: %s".formatted(tenant, reason)));
        return String.join("; ", words);
    }
}
