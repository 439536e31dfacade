package io.drey.query.mining;

import java.util.List;

/** The words of a line, separated by white space, with {@link Template#GAP} in place of numbers, addresses and the like. */
final class Words {

    /** More words of a line are one gap: templates of longer lines tell nobody anything. */
    static final int MOST = 64;

    /** A line of which more is room is made when it is needed. */
    private static final int LONG = 1_024;

    private Words() {}

    static List<String> of(String line) {
        return split(joined(line));
    }

    /** The words of what {@link #joined} gave. */
    static List<String> split(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(" ", -1));
    }

    /** The words in one text, with a space between them. No digit is left in it. */
    static String joined(String line) {
        StringBuilder joined = new StringBuilder(Math.min(line.length(), LONG));
        int words = 0;
        int end = line.length();
        int at = 0;
        while (at < end) {
            while (at < end && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            int begin = at;
            boolean digits = false;
            while (at < end && !Character.isWhitespace(line.charAt(at))) {
                digits |= isDigit(line.charAt(at));
                at++;
            }
            if (at > begin) {
                if (words > 0) {
                    joined.append(' ');
                }
                words++;
                if (words == MOST) {
                    return joined.append(Template.GAP).toString();
                }
                if (digits) {
                    mask(line, begin, at, joined);
                } else {
                    joined.append(line, begin, at);
                }
            }
        }
        return joined.toString();
    }

    /** Letters and digits that hold a digit are a gap; gaps that a single other character parts, as in an address or a time, are one. */
    private static void mask(String line, int from, int to, StringBuilder masked) {
        int word = masked.length();
        int at = from;
        while (at < to) {
            int begin = at;
            boolean digits = false;
            while (at < to && Character.isLetterOrDigit(line.charAt(at))) {
                digits |= isDigit(line.charAt(at));
                at++;
            }
            if (at == begin) {
                masked.append(line.charAt(at++));
            } else if (!digits) {
                masked.append(line, begin, at);
            } else if (endsWithGapAndOne(masked, word)) {
                masked.setLength(masked.length() - 1);
            } else {
                masked.append(Template.GAP);
            }
        }
    }

    private static boolean endsWithGapAndOne(StringBuilder masked, int word) {
        int gap = masked.length() - 1 - Template.GAP.length();
        return gap >= word && masked.indexOf(Template.GAP, gap) == gap;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
