package io.drey.format.json;

import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.text.Words;
import java.util.Arrays;

/**
 * What a line says as names and values, written otherwise than in JSON: it becomes what members of JSON become, by a
 * {@link Vocabulary}. To be used for one line after the other: {@link #begin}, then each value, then {@link #fill}. Not
 * thread-safe.
 */
public final class NamedValues {

    /** There is no time beside what the values say. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private static final int MOST_KEPT = 1 << 20;

    private final MemberNames names;
    private final LineMembers members;
    private final EventFilling filling;

    private byte[] texts = new byte[256];
    private int textLength;
    private int lineAt;
    private int behindLine;

    public NamedValues(Vocabulary vocabulary, FormatOptions options) {
        this.names = new MemberNames(vocabulary, options.timeFields());
        this.members = new LineMembers(names, options.openFieldLimits());
        this.filling = new EventFilling(vocabulary, names, members, options);
    }

    /**
     * Begins a line.
     *
     * @param event whose bytes hold it
     * @param from where it begins
     */
    public void begin(LogEvent event, int from) {
        members.begin();
        textLength = 0;
        lineAt = from;
        behindLine = event.bytes().length - from;
    }

    /** Takes a value as the line has it. */
    public void take(byte[] bytes, int nameAt, int nameEnd, int from, int to) {
        members.take(name(bytes, nameAt, nameEnd), LineMembers.TEXT, from - lineAt, to - from);
    }

    /** Takes a value as the line has it, under a name that the line does not have. */
    public void take(byte[] name, int from, int to) {
        take(name, 0, name.length, from, to);
    }

    /** Adds a byte to the value that {@link #takeText} takes: for values that the line has with escapes. */
    public void add(byte b) {
        if (textLength == texts.length) {
            texts = Arrays.copyOf(texts, textLength * 2);
        }
        texts[textLength++] = b;
    }

    /** Where the next byte goes that {@link #add} takes: where a value begins. */
    public int textAt() {
        return textLength;
    }

    /** Takes what was added from a place on as a value. */
    public void takeText(byte[] bytes, int nameAt, int nameEnd, int from) {
        members.take(name(bytes, nameAt, nameEnd), LineMembers.TEXT, behindLine + from, textLength - from);
    }

    private NameNode name(byte[] bytes, int nameAt, int nameEnd) {
        return names.find(names.ofLine(), bytes, nameAt, nameEnd, false, members.isFull());
    }

    /**
     * Fills the event that {@link #begin} was called with.
     *
     * @param to where the line ends
     * @param micros when it happened, in microseconds since the epoch; {@link #NO_TIME}: the values say it
     * @return null, or why the line is a dead letter
     */
    public Rejection fill(EventBuilder event, int to, long micros) {
        byte[] before = event.bytes();
        if (textLength > 0) {
            byte[] bytes = Arrays.copyOf(before, before.length + textLength);
            System.arraycopy(texts, 0, bytes, before.length, textLength);
            event.bytes(bytes);
            if (texts.length > MOST_KEPT) {
                texts = new byte[256];
            }
        }
        Rejection rejection = filling.fill(event, lineAt, to - lineAt, micros);
        names.endLine();
        if (rejection == null && !Words.areAscii(event.bytes(), lineAt, event.bytes().length)) {
            Utf8.repairTexts(event);
        }
        return rejection;
    }
}
