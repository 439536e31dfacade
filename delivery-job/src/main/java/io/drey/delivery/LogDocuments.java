package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.event.LogEvent;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.opensearch.SearchDocument;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Makes documents of the events that their dataset's search policy selects. */
final class LogDocuments extends RichFlatMapFunction<Clocked<LogEvent>, SearchDocument> {

    private final DatasetDirectory directory;

    private transient SearchDocuments documents;

    LogDocuments(DatasetDirectory directory) {
        this.directory = requireNonNull(directory, "directory is null");
    }

    @Override
    public void open(OpenContext context) {
        directory.open();
        documents = new SearchDocuments();
    }

    @Override
    public void flatMap(Clocked<LogEvent> element, Collector<SearchDocument> out) {
        if (element.isTick()) {
            return;
        }
        LogEvent event = element.payload();
        documents.counted(event, directory.require(event.datasetId()).search()).ifPresent(out::collect);
    }

    @Override
    public void close() {
        directory.close();
    }
}
