package io.drey.search;

import io.drey.job.opensearch.DocumentBatch;
import io.drey.job.opensearch.SearchDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gathers documents for bulk requests: until there are enough, or the first has waited long enough. It passes on what it
 * has before each checkpoint's barrier and at the end of input, and so has no state.
 */
final class BatchingOperator extends AbstractStreamOperator<DocumentBatch>
        implements OneInputStreamOperator<SearchDocument, DocumentBatch>, BoundedOneInput {

    private final int maxDocuments;
    private final long maxBytes;
    private final long delayMillis;

    private transient List<SearchDocument> gathered;
    private transient long bytes;
    private transient ScheduledFuture<?> waiting;

    BatchingOperator(OpenSearchSettings settings) {
        chainingStrategy = ChainingStrategy.ALWAYS;
        this.maxDocuments = settings.bulkDocuments();
        this.maxBytes = settings.bulkBytes();
        this.delayMillis = settings.bulkDelay().toMillis();
    }

    @Override
    public void open() throws Exception {
        super.open();
        gathered = new ArrayList<>();
    }

    @Override
    public void processElement(StreamRecord<SearchDocument> element) {
        SearchDocument document = element.getValue();
        gathered.add(document);
        bytes += document.json().length;
        if (gathered.size() >= maxDocuments || bytes >= maxBytes || delayMillis == 0) {
            passOn();
        } else if (gathered.size() == 1) {
            passOnLater();
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        passOn();
    }

    @Override
    public void endInput() {
        passOn();
    }

    private void passOnLater() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        waiting = getProcessingTimeService().registerTimer(now + delayMillis, time -> passOn());
    }

    private void passOn() {
        if (gathered.isEmpty()) {
            return;
        }
        DocumentBatch batch = new DocumentBatch(gathered.toArray(SearchDocument[]::new));
        gathered.clear();
        bytes = 0;
        if (waiting != null) {
            waiting.cancel(false);
            waiting = null;
        }
        output.collect(new StreamRecord<>(batch));
    }
}
