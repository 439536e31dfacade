package io.drey.lake.landing;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.flink.sink.IcebergSink;
import org.apache.iceberg.io.WriteResult;

/**
 * Iceberg's sink, with its aggregator mended by {@link CommitPerCheckpoint}.
 *
 * @param <C> what is committed; the type is Iceberg's own and not public
 */
final class LakeSink<C>
        implements Sink<RowData>,
                SupportsPreWriteTopology<RowData>,
                SupportsPreCommitTopology<WriteResult, C>,
                SupportsCommitter<C> {

    private static final String AGGREGATOR_UID = "Sink pre-commit aggregator: ";

    private final IcebergSink sink;
    private final String uid;
    private final WriterFactory writers;

    /** Makes a subtask's writer. */
    interface WriterFactory extends Serializable {
        SinkWriter<RowData> writer(WriterInitContext context) throws IOException;
    }

    /** Iceberg's sink with its own writers. */
    LakeSink(IcebergSink sink, String uid) {
        this(sink, uid, sink::createWriter);
    }

    LakeSink(IcebergSink sink, String uid, WriterFactory writers) {
        this.sink = sink;
        this.uid = uid;
        this.writers = writers;
    }

    @Override
    @Deprecated
    public SinkWriter<RowData> createWriter(InitContext context) {
        return sink.createWriter(context);
    }

    @Override
    public SinkWriter<RowData> createWriter(WriterInitContext context) throws IOException {
        return writers.writer(context);
    }

    @Override
    public DataStream<RowData> addPreWriteTopology(DataStream<RowData> rows) {
        return sink.addPreWriteTopology(rows);
    }

    @Override
    public SimpleVersionedSerializer<WriteResult> getWriteResultSerializer() {
        return sink.getWriteResultSerializer();
    }

    @Override
    public DataStream<CommittableMessage<C>> addPreCommitTopology(DataStream<CommittableMessage<WriteResult>> results) {
        return results.global()
                .transform(
                        AGGREGATOR_UID + uid,
                        CommittableMessageTypeInfo.of(this::getCommittableSerializer),
                        commitPerCheckpoint())
                .uid(AGGREGATOR_UID + uid)
                .setParallelism(1)
                .setMaxParallelism(1)
                // Only one of the committer's subtasks commits: Iceberg's tables take one commit at a time.
                .global();
    }

    /** Around Iceberg's aggregator, which it gives only to a stream, so that gets one that is then dropped. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // the type of what is committed cannot be named
    CommitPerCheckpoint<C> commitPerCheckpoint() {
        DataStream<CommittableMessage<WriteResult>> nothing =
                LakeSinks.nothing(CommittableMessageTypeInfo.of(this::getWriteResultSerializer));
        Transformation<?> routed = sink.addPreCommitTopology(nothing).getTransformation();
        Transformation<?> aggregated = routed.getInputs().get(0);
        return new CommitPerCheckpoint((AbstractStreamOperator) ((OneInputTransformation) aggregated).getOperator());
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Committer<C> createCommitter(CommitterInitContext context) {
        return (Committer) sink.createCommitter(context);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public SimpleVersionedSerializer<C> getCommittableSerializer() {
        return (SimpleVersionedSerializer) sink.getCommittableSerializer();
    }
}
