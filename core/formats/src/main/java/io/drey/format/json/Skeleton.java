package io.drey.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Printable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A JSON line with gaps where values stood that its event's fields have: what of a line is not in its fields. Lines of one writer
 * mostly have the same, so that it costs next to nothing in a column that has each of its values once.
 *
 * <p>A gap is {@code U+0001}, a letter that says how it is filled, with what, and {@code U+0002}; JSON has no such characters but
 * in escapes. With what: a fixed field by its number in the schema, which never changes, an open one by its name, a time by the
 * minutes from UTC or how many digits. Letters are never given another meaning: they are in tables that live for years.
 *
 * <table><caption>gaps</caption>
 * <tr><th>letter</th><th>is filled with</th></tr>
 * <tr><td>{@code v}</td><td>a field as it is</td></tr>
 * <tr><td>{@code q}, {@code g}</td><td>a field with escapes; {@code g} escapes {@code <}, {@code >} and {@code &}, too</td></tr>
 * <tr><td>{@code d}, {@code a}, {@code c}</td><td>the event's time: {@code 2026-03-04}, {@code 04/Mar/2026}, {@code 05:06:07}</td></tr>
 * <tr><td>{@code f}, {@code s}</td><td>digits of its second's fraction; its seconds since the epoch</td></tr>
 * <tr><td>{@code w}, {@code m}</td><td>whole seconds of a field that holds nanoseconds; three digits of its fraction</td></tr>
 * </table>
 *
 * <p>Not thread-safe.
 */
public final class Skeleton {

    /** What names rows whose line is a skeleton, for ever. */
    public static final String ID = "skeleton";

    static final byte GAP = 1;
    static final byte END = 2;
    static final char WHOLE_SECONDS = 'w';
    static final char MILLISECONDS = 'm';

    private static final Field[] FIELDS = Field.values();
    private static final int USUAL_LINE = 512;

    private final byte[] text;
    private final SkeletonPart[] parts;

    private Skeleton(byte[] text, SkeletonPart[] parts) {
        this.text = text;
        this.parts = parts;
    }

    /**
     * Reads a skeleton.
     *
     * @throws IllegalArgumentException if it has a gap that this version cannot fill
     */
    public static Skeleton of(byte[] text) {
        requireNonNull(text, "text is null");
        List<SkeletonPart> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length) {
            int gap = indexOf(text, GAP, at);
            if (gap < 0) {
                gap = text.length;
            }
            if (gap > at) {
                parts.add(new SkeletonPart.Text(Arrays.copyOfRange(text, at, gap)));
            }
            if (gap == text.length) {
                break;
            }
            int end = indexOf(text, END, gap);
            if (end < gap + 2) {
                throw new IllegalArgumentException("the gap at byte %d of a line's skeleton has no end".formatted(gap));
            }
            parts.add(part((char) text[gap + 1], new String(text, gap + 2, end - gap - 2, UTF_8)));
            at = end + 1;
        }
        return new Skeleton(text, parts.toArray(new SkeletonPart[0]));
    }

    private static int indexOf(byte[] text, byte wanted, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static SkeletonPart part(char letter, String argument) {
        try {
            for (Spelling spelling : Spelling.values()) {
                if (spelling.letter() == letter) {
                    return isNumber(argument)
                            ? new SkeletonPart.FixedValue(FIELDS[Integer.parseInt(argument)], spelling)
                            : new SkeletonPart.OpenValue(argument, spelling);
                }
            }
            for (ClockHand hand : ClockHand.values()) {
                if (hand.letter() == letter) {
                    return new SkeletonPart.Clock(hand, hand == ClockHand.SECONDS ? 0 : Integer.parseInt(argument));
                }
            }
            if (letter == WHOLE_SECONDS || letter == MILLISECONDS) {
                return new SkeletonPart.Nanoseconds(FIELDS[Integer.parseInt(argument)], letter == MILLISECONDS);
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(unknown(letter, argument), e);
        }
        throw new IllegalArgumentException(unknown(letter, argument));
    }

    private static String unknown(char letter, String argument) {
        return "unknown gap '%s' in a line's skeleton: a newer version wrote it"
                .formatted(Printable.of(letter + argument));
    }

    /** Open fields' names are dotted or a word. */
    private static boolean isNumber(String argument) {
        return !argument.isEmpty()
                && argument.charAt(0) >= '0'
                && argument.charAt(0) <= '9'
                && argument.indexOf('.') < 0;
    }

    /** The skeleton as it is stored; not to be changed. */
    public byte[] text() {
        return text;
    }

    /** Whether {@link #render} gives the event's {@link Field#EVENT_ORIGINAL}. */
    public boolean givesBackLineOf(LogEvent event) {
        if (!event.has(Field.EVENT_ORIGINAL)) {
            return false;
        }
        int at = event.offsetOf(Field.EVENT_ORIGINAL);
        int to = at + event.lengthOf(Field.EVENT_ORIGINAL);
        for (int i = 0; i < parts.length; i++) { // no iterator: this runs for each line
            at = parts[i].match(event, at, to);
            if (at < 0) {
                return false;
            }
        }
        return at == to;
    }

    /**
     * The line.
     *
     * @throws IllegalStateException if a value is not there, which the line had
     */
    public byte[] render(SkeletonValues values) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(USUAL_LINE);
        for (SkeletonPart part : parts) {
            part.render(values, line);
        }
        return line.toByteArray();
    }

    @Override
    public String toString() {
        return Printable.of(new String(text, UTF_8));
    }
}
