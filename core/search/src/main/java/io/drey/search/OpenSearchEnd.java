package io.drey.search;

import io.drey.job.opensearch.DocumentBatch;
import io.drey.job.opensearch.SearchDocument;
import io.drey.job.sending.SendingEnd;
import io.drey.job.sending.SendingEnd.Step;
import org.apache.flink.api.common.typeinfo.TypeInformation;
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

    /** A document that is refused for good is kept, too, in the index of this prefix and its own index's name. */
    public static final String REJECTED_PREFIX = "rejected-";

    private OpenSearchEnd() {}

    /**
     * Writes documents.
     *
     * @param name stands before the operators' names and uids; constant for the life of the job's state
     */
    public static SendingEnd.Outcome write(
            DataStream<SearchDocument> documents, OpenSearchSettings settings, String name) {
        DataStream<DocumentBatch> batches = SendingEnd.gather(
                documents,
                new DocumentBatching(settings),
                TypeInformation.of(DocumentBatch.class),
                new Step(name + ": gather bulk", name + "-gather-bulk"));
        return SendingEnd.send(
                batches,
                new BulkFunction(settings),
                settings.bulksInFlight(),
                new Step(name + ": write to OpenSearch", name + "-write-opensearch"),
                name);
    }
}
