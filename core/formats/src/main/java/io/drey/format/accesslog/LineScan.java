package io.drey.format.accesslog;

import io.drey.format.text.Words;

/**
 * Looks for what ends a field of an access log's line, eight bytes and more at a time, and remembers whether any byte that it
 * looked at is not ASCII.
 */
final class LineScan {

    private static final long SPACES = Words.repeat(' ');
    private static final long QUOTES = Words.repeat('"');
    private static final long QUESTION_MARKS = Words.repeat('?');
    private static final int BLOCK = 32;

    /** All words that were scanned in this line, joined by or. */
    private long seen;

    /** Begins a line. */
    void begin() {
        seen = 0;
    }

    /** A byte that was looked at elsewhere. */
    void saw(byte b) {
        seen |= (long) b << 56;
    }

    boolean sawOtherThanAscii() {
        return (seen & Words.HIGHEST_BITS) != 0;
    }

    /** The first space, or -1. */
    int space(byte[] bytes, int from, int to) {
        if (to - from >= 16) {
            long first = Words.at(bytes, from);
            long second = Words.at(bytes, from + 8);
            seen |= first | second;
            int marks = Words.bits(Words.marks(first, SPACES)) | Words.bits(Words.marks(second, SPACES)) << 8;
            if (marks != 0) {
                return from + Integer.numberOfTrailingZeros(marks);
            }
        }
        for (int i = from; i < to; i += 8) {
            long word = Words.at(bytes, i, to);
            seen |= word;
            long stop = Words.equal(word, SPACES);
            if (stop != 0) {
                return i + Words.first(stop);
            }
        }
        return -1;
    }

    /** The first question mark or quote that is not escaped, or -1. */
    int questionOrQuote(byte[] bytes, int from, int to) {
        long all = 0;
        int i = from;
        int lastWords = to - 16;
        while (i <= lastWords) {
            long first = Words.at(bytes, i);
            long second = Words.at(bytes, i + 8);
            all |= first | second;
            long firstMarks = Words.marks(first, QUOTES) | Words.marks(first, QUESTION_MARKS);
            long secondMarks = Words.marks(second, QUOTES) | Words.marks(second, QUESTION_MARKS);
            if (((firstMarks | secondMarks) & Words.HIGHEST_BITS) == 0) {
                i += 16;
                continue;
            }
            i += Integer.numberOfTrailingZeros(Words.bits(firstMarks) | (Words.bits(secondMarks) << 8));
            if (bytes[i] == '?' || !isEscaped(bytes, from, i)) {
                seen |= all;
                return i;
            }
            i++;
        }
        while (i < to) {
            all |= (long) bytes[i] << 56;
            if (bytes[i] == '?' || (bytes[i] == '"' && !isEscaped(bytes, from, i))) {
                seen |= all;
                return i;
            }
            i++;
        }
        seen |= all;
        return -1;
    }

    /** Whether text of at least 32 bytes may hold a quote. Reads all of it, for a loop that ends early is mispredicted. */
    boolean hasQuote(byte[] bytes, int from, int to) {
        long all = 0;
        long marks = 0;
        int lastBlock = to - BLOCK;
        int i = from;
        while (true) {
            long first = Words.at(bytes, i);
            long second = Words.at(bytes, i + 8);
            long third = Words.at(bytes, i + 16);
            long fourth = Words.at(bytes, i + 24);
            all |= first | second | third | fourth;
            marks |= Words.marks(first, QUOTES)
                    | Words.marks(second, QUOTES)
                    | Words.marks(third, QUOTES)
                    | Words.marks(fourth, QUOTES);
            if (i == lastBlock) {
                break;
            }
            i = Math.min(i + BLOCK, lastBlock);
        }
        seen |= all;
        return (marks & Words.HIGHEST_BITS) != 0;
    }

    /** The first quote that is not escaped, or -1. */
    int quote(byte[] bytes, int from, int to) {
        long all = 0;
        int i = from;
        int lastBlock = to - BLOCK;
        while (i <= lastBlock) {
            long first = Words.at(bytes, i);
            long second = Words.at(bytes, i + 8);
            long third = Words.at(bytes, i + 16);
            long fourth = Words.at(bytes, i + 24);
            all |= first | second | third | fourth;
            long firstMarks = Words.marks(first, QUOTES);
            long secondMarks = Words.marks(second, QUOTES);
            long thirdMarks = Words.marks(third, QUOTES);
            long fourthMarks = Words.marks(fourth, QUOTES);
            if (((firstMarks | secondMarks | thirdMarks | fourthMarks) & Words.HIGHEST_BITS) == 0) {
                i += BLOCK;
                continue;
            }
            i += Integer.numberOfTrailingZeros(Words.bits(firstMarks, secondMarks, thirdMarks, fourthMarks));
            if (!isEscaped(bytes, from, i)) {
                seen |= all;
                return i;
            }
            i++;
        }
        seen |= all;
        return quoteInLastBlock(bytes, from, i, to);
    }

    /** The first quote from a place among the last 32 bytes; reads that whole block, and nothing beyond the line. */
    int quoteInLastBlock(byte[] bytes, int from, int place, int to) {
        int block = to - BLOCK;
        if (block < 0 || place >= to) {
            return place >= to ? -1 : quoteInShortLine(bytes, from, place, to);
        }
        long first = Words.at(bytes, block);
        long second = Words.at(bytes, block + 8);
        long third = Words.at(bytes, block + 16);
        long fourth = Words.at(bytes, block + 24);
        seen |= first | second | third | fourth;
        int quotes = Words.bits(
                        Words.exactlyEqual(first, QUOTES),
                        Words.exactlyEqual(second, QUOTES),
                        Words.exactlyEqual(third, QUOTES),
                        Words.exactlyEqual(fourth, QUOTES))
                >>> (place - block);
        while (quotes != 0) {
            int at = place + Integer.numberOfTrailingZeros(quotes);
            if (!isEscaped(bytes, from, at)) {
                return at;
            }
            quotes &= quotes - 1;
        }
        return -1;
    }

    int quoteInShortLine(byte[] bytes, int from, int place, int to) {
        for (int i = place; i < to; i++) {
            seen |= (long) bytes[i] << 56;
            if (bytes[i] == '"' && !isEscaped(bytes, from, i)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether an odd number of backslashes stands in front. Looked for only where a quote is: they are rare. */
    private static boolean isEscaped(byte[] bytes, int from, int at) {
        int before = at;
        while (before > from && bytes[before - 1] == '\\') {
            before--;
        }
        return ((at - before) & 1) != 0;
    }
}
