package io.drey.pattern;

import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.StateInput;
import io.drey.rules.shape.StateOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Occurrences as shapes write them. */
final class OccurrenceSerializer extends TypeSerializerSingleton<Occurrence> {

    static final OccurrenceSerializer INSTANCE = new OccurrenceSerializer();

    private static final long serialVersionUID = 1;

    private OccurrenceSerializer() {}

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public Occurrence createInstance() {
        return null;
    }

    @Override
    public Occurrence copy(Occurrence from) {
        return from;
    }

    @Override
    public Occurrence copy(Occurrence from, Occurrence reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Occurrence occurrence, DataOutputView target) throws IOException {
        StateOutput output = new StateOutput();
        occurrence.write(output);
        byte[] bytes = output.toByteArray();
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    @Override
    public Occurrence deserialize(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return Occurrence.read(new StateInput(bytes));
    }

    @Override
    public Occurrence deserialize(Occurrence reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<Occurrence> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Restores the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Occurrence> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
