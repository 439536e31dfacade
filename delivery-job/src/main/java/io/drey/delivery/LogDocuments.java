package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.SearchPolicy;
import io.drey.delivery.domain.IndexNames;
import io.drey.event.LogEvent;
import io.drey.event.render.EcsJson;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.delivery.Receipt;
import io.drey.job.opensearch.SearchDocument;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Makes documents of the events that their dataset's search policy selects. A document's id is the event's, so that writing
 * it again overwrites it.
 */
final class LogDocuments extends RichFlatMapFunction<Clocked<LogEvent>, SearchDocument> {

    private final DatasetDirectory directory;

    private transient EcsJson json;
    private transient IndexNames names;

    LogDocuments(DatasetDirectory directory) {
        this.directory = requireNonNull(directory, "directory is null");
    }

    @Override
    public void open(OpenContext context) {
        directory.open();
        json = new EcsJson();
        names = new IndexNames();
    }

    @Override
    public void flatMap(Clocked<LogEvent> element, Collector<SearchDocument> out) {
        if (element.isTick()) {
            return;
        }
        LogEvent event = element.payload();
        SearchPolicy policy = directory.require(event.datasetId()).search();
        if (policy.selects(event)) {
            out.collect(document(event, policy));
        }
    }

    private SearchDocument document(LogEvent event, SearchPolicy policy) {
        String index = names.of(
                "logs", event.datasetId().tenant(), policy.period(), event.timestampMillis(), event.createdMillis());
        Receipt receipt = new Receipt(
                event.datasetId(),
                Target.OPENSEARCH.ledgerName(),
                event.createdMillis(),
                event.topic(),
                event.partition(),
                event.offset());
        return new SearchDocument(
                index,
                SearchDocument.idOf(event.id()),
                SearchDocument.UNVERSIONED,
                policy.original().document(json, event),
                receipt);
    }

    @Override
    public void close() {
        directory.close();
    }
}
