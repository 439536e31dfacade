package io.drey.event;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** How a field mostly follows from others. Where it does, it is not stored; where it does not, it is. */
public sealed interface Derivation {

    /** The fields that it follows from. */
    List<Field> sources();

    /** Whether an event's field is what follows from the others. */
    boolean holds(LogEvent event, Field derived);

    /** Puts what follows from the others, where it can be told. */
    void fill(EventBuilder event, Field derived);

    /** What follows, from the sources' texts; null where it cannot be told. */
    String text(Function<Field, String> source);

    /** What follows, as an SQL expression that is NULL where it cannot be told. */
    String sql(Function<Field, String> column);

    /** The same text as another field. */
    record SameAs(Field source) implements Derivation {

        public SameAs {
            requireNonNull(source, "source is null");
        }

        @Override
        public List<Field> sources() {
            return List.of(source);
        }

        @Override
        public boolean holds(LogEvent event, Field derived) {
            return event.has(source)
                    && event.has(derived)
                    && event.lengthOf(derived) == event.lengthOf(source)
                    && areEqual(
                            event.bytes(), event.offsetOf(derived), event.offsetOf(source), event.lengthOf(derived));
        }

        @Override
        public void fill(EventBuilder event, Field derived) {
            if (event.has(source)) {
                event.put(derived, event.offsetOf(source), event.lengthOf(source));
            }
        }

        @Override
        public String text(Function<Field, String> texts) {
            return texts.apply(source);
        }

        @Override
        public String sql(Function<Field, String> column) {
            return column.apply(source);
        }
    }

    /** One field, and behind a separator another one, if that is there. */
    record Joined(Field first, char separator, Field second) implements Derivation {

        public Joined {
            requireNonNull(first, "first is null");
            requireNonNull(second, "second is null");
        }

        @Override
        public List<Field> sources() {
            return List.of(first, second);
        }

        @Override
        public boolean holds(LogEvent event, Field derived) {
            if (!event.has(derived) || !event.has(first)) {
                return false;
            }
            byte[] bytes = event.bytes();
            int at = event.offsetOf(derived);
            int length = event.lengthOf(derived);
            int firstLength = event.lengthOf(first);
            if (firstLength > length || !areEqual(bytes, at, event.offsetOf(first), firstLength)) {
                return false;
            }
            if (!event.has(second)) {
                return length == firstLength;
            }
            int secondLength = event.lengthOf(second);
            return length == firstLength + 1 + secondLength
                    && bytes[at + firstLength] == separator
                    && areEqual(bytes, at + firstLength + 1, event.offsetOf(second), secondLength);
        }

        @Override
        public void fill(EventBuilder event, Field derived) {
            if (!event.has(first)) {
                return;
            }
            byte[] head = event.slice(first);
            byte[] tail = event.slice(second);
            if (tail == null) {
                event.put(derived, event.offsetOf(first), head.length);
                return;
            }
            byte[] whole = Arrays.copyOf(head, head.length + 1 + tail.length);
            whole[head.length] = (byte) separator;
            System.arraycopy(tail, 0, whole, head.length + 1, tail.length);
            event.append(derived, whole);
        }

        @Override
        public String text(Function<Field, String> texts) {
            String head = texts.apply(first);
            String tail = texts.apply(second);
            return head == null || tail == null ? head : head + separator + tail;
        }

        @Override
        public String sql(Function<Field, String> column) {
            return "%s || COALESCE('%s' || %s, '')".formatted(column.apply(first), separator, column.apply(second));
        }
    }

    /** Slices mostly are the same place of a line, which needs no look at the bytes. */
    private static boolean areEqual(byte[] bytes, int one, int other, int length) {
        return one == other || Arrays.equals(bytes, one, one + length, bytes, other, other + length);
    }
}
