package io.drey.job.opensearch;

import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The end of a stream of documents: writes them to OpenSearch at least once.
 *
 * <p>As ids are deterministic a repeated write is an overwrite. Batches under way are part of each checkpoint. While
 * OpenSearch is away the stream is held back and nothing is lost; checkpoints then wait as well, so the job must tolerate
 * failed ones.
 *
 * <pre>{@code
 * OpenSearchEnd.write(documents, OpenSearchSettings.from(config), "metrics");
 * }</pre>
 */
public final class OpenSearchEnd {

    /** A document that is refused for good is kept in the index of this prefix and its own index's name. */
    public static final String REJECTED_PREFIX = "rejected-";

    private OpenSearchEnd() {}

    /**
     * Writes documents.
     *
     * @param name stands before the operators' names and uids; constant for the life of the job's state
     * @return those refused for good; each is kept in OpenSearch already, so the stream needs no consumer
     */
    public static DataStream<RejectedDocument> write(
            DataStream<SearchDocument> documents, OpenSearchSettings settings, String name) {
        DataStream<DocumentBatch> batches = documents
                .transform(
                        name + ": gather bulk", TypeInformation.of(DocumentBatch.class), new BatchingOperator(settings))
                .uid(name + "-gather-bulk");
        // No time-out: the client tries again until OpenSearch takes the documents.
        return AsyncDataStream.unorderedWait(
                        batches, new BulkFunction(settings), 0, TimeUnit.MILLISECONDS, settings.bulksInFlight())
                .returns(TypeInformation.of(RejectedDocument.class))
                .name(name + ": write to OpenSearch")
                .uid(name + "-write-opensearch");
    }
}
