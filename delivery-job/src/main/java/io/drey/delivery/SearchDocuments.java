package io.drey.delivery;

import io.drey.configuration.AlertStanding;
import io.drey.configuration.SearchPolicy;
import io.drey.delivery.domain.IndexNames;
import io.drey.event.Alert;
import io.drey.event.LogEvent;
import io.drey.event.render.EcsJson;
import io.drey.job.opensearch.SearchDocument;
import java.util.Optional;

/**
 * The documents that the job writes to OpenSearch, for whoever writes them again: the same indices, ids and contents. They
 * carry no receipt, so that nothing is counted as delivered twice.
 *
 * <p>An instance keeps buffers and is not thread-safe.
 */
public final class SearchDocuments {

    private final EcsJson json = new EcsJson();
    private final IndexNames names = new IndexNames();

    /** The document of an event; empty where the policy does not select it. */
    public Optional<SearchDocument> of(LogEvent event, SearchPolicy policy) {
        if (!policy.selects(event)) {
            return Optional.empty();
        }
        String index = names.of(
                "logs", event.datasetId().tenant(), policy.period(), event.timestampMillis(), event.createdMillis());
        return Optional.of(new SearchDocument(
                index,
                SearchDocument.idOf(event.id()),
                SearchDocument.UNVERSIONED,
                policy.original().document(json, event)));
    }

    /** The document of an alert with which people did something. */
    public SearchDocument of(Alert alert, AlertStanding standing) {
        SearchDocument document = AlertDocument.of(new PositionedAlert(alert, "", 0, 0), standing, names);
        return new SearchDocument(document.index(), document.id(), document.version(), document.json());
    }
}
