package io.drey.search;

import io.drey.event.DeadLetter;
import io.drey.event.DeliveredCount;
import io.drey.job.opensearch.DocumentBatch;
import io.drey.job.opensearch.SearchDocument;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

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
     * What becomes of the documents of a stream.
     *
     * @param refused those refused for good, with the reason; to be kept in the dead-letters topics
     * @param delivered how many are written, of those with a receipt; for the ledger
     */
    public record Outcome(DataStream<DeadLetter> refused, DataStream<DeliveredCount> delivered) {}

    /**
     * Writes documents.
     *
     * @param name stands before the operators' names and uids; constant for the life of the job's state
     */
    public static Outcome write(DataStream<SearchDocument> documents, OpenSearchSettings settings, String name) {
        DataStream<DocumentBatch> batches = documents
                .transform(
                        name + ": gather bulk", TypeInformation.of(DocumentBatch.class), new BatchingOperator(settings))
                .uid(name + "-gather-bulk");
        // No time-out: the client tries again until OpenSearch takes the documents.
        DataStream<BulkOutcome> outcomes = AsyncDataStream.unorderedWait(
                        batches, new BulkFunction(settings), 0, TimeUnit.MILLISECONDS, settings.bulksInFlight())
                .returns(TypeInformation.of(BulkOutcome.class))
                .name(name + ": write to OpenSearch")
                .uid(name + "-write-opensearch");
        SingleOutputStreamOperator<DeadLetter> refused = outcomes.process(new SplitOutcomes())
                .returns(TypeInformation.of(DeadLetter.class))
                .name(name + ": sort answers")
                .uid(name + "-sort-answers");
        return new Outcome(refused, refused.getSideOutput(SplitOutcomes.DELIVERED));
    }
}
