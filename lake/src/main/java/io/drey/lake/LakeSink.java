package io.drey.lake;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.flink.sink.IcebergSink;
import org.apache.iceberg.io.WriteResult;

/**
 * Iceberg's sink, mended where input ends.
 *
 * <p>When input ends, Iceberg's aggregator hands out the last files under the checkpoint id {@link Long#MAX_VALUE}.
 * Flink's committer commits them no more since 1.20.2 (FLINK-37605), because it waits for a checkpoint of that id: the
 * rows since the last checkpoint would be lost. Here they go out under the final checkpoint's id.
 *
 * @param <C> what is committed; the type is Iceberg's own and not public
 */
final class LakeSink<C>
        implements Sink<RowData>,
                SupportsPreWriteTopology<RowData>,
                SupportsPreCommitTopology<WriteResult, C>,
                SupportsCommitter<C> {

    private static final String NAME_UID = "name-final-checkpoint";

    private final IcebergSink sink;

    LakeSink(IcebergSink sink) {
        this.sink = sink;
    }

    @Override
    @Deprecated
    public SinkWriter<RowData> createWriter(InitContext context) {
        return sink.createWriter(context);
    }

    @Override
    public SinkWriter<RowData> createWriter(WriterInitContext context) throws IOException {
        return sink.createWriter(context);
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
        DataStream<CommittableMessage<C>> aggregated = aggregated(results);
        return aggregated
                .transform(
                        "name final checkpoint",
                        CommittableMessageTypeInfo.of(this::getCommittableSerializer),
                        new NameFinalCheckpoint<>())
                .uid(NAME_UID)
                .setParallelism(1)
                .setMaxParallelism(1)
                // Only one of the committer's subtasks commits: Iceberg's tables take one commit at a time.
                .global();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the type of what is committed cannot be named
    private DataStream<CommittableMessage<C>> aggregated(DataStream<CommittableMessage<WriteResult>> results) {
        return (DataStream) sink.addPreCommitTopology(results);
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
