package io.drey.metrics;

import io.drey.metrics.domain.WindowCounts;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes window counts by length and {@linkplain WindowCounts#encode their own encoding}, which names its format. */
final class WindowCountsSerializer extends TypeSerializer<WindowCounts> {

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<WindowCounts> duplicate() {
        return this;
    }

    @Override
    public WindowCounts createInstance() {
        return null;
    }

    @Override
    public WindowCounts copy(WindowCounts from) {
        return from.copy();
    }

    @Override
    public WindowCounts copy(WindowCounts from, WindowCounts reuse) {
        return from.copy();
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(WindowCounts counts, DataOutputView target) throws IOException {
        byte[] encoded = counts.encode();
        target.writeInt(encoded.length);
        target.write(encoded);
    }

    @Override
    public WindowCounts deserialize(DataInputView source) throws IOException {
        byte[] encoded = new byte[source.readInt()];
        source.readFully(encoded);
        return WindowCounts.decode(encoded);
    }

    @Override
    public WindowCounts deserialize(WindowCounts reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WindowCountsSerializer;
    }

    @Override
    public int hashCode() {
        return WindowCountsSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<WindowCounts> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Restores the serializer; the encoding itself says which format it has. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<WindowCounts> {
        public Snapshot() {
            super(WindowCountsSerializer::new);
        }
    }
}
