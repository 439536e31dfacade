package io.drey.operations.restart;

import static java.util.Objects.requireNonNull;

import io.drey.operations.restart.StateContents.Ending;
import io.drey.operations.restart.domain.Partition;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

/** Reads what checkpoints and savepoints of Flink 1.20 hold, without a cluster. */
final class StateReader {

    /** Ids of the sources that read Kafka: MurmurHash3 of {@code raw-records}, {@code events} and {@code alerts}. */
    private static final Set<String> KAFKA_SOURCES = Set.of(
            "fb78268159c59c1c7a9e7e6c4201bace", "0c80f7e50ab54b30f6a2580946f9e942", "1b65bd6920e47578eacfe6ae5fecf824");

    /** Where Flink keeps the splits of a source's reader. */
    private static final String SPLITS = "SourceReaderState";

    private final StateFiles files;

    StateReader(StateFiles files) {
        this.files = requireNonNull(files, "files is null");
    }

    /**
     * Reads one.
     *
     * @throws IOException if it is damaged or not there any more
     */
    StateContents read(SavedState state) throws IOException {
        CheckpointMetadata metadata = metadata(files.read(state.location() + "/" + SavedState.METADATA));
        Set<String> operators = new HashSet<>();
        Map<Partition, Long> positions = new HashMap<>();
        Set<Partition> unread = new HashSet<>();
        for (OperatorState operator : metadata.getOperatorStates()) {
            String id = operator.getOperatorID().toHexString();
            operators.add(id);
            if (KAFKA_SOURCES.contains(id)) {
                for (KafkaPartitionSplit split : splits(operator, state)) {
                    Partition partition = new Partition(split.getTopic(), split.getPartition());
                    if (split.getStartingOffset() >= 0) {
                        positions.put(partition, split.getStartingOffset());
                    } else {
                        unread.add(partition);
                    }
                }
            }
        }
        return new StateContents(operators, positions, unread, ending(metadata));
    }

    /** Flink wants to see where the file is, to know what is beside it; it is shown a copy on this machine. */
    private static CheckpointMetadata metadata(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("drey-state");
        Path copy = folder.resolve(SavedState.METADATA);
        try {
            Files.write(copy, bytes);
            return Checkpoints.loadCheckpointMetadata(
                    new DataInputStream(new ByteArrayInputStream(bytes)),
                    StateReader.class.getClassLoader(),
                    folder.toUri().toString());
        } catch (RuntimeException | LinkageError e) {
            throw new IOException("it is not of this version of Flink, or damaged: " + e, e);
        } finally {
            Files.deleteIfExists(copy);
            Files.delete(folder);
        }
    }

    private static Ending ending(CheckpointMetadata metadata) {
        // States of versions before Flink 1.15 have no properties.
        boolean drained = metadata.getCheckpointProperties() != null
                && metadata.getCheckpointProperties().getCheckpointType() instanceof SavepointType savepoint
                && savepoint.shouldDrain();
        return drained ? Ending.DRAINED : Ending.OPEN;
    }

    private List<KafkaPartitionSplit> splits(OperatorState source, SavedState state) throws IOException {
        List<OperatorStateHandle> handles = new ArrayList<>();
        for (OperatorSubtaskState subtask : source.getStates()) {
            for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                if (handle.getStateNameToPartitionOffsets().containsKey(SPLITS)) {
                    handles.add(inMemory(handle, state));
                }
            }
        }
        List<KafkaPartitionSplit> splits = new ArrayList<>();
        for (OperatorStateHandle handle : handles) {
            try (CloseableRegistry streams = new CloseableRegistry()) {
                DefaultOperatorStateBackend backend = new DefaultOperatorStateBackendBuilder(
                                StateReader.class.getClassLoader(),
                                new ExecutionConfig(),
                                false,
                                List.of(handle),
                                streams)
                        .build();
                for (byte[] split : backend.getListState(
                                new ListStateDescriptor<>(SPLITS, BytePrimitiveArraySerializer.INSTANCE))
                        .get()) {
                    splits.add(SimpleVersionedSerialization.readVersionAndDeSerialize(
                            new KafkaPartitionSplitSerializer(), split));
                }
                backend.dispose();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("what a source has read cannot be told: " + e.getMessage(), e);
            }
        }
        return splits;
    }

    /** Flink's own file systems are not set up here: what is not in the metadata itself is read by ours. */
    private OperatorStateHandle inMemory(OperatorStateHandle handle, SavedState state) throws IOException {
        if (handle instanceof OperatorStreamStateHandle stream) {
            StreamStateHandle where = stream.getDelegateStateHandle();
            if (where instanceof FileStateHandle file) {
                String location = where instanceof RelativeFileStateHandle relative
                        ? state.location() + "/" + relative.getRelativePath()
                        : file.getFilePath().toString();
                return new OperatorStreamStateHandle(
                        stream.getStateNameToPartitionOffsets(),
                        new ByteStreamStateHandle(location, files.read(location)));
            }
        }
        return handle;
    }
}
