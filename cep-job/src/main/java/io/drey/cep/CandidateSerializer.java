package io.drey.cep;

import io.drey.event.DatasetId;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Serializes {@link Candidate}s. A record of it begins with the form's number, so that a later version can read what is on its
 * way or kept.
 */
final class CandidateSerializer extends TypeSerializer<Candidate> {

    private static final byte FORM = 1;

    private transient Map<String, DatasetId> datasets = new HashMap<>();
    private transient DatasetId lastDataset;
    private transient String lastTopicId = "";

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<Candidate> duplicate() {
        return new CandidateSerializer();
    }

    @Override
    public Candidate createInstance() {
        return null;
    }

    @Override
    public Candidate copy(Candidate from) {
        return from;
    }

    @Override
    public Candidate copy(Candidate from, Candidate reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Candidate candidate, DataOutputView target) throws IOException {
        target.writeByte(FORM);
        StringValue.writeString(candidate.key(), target);
        Occurrence occurrence = candidate.occurrence();
        EventReference event = occurrence.event();
        target.writeLong(event.timestampMillis());
        StringValue.writeString(event.topicId(), target);
        target.writeInt(event.partition());
        target.writeLong(event.offset());
        target.writeInt(event.index());
        target.writeLong(occurrence.conditions());
        List<Value> values = occurrence.values();
        target.writeShort(values.size());
        for (Value value : values) {
            StringValue.writeString(value.text(), target);
        }
        target.writeInt(candidate.line().length);
        target.write(candidate.line());
    }

    @Override
    public Candidate deserialize(DataInputView source) throws IOException {
        int form = source.readByte();
        if (form != FORM) {
            throw new IOException("a candidate of form %d, and %d is the latest known".formatted(form, FORM));
        }
        String key = StringValue.readString(source);
        long timestampMillis = source.readLong();
        EventReference event = new EventReference(
                timestampMillis,
                topicId(StringValue.readString(source)),
                source.readInt(),
                source.readLong(),
                source.readInt());
        long conditions = source.readLong();
        int count = source.readUnsignedShort();
        List<Value> values = count == 0 ? List.of() : new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(Value.of(StringValue.readString(source)));
        }
        byte[] line = new byte[source.readInt()];
        source.readFully(line);
        return new Candidate(key, dataset(key), new Occurrence(event, conditions, values), line);
    }

    /** A dataset's name is checked when it is made, there are few of them, and those of one mostly follow each other. */
    private DatasetId dataset(String key) {
        if (!GroupKey.isOf(lastDataset, key)) {
            String written = GroupKey.datasetOf(key);
            DatasetId datasetId = datasets.get(written);
            if (datasetId == null) {
                datasetId = GroupKey.datasetIdOf(key);
                datasets.put(written, datasetId);
            }
            lastDataset = datasetId;
        }
        return lastDataset;
    }

    /** Those that wait share the texts of their topics. */
    private String topicId(String read) {
        if (!lastTopicId.equals(read)) {
            lastTopicId = read;
        }
        return lastTopicId;
    }

    @Override
    public Candidate deserialize(Candidate reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    private void readObject(java.io.ObjectInputStream input) throws IOException, ClassNotFoundException {
        input.defaultReadObject();
        datasets = new HashMap<>();
        lastTopicId = "";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CandidateSerializer;
    }

    @Override
    public int hashCode() {
        return CandidateSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Candidate> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Restores the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Candidate> {

        public Snapshot() {
            super(CandidateSerializer::new);
        }
    }
}
