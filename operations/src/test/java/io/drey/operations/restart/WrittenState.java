package io.drey.operations.restart;

import io.drey.operations.restart.domain.Partition;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.CheckpointRetentionPolicy;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStreamFactory;
import org.apache.kafka.common.TopicPartition;

/** A checkpoint or savepoint as Flink writes it, of a job that need not run for that. */
final class WrittenState {

    static final String RAW_RECORDS = "fb78268159c59c1c7a9e7e6c4201bace";
    static final String MAINTENANCE_LOGS = "d1b93dc24f0265e73559a733bc5e00f7";

    private final List<String> operators = new ArrayList<>();
    private final Map<Partition, Long> positions = new TreeMap<>();
    private CheckpointProperties properties =
            CheckpointProperties.forCheckpoint(CheckpointRetentionPolicy.RETAIN_ON_CANCELLATION);
    private final ExecutionConfig execution = new ExecutionConfig();
    private int inMetadata = 20_000;

    /** Of a job with these operators. */
    static WrittenState of(String... operators) {
        WrittenState state = new WrittenState();
        state.operators.addAll(List.of(operators));
        return state;
    }

    WrittenState at(String topic, int partition, long offset) {
        positions.put(new Partition(topic, partition), offset);
        return this;
    }

    /** With a file for what sources have read. */
    WrittenState inFiles() {
        inMetadata = 0;
        return this;
    }

    WrittenState compressed() {
        execution.setUseSnapshotCompression(true);
        return this;
    }

    WrittenState savepoint() {
        properties = CheckpointProperties.forSyncSavepoint(false, false, SavepointFormatType.CANONICAL);
        return this;
    }

    WrittenState drained() {
        properties = CheckpointProperties.forSyncSavepoint(false, true, SavepointFormatType.CANONICAL);
        return this;
    }

    /** Writes it into a folder. */
    Path write(Path folder, Instant completed) throws Exception {
        Files.createDirectories(folder);
        List<OperatorState> states = new ArrayList<>();
        for (String operator : operators) {
            OperatorState state =
                    new OperatorState(new OperatorID(HexFormat.of().parseHex(operator)), 1, 128);
            if (operator.equals(RAW_RECORDS)) {
                state.putState(
                        0,
                        OperatorSubtaskState.builder()
                                .setManagedOperatorState(splits(folder))
                                .build());
            }
            states.add(state);
        }
        Path file = folder.resolve("_metadata");
        try (OutputStream out = Files.newOutputStream(file)) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(7, states, List.of(), properties), out);
        }
        Files.setLastModifiedTime(file, FileTime.from(completed));
        return folder;
    }

    private OperatorStateHandle splits(Path folder) throws Exception {
        try (CloseableRegistry streams = new CloseableRegistry()) {
            DefaultOperatorStateBackend backend = new DefaultOperatorStateBackendBuilder(
                            WrittenState.class.getClassLoader(), execution, false, List.of(), streams)
                    .build();
            ListState<byte[]> splits = backend.getListState(
                    new ListStateDescriptor<>("SourceReaderState", BytePrimitiveArraySerializer.INSTANCE));
            for (Map.Entry<Partition, Long> position : positions.entrySet()) {
                Partition partition = position.getKey();
                splits.add(SimpleVersionedSerialization.writeVersionAndSerialize(
                        new KafkaPartitionSplitSerializer(),
                        new KafkaPartitionSplit(
                                new TopicPartition(partition.topic(), partition.number()), position.getValue())));
            }
            var snapshot =
                    backend.snapshot(7, 0, factory(folder), CheckpointOptions.forCheckpointWithDefaultLocation());
            snapshot.run();
            SnapshotResult<OperatorStateHandle> result = snapshot.get();
            backend.dispose();
            return result.getJobManagerOwnedSnapshot();
        }
    }

    private FsCheckpointStreamFactory factory(Path folder) throws IOException {
        URI uri = folder.toUri();
        var path = new org.apache.flink.core.fs.Path(uri);
        return new FsCheckpointStreamFactory(
                LocalFileSystem.getSharedInstance(), path, path, inMetadata, Math.max(inMetadata, 4096));
    }
}
