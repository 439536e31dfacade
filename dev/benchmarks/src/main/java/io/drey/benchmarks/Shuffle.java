package io.drey.benchmarks;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What a record costs between two tasks at least: it is written, and read again. */
final class Shuffle<T> {

    private final TypeSerializer<T> serializer;
    private final DataOutputSerializer output = new DataOutputSerializer(1 << 12);
    private final DataInputDeserializer input = new DataInputDeserializer();

    Shuffle(TypeSerializer<T> serializer) {
        this.serializer = serializer;
    }

    T send(T record) throws IOException {
        output.clear();
        serializer.serialize(record, output);
        input.setBuffer(output.getSharedBuffer(), 0, output.length());
        return serializer.deserialize(input);
    }
}
