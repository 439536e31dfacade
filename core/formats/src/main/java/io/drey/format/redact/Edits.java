package io.drey.format.redact;

import java.util.Arrays;
import java.util.Comparator;

/** Places of an array of bytes with what takes their place. Not thread-safe. */
final class Edits {

    /**
     * A place.
     *
     * @param from where it begins
     * @param to where it ends
     * @param substitute what takes its place
     */
    record Edit(int from, int to, String substitute) {}

    private static final Comparator<Edit> ORDER = Comparator.comparingInt(Edit::from)
            .thenComparing(Comparator.comparingInt(Edit::to).reversed());

    private Edit[] edits = new Edit[16];
    private int count;

    void clear() {
        Arrays.fill(edits, 0, count, null);
        count = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    Edit at(int index) {
        return edits[index];
    }

    void add(int from, int to, String substitute) {
        if (count == edits.length) {
            edits = Arrays.copyOf(edits, count * 2);
        }
        edits[count++] = new Edit(from, to, substitute);
    }

    /** Puts them in order, and what overlaps into one: of what lies within another place the outer counts. */
    void settle() {
        Arrays.sort(edits, 0, count, ORDER);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Edit edit = edits[i];
            Edit last = kept == 0 ? null : edits[kept - 1];
            if (last == null || edit.from >= last.to) {
                edits[kept++] = edit;
            } else if (edit.to > last.to) {
                edits[kept - 1] = new Edit(last.from, edit.to, Substitutes.MASKED);
            }
        }
        Arrays.fill(edits, kept, count, null);
        count = kept;
    }

    /** Whether one of them, which are in order, touches a place. */
    boolean touch(int from, int to) {
        for (int i = 0; i < count && edits[i].from < to; i++) {
            if (edits[i].to > from) {
                return true;
            }
        }
        return false;
    }
}
