package io.drey.query.mining;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Adds up lines that are alike, dataset by dataset, so that few rows are left to be sorted and mined. The smallest of them, byte by
 * byte, stands for all.
 *
 * <p>Memory ends at some {@link #MOST_BYTES}: when it {@link #isFull}, what is added up must be taken out, and lines alike may be
 * told once more later. To be used by one thread.
 */
public final class AlikeLines {

    private static final int MOST_BYTES = 16 << 20;
    /** What a sum takes beside its texts, by and large. */
    private static final int BYTES_A_SUM = 200;

    /** Lines that came lately, each at the place of its hash: many come again, and patterns are dear. A power of two. */
    private static final int LATELY = 4_096;

    private static final int LONGEST_LATELY = 1_000;

    private final UnaryOperator<String> alike;
    private final int mostBytes;
    private final Map<String, Map<String, Sum>> sums = new HashMap<>();
    private final byte[][] lately = new byte[LATELY][];
    private final String[] alikeLately = new String[LATELY];
    private long bytes;

    /** Lines that were added up. */
    private static final class Sum {
        private byte[] line;
        private long lines;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;

        Sum(byte[] line) {
            this.line = line;
        }
    }

    /** Takes what was added up. */
    public interface Taker {

        /**
         * Takes a sum.
         *
         * @param alike what its lines have in common; null where the text is not to be seen
         * @param line the smallest of them; null where it is not to be seen
         * @param lines how many there are
         * @param first when the first arrived, in microseconds since the epoch
         * @param last when the last did
         */
        void take(String dataset, String alike, byte[] line, long lines, long first, long last);
    }

    private AlikeLines(UnaryOperator<String> alike, int mostBytes) {
        this.alike = alike;
        this.mostBytes = mostBytes;
    }

    /** Lines are alike that {@link MinedRows} treats alike: they fit the same known pattern, or have the same words. */
    public static AlikeLines mined(KnownLines known) {
        return mined(known, MOST_BYTES);
    }

    static AlikeLines mined(KnownLines known, int mostBytes) {
        return new AlikeLines(
                line -> {
                    OptionalInt place = known.find(line);
                    // No words are equal to a pattern's place: theirs have gaps instead of digits.
                    return place.isPresent() ? Integer.toString(place.getAsInt()) : Words.joined(line);
                },
                mostBytes);
    }

    /** Lines are alike that are equal. */
    public static AlikeLines equal() {
        return new AlikeLines(line -> line, MOST_BYTES);
    }

    /**
     * Adds a line.
     *
     * @param line its text in UTF-8, which is kept and must not change; null where it is not to be seen
     * @param arrived when it arrived, in microseconds since the epoch
     */
    public void add(String dataset, byte[] line, long arrived) {
        Map<String, Sum> ofDataset = sums.computeIfAbsent(dataset, unused -> new HashMap<>());
        String common = line == null ? null : alike(line);
        Sum sum = ofDataset.get(common);
        if (sum == null) {
            sum = new Sum(line);
            ofDataset.put(common, sum);
            bytes += BYTES_A_SUM + (line == null ? 0 : line.length + common.length());
        } else if (line != null && Arrays.compareUnsigned(line, sum.line) < 0) {
            bytes += line.length - sum.line.length;
            sum.line = line;
        }
        sum.lines++;
        sum.first = Math.min(sum.first, arrived);
        sum.last = Math.max(sum.last, arrived);
    }

    private String alike(byte[] line) {
        if (line.length > LONGEST_LATELY) {
            return alike.apply(new String(line, UTF_8));
        }
        int place = Arrays.hashCode(line) & (LATELY - 1);
        if (!Arrays.equals(line, lately[place])) {
            alikeLately[place] = alike.apply(new String(line, UTF_8));
            lately[place] = line;
        }
        return alikeLately[place];
    }

    /** Whether what is added up must be taken out. */
    public boolean isFull() {
        return bytes >= mostBytes;
    }

    /** Gives all that is added up, in no order, and begins anew. */
    public void takeOut(Taker taker) {
        sums.forEach((dataset, ofDataset) -> ofDataset.forEach(
                (common, sum) -> taker.take(dataset, common, sum.line, sum.lines, sum.first, sum.last)));
        sums.clear();
        bytes = 0;
    }
}
