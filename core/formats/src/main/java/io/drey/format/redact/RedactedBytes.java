package io.drey.format.redact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.format.redact.Edits.Edit;
import java.util.Arrays;

/**
 * Bytes with substitutes in their places. A number of JSON becomes a text, so that the line stays JSON. Not thread-safe.
 */
final class RedactedBytes {

    private byte[] buffer = new byte[1024];
    private int length;

    // Of the line: where each place was and where its substitute is, without quotes.
    private int[] oldFrom = new int[16];
    private int[] oldTo = new int[16];
    private int[] newFrom = new int[16];
    private int[] newTo = new int[16];
    private int[] behind = new int[16];
    private int places;

    void clear() {
        length = 0;
        places = 0;
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    /** Adds a part of bytes, with the substitutes of the places in it, and returns where it begins. */
    int add(byte[] bytes, int from, int to, Edits edits) {
        int begin = length;
        places = 0;
        int at = from;
        for (int i = 0; i < edits.count(); i++) {
            Edit edit = edits.at(i);
            if (edit.to() <= from || edit.from() >= to) {
                continue;
            }
            int editFrom = Math.max(edit.from(), from);
            int editTo = Math.min(edit.to(), to);
            if (editTo <= at) {
                continue;
            }
            editFrom = Math.max(editFrom, at);
            boolean isNumber = !edit.substitute().equals("0") && isJsonNumber(bytes, editFrom, editTo, from, to);
            if (isNumber) {
                while (editFrom > at && isOfNumber(bytes[editFrom - 1])) {
                    editFrom--;
                }
                while (editTo < to && isOfNumber(bytes[editTo])) {
                    editTo++;
                }
            }
            copy(bytes, at, editFrom);
            place(edit.substitute().getBytes(UTF_8), editFrom, editTo, isNumber);
            at = editTo;
        }
        copy(bytes, at, to);
        return begin;
    }

    /** Adds a text and returns where it begins. */
    int add(byte[] text) {
        int begin = length;
        copy(text, 0, text.length);
        return begin;
    }

    /** Where the beginning of a slice is now, of the part that was added last and began at {@code from}. */
    int begin(int old, int from, int begin) {
        int shift = begin - from;
        for (int i = 0; i < places; i++) {
            if (old < oldFrom[i]) {
                break;
            }
            if (old < oldTo[i]) {
                return newFrom[i];
            }
            shift = behind[i] - oldTo[i];
        }
        return old + shift;
    }

    /** Where the end of a slice is now. */
    int end(int old, int from, int begin) {
        int shift = begin - from;
        for (int i = 0; i < places; i++) {
            if (old <= oldFrom[i]) {
                break;
            }
            if (old <= oldTo[i]) {
                return newTo[i];
            }
            shift = behind[i] - oldTo[i];
        }
        return old + shift;
    }

    private void place(byte[] substitute, int from, int to, boolean isQuoted) {
        if (places == oldFrom.length) {
            int room = places * 2;
            oldFrom = Arrays.copyOf(oldFrom, room);
            oldTo = Arrays.copyOf(oldTo, room);
            newFrom = Arrays.copyOf(newFrom, room);
            newTo = Arrays.copyOf(newTo, room);
            behind = Arrays.copyOf(behind, room);
        }
        reserve(substitute.length + 2);
        if (isQuoted) {
            buffer[length++] = '"';
        }
        oldFrom[places] = from;
        oldTo[places] = to;
        newFrom[places] = length;
        copy(substitute, 0, substitute.length);
        newTo[places] = length;
        if (isQuoted) {
            buffer[length++] = '"';
        }
        behind[places++] = length;
    }

    /** Whether a place is in a number of a JSON text: a member's value, or one of a list. */
    private static boolean isJsonNumber(byte[] bytes, int from, int to, int first, int last) {
        for (int at = from; at < to; at++) {
            if (!isOfNumber(bytes[at])) {
                return false;
            }
        }
        int before = from - 1;
        while (before >= first && isOfNumber(bytes[before])) {
            before--;
        }
        while (before >= first && bytes[before] == ' ') {
            before--;
        }
        int behind = to;
        while (behind < last && isOfNumber(bytes[behind])) {
            behind++;
        }
        while (behind < last && bytes[behind] == ' ') {
            behind++;
        }
        if (before < first
                || behind >= last
                || (bytes[behind] != ',' && bytes[behind] != '}' && bytes[behind] != ']')) {
            return false;
        }
        if (bytes[before] == ':') {
            int quote = before - 1;
            while (quote >= first && bytes[quote] == ' ') {
                quote--;
            }
            return quote >= first && bytes[quote] == '"';
        }
        return (bytes[before] == '[' || bytes[before] == ',') && (bytes[first] == '{' || bytes[first] == '[');
    }

    private static boolean isOfNumber(byte b) {
        return (b >= '0' && b <= '9') || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E';
    }

    private void copy(byte[] bytes, int from, int to) {
        reserve(to - from);
        System.arraycopy(bytes, from, buffer, length, to - from);
        length += to - from;
    }

    private void reserve(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
        }
    }
}
