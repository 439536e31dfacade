package io.drey.delivery;

import io.drey.configuration.AlertStanding;
import io.drey.configuration.SearchPolicy;
import io.drey.delivery.domain.IndexNames;
import io.drey.event.Alert;
import io.drey.event.LogEvent;
import io.drey.event.render.EcsJson;
import io.drey.job.delivery.Receipt;
import io.drey.job.opensearch.SearchDocument;
import java.util.Optional;

/**
 * Makes the documents of events and alerts in OpenSearch. Their ids are those of the event or alert, so that writing them again
 * overwrites them. An alert's index is the tenant's of the month of the completing event; staged alerts have indices
 * of their own.
 *
 * <p>The job's documents carry receipts. Whoever writes them again gets the same indices, ids and contents without, so that
 * nothing is counted as delivered twice.
 *
 * <p>An instance keeps buffers and is not thread-safe.
 */
public final class SearchDocuments {

    /** What indices of alerts of rules that are being tried are called by. */
    private static final String STAGED = "staged";

    private final EcsJson json = new EcsJson();
    private final IndexNames names = new IndexNames();

    /** The document of an event; empty where the policy does not select it. */
    public Optional<SearchDocument> of(LogEvent event, SearchPolicy policy) {
        return policy.selects(event) ? Optional.of(document(event, policy, null)) : Optional.empty();
    }

    /** The document of an alert with which people did something. */
    public SearchDocument of(Alert alert, AlertStanding standing) {
        return document(alert, standing, null);
    }

    /** The document of an event, with a receipt; empty where the policy does not select it. */
    Optional<SearchDocument> counted(LogEvent event, SearchPolicy policy) {
        if (!policy.selects(event)) {
            return Optional.empty();
        }
        Receipt receipt = new Receipt(
                event.datasetId(),
                SinkKind.OPENSEARCH.ledgerName(),
                event.createdMillis(),
                event.topic(),
                event.partition(),
                event.offset());
        return Optional.of(document(event, policy, receipt));
    }

    /** The document of an alert, with a receipt. */
    SearchDocument counted(PositionedAlert positioned, AlertStanding standing) {
        return document(positioned.alert(), standing, positioned.receipt(SinkKind.OPENSEARCH.ledgerName()));
    }

    private SearchDocument document(LogEvent event, SearchPolicy policy, Receipt receipt) {
        String index = names.of(
                "logs", event.datasetId().tenant(), policy.period(), event.timestampMillis(), event.createdMillis());
        return new SearchDocument(
                index,
                SearchDocument.idOf(event.id()),
                SearchDocument.UNVERSIONED,
                policy.document(json, event),
                receipt);
    }

    private SearchDocument document(Alert alert, AlertStanding standing, Receipt receipt) {
        String index = names.of(
                alert.staged() ? STAGED : "alerts",
                alert.tenant(),
                SearchPolicy.Period.MONTHLY,
                alert.timestampMillis(),
                alert.createdMillis());
        return new SearchDocument(
                index,
                SearchDocument.idOf(alert.id()),
                SearchDocument.UNVERSIONED,
                AlertDocument.json(alert, standing),
                receipt);
    }
}
