package io.drey.cep;

import io.drey.rules.book.KeptLines;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.StateInput;
import io.drey.rules.shape.StateOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes {@link Group}s: on the heap only for checkpoints, since the group at work is an object. */
final class GroupSerializer extends TypeSerializer<Group> {

    static final GroupSerializer INSTANCE = new GroupSerializer();

    private static final byte FORM = 1;
    private static final int NOTHING_BEGUN = -1;

    private GroupSerializer() {}

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<Group> duplicate() {
        return this;
    }

    @Override
    public Group createInstance() {
        return new Group();
    }

    @Override
    public Group copy(Group from) {
        return from.copy();
    }

    @Override
    public Group copy(Group from, Group reuse) {
        return from.copy();
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Group group, DataOutputView target) throws IOException {
        target.writeByte(FORM);
        target.writeLong(group.fedUntil());
        target.writeLong(group.timer());
        target.writeInt(group.shapeMark());
        byte[] state = group.encodedState();
        if (state == null) {
            target.writeInt(NOTHING_BEGUN);
        } else {
            writeBytes(state, target);
        }
        StateOutput waiting = new StateOutput();
        target.writeInt(group.waiting().size());
        for (Group.Waiting one : group.waiting()) {
            one.occurrence().write(waiting);
            writeBytes(one.line(), target);
        }
        writeBytes(waiting.toByteArray(), target);
        // In order, so that the same group is the same bytes.
        Map<EventReference, byte[]> lines = new TreeMap<>(group.lines());
        StateOutput events = new StateOutput();
        target.writeInt(lines.size());
        for (Map.Entry<EventReference, byte[]> line : lines.entrySet()) {
            new Occurrence(line.getKey(), 0).write(events);
            writeBytes(line.getValue(), target);
        }
        writeBytes(events.toByteArray(), target);
    }

    @Override
    public Group deserialize(DataInputView source) throws IOException {
        int form = source.readByte();
        if (form != FORM) {
            throw new IOException("a group of form %d, and %d is the latest known".formatted(form, FORM));
        }
        long fedUntil = source.readLong();
        long timer = source.readLong();
        int shapeMark = source.readInt();
        int length = source.readInt();
        byte[] state = length == NOTHING_BEGUN ? null : readBytes(length, source);
        List<byte[]> ofWaiting = readLines(source);
        StateInput occurrences = new StateInput(readBytes(source.readInt(), source));
        List<Group.Waiting> waiting = new ArrayList<>(ofWaiting.size());
        for (byte[] line : ofWaiting) {
            waiting.add(new Group.Waiting(Occurrence.read(occurrences), line));
        }
        List<byte[]> ofEvents = readLines(source);
        StateInput events = new StateInput(readBytes(source.readInt(), source));
        Map<EventReference, byte[]> lines = new HashMap<>();
        for (byte[] line : ofEvents) {
            lines.put(Occurrence.read(events).event(), line);
        }
        return Group.restored(waiting, new KeptLines(lines), fedUntil, timer, state, shapeMark);
    }

    private static void writeBytes(byte[] bytes, DataOutputView target) throws IOException {
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    private static byte[] readBytes(int length, DataInputView source) throws IOException {
        byte[] bytes = new byte[length];
        source.readFully(bytes);
        return bytes;
    }

    private static List<byte[]> readLines(DataInputView source) throws IOException {
        int count = source.readInt();
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(readBytes(source.readInt(), source));
        }
        return lines;
    }

    @Override
    public Group deserialize(Group reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupSerializer;
    }

    @Override
    public int hashCode() {
        return GroupSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Group> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Restores the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Group> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
