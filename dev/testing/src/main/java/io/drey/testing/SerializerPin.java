package io.drey.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshotSerializationUtil;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Pins how a type is kept in state: the bytes of its serializer's snapshot and of one value, as each version wrote them.
 *
 * <pre>{@code
 * SerializerPin.of("clock-timer", TypeInformation.of(ClockTimer.class).createSerializer(none), timer).check();
 * }</pre>
 *
 * <p>The check fails if a version's bytes cannot be restored into this version's serializer, or give another value, or if
 * this version writes other bytes than the latest pin says: then state would change without a test of what becomes of the
 * old. A pin is written with {@code -Ddrey.write-state=VERSION}.
 *
 * @param <T> the type
 */
public final class SerializerPin<T> {

    private final EarlierVersions versions;
    private final TypeSerializer<T> serializer;
    private final T value;
    private final Function<T, ?> view;

    private SerializerPin(String name, TypeSerializer<T> serializer, T value, Function<T, ?> view) {
        this.versions = new EarlierVersions("serializers", name);
        this.serializer = requireNonNull(serializer, "serializer is null");
        this.value = requireNonNull(value, "value is null");
        this.view = requireNonNull(view, "view is null");
    }

    /** The pin of a type whose values can be compared. */
    public static <T> SerializerPin<T> of(String name, TypeSerializer<T> serializer, T value) {
        return new SerializerPin<>(name, serializer, value, Function.identity());
    }

    /**
     * The pin of a type that is compared by a view of it.
     *
     * @param view what has to be equal
     */
    public static <T> SerializerPin<T> of(String name, TypeSerializer<T> serializer, T value, Function<T, ?> view) {
        return new SerializerPin<>(name, serializer, value, view);
    }

    /** Checks the pins of all versions; writes this version's first where asked. */
    public void check() {
        try {
            byte[] written = write();
            if (EarlierVersions.toWrite().isPresent()) {
                Path pin = versions.of(EarlierVersions.toWrite().get());
                Files.createDirectories(pin.getParent());
                Files.write(pin, written);
            }
            List<Path> pins = versions.all();
            for (Path pin : pins) {
                restore(pin);
            }
            Path latest = pins.get(pins.size() - 1);
            if (!Arrays.equals(Files.readAllBytes(latest), written)) {
                throw new AssertionError(
                        "state is written otherwise than %s says: if that is meant, pin it with -D%s=VERSION"
                                .formatted(latest, EarlierVersions.WRITE));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private byte[] write() throws IOException {
        DataOutputSerializer output = new DataOutputSerializer(256);
        TypeSerializerSnapshotSerializationUtil.writeSerializerSnapshot(output, serializer.snapshotConfiguration());
        serializer.serialize(value, output);
        return output.getCopyOfBuffer();
    }

    private void restore(Path pin) throws IOException {
        DataInputDeserializer input = new DataInputDeserializer(Files.readAllBytes(pin));
        TypeSerializerSnapshot<T> earlier = TypeSerializerSnapshotSerializationUtil.readSerializerSnapshot(
                input, Thread.currentThread().getContextClassLoader());
        TypeSerializerSchemaCompatibility<T> compatibility =
                serializer.snapshotConfiguration().resolveSchemaCompatibility(earlier);
        if (compatibility.isIncompatible()) {
            throw new AssertionError("state of %s cannot be restored any more: %s".formatted(pin, compatibility));
        }
        T restored = reader(earlier, compatibility).deserialize(input);
        if (!view.apply(restored).equals(view.apply(value))) {
            throw new AssertionError(
                    "state of %s is restored as %s, not as %s".formatted(pin, view.apply(restored), view.apply(value)));
        }
        if (input.available() > 0) {
            throw new AssertionError("of the state of %s %d bytes are not read".formatted(pin, input.available()));
        }
    }

    /** Who reads the earlier bytes: as Flink does it when it restores. */
    private TypeSerializer<T> reader(
            TypeSerializerSnapshot<T> earlier, TypeSerializerSchemaCompatibility<T> compatibility) {
        if (compatibility.isCompatibleAfterMigration()) {
            return earlier.restoreSerializer();
        }
        return compatibility.isCompatibleWithReconfiguredSerializer()
                ? compatibility.getReconfiguredSerializer()
                : serializer;
    }
}
