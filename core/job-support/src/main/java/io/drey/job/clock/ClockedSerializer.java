package io.drey.job.clock;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializes {@link Clocked} elements: a byte that tells payload from tick, then either. Ticks about one partition are of a
 * kind of their own, so that what an earlier version wrote can still be read.
 *
 * @param <P> the payload's type
 */
public final class ClockedSerializer<P> extends TypeSerializer<Clocked<P>> {

    private static final byte PAYLOAD = 0;
    private static final byte TICK = 1;
    private static final byte TICK_OF_PARTITION = 2;

    private final TypeSerializer<P> payload;

    ClockedSerializer(TypeSerializer<P> payload) {
        this.payload = requireNonNull(payload, "payload is null");
    }

    @Override
    public boolean isImmutableType() {
        return payload.isImmutableType();
    }

    @Override
    public TypeSerializer<Clocked<P>> duplicate() {
        return new ClockedSerializer<>(payload.duplicate());
    }

    @Override
    public Clocked<P> createInstance() {
        return null;
    }

    @Override
    public Clocked<P> copy(Clocked<P> from) {
        return from.isTick() || payload.isImmutableType() ? from : Clocked.payload(payload.copy(from.payload()));
    }

    @Override
    public Clocked<P> copy(Clocked<P> from, Clocked<P> reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Clocked<P> element, DataOutputView target) throws IOException {
        if (!element.isTick()) {
            target.writeByte(PAYLOAD);
            payload.serialize(element.payload(), target);
            return;
        }
        ClockTick tick = element.tick();
        boolean ofPartition = tick.partition() != ClockTick.ALL;
        target.writeByte(ofPartition ? TICK_OF_PARTITION : TICK);
        if (ofPartition) {
            target.writeInt(tick.partition());
        }
        target.writeUTF(tick.tenant());
        target.writeUTF(tick.dataset());
        target.writeInt(tick.source());
        target.writeLong(tick.clockMillis());
        target.writeBoolean(tick.idle());
        target.writeUTF(element.route() == null ? "" : element.route());
    }

    @Override
    public Clocked<P> deserialize(DataInputView source) throws IOException {
        byte kind = source.readByte();
        if (kind == PAYLOAD) {
            return Clocked.payload(payload.deserialize(source));
        }
        int partition = kind == TICK_OF_PARTITION ? source.readInt() : ClockTick.ALL;
        ClockTick tick = new ClockTick(
                source.readUTF(),
                source.readUTF(),
                source.readInt(),
                partition,
                source.readLong(),
                source.readBoolean());
        return Clocked.tick(tick, source.readUTF());
    }

    @Override
    public Clocked<P> deserialize(Clocked<P> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClockedSerializer<?> that && payload.equals(that.payload);
    }

    @Override
    public int hashCode() {
        return payload.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Clocked<P>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /**
     * Restores the serializer from its payload's.
     *
     * @param <P> the payload's type
     */
    public static final class Snapshot<P> extends CompositeTypeSerializerSnapshot<Clocked<P>, ClockedSerializer<P>> {

        public Snapshot() {}

        private Snapshot(ClockedSerializer<P> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return 1;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(ClockedSerializer<P> outer) {
            return new TypeSerializer<?>[] {outer.payload};
        }

        @Override
        @SuppressWarnings("unchecked") // the one nested serializer is the payload's
        protected ClockedSerializer<P> createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
            return new ClockedSerializer<>((TypeSerializer<P>) nested[0]);
        }
    }
}
