package io.drey.query.mining;

import java.util.ArrayList;
import java.util.List;

/** The words of a line, separated by white space, with {@link Template#GAP} in place of numbers, addresses and the like. */
final class Words {

    /** More words of a line are one gap: templates of longer lines tell nobody anything. */
    static final int MOST = 64;

    private Words() {}

    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        int end = line.length();
        int at = 0;
        while (at < end) {
            while (at < end && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            int begin = at;
            while (at < end && !Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            if (at > begin) {
                if (words.size() == MOST - 1) {
                    words.add(Template.GAP);
                    return words;
                }
                words.add(masked(line.substring(begin, at)));
            }
        }
        return words;
    }

    /** Letters and digits that hold a digit are a gap; gaps that a single other character parts, as in an address or a time, are one. */
    private static String masked(String word) {
        if (!hasDigit(word)) {
            return word;
        }
        StringBuilder masked = new StringBuilder(word.length());
        int at = 0;
        while (at < word.length()) {
            int begin = at;
            boolean digits = false;
            while (at < word.length() && Character.isLetterOrDigit(word.charAt(at))) {
                digits |= isDigit(word.charAt(at));
                at++;
            }
            if (at == begin) {
                masked.append(word.charAt(at++));
            } else if (!digits) {
                masked.append(word, begin, at);
            } else if (endsWithGapAndOne(masked)) {
                masked.setLength(masked.length() - 1);
            } else {
                masked.append(Template.GAP);
            }
        }
        return masked.toString();
    }

    private static boolean endsWithGapAndOne(StringBuilder masked) {
        int gap = masked.length() - 1 - Template.GAP.length();
        return gap >= 0 && masked.indexOf(Template.GAP, gap) == gap;
    }

    private static boolean hasDigit(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (isDigit(word.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
