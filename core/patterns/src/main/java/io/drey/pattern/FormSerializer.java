package io.drey.pattern;

import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.StateInput;
import io.drey.rules.shape.StateOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Events within the bytes of a group. Never told to Flink, which keeps the group alone. */
@SuppressWarnings("serial") // never written itself
final class FormSerializer<E> extends TypeSerializer<E> {

    private final transient Form<E> form;

    FormSerializer(Form<E> form) {
        this.form = form;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<E> duplicate() {
        return this;
    }

    @Override
    public E createInstance() {
        return null;
    }

    @Override
    public E copy(E from) {
        return from;
    }

    @Override
    public E copy(E from, E reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(E event, DataOutputView target) throws IOException {
        StateOutput output = new StateOutput();
        form.occurrence().apply(event).write(output);
        byte[] bytes = output.toByteArray();
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    @Override
    public E deserialize(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return form.of().apply(Occurrence.read(new StateInput(bytes)));
    }

    @Override
    public E deserialize(E reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FormSerializer;
    }

    @Override
    public int hashCode() {
        return FormSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<E> snapshotConfiguration() {
        throw new UnsupportedOperationException("events of patterns are kept within their group's bytes");
    }
}
