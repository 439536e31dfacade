package io.drey.format.redact;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A value of a field that is redacted, as it is looked for in the line and in other fields.
 *
 * @param spellings how it may be written, in any text whose escapes were taken off
 * @param isWord whether it counts only where no letter and no digit stands beside it: short values are parts of many words
 * @param substitute what takes its place
 * @param rule whose value it is, by its place among the rules
 */
record Needle(List<String> spellings, boolean isWord, String substitute, int rule) {

    private static final int LONG = 8;
    private static final int SHORTEST = 3;

    /** Of a text. */
    static Needle of(String value, String unescaped, boolean isAddress, String substitute, int rule) {
        Set<String> spellings = new LinkedHashSet<>();
        for (String each : List.of(value, unescaped)) {
            spellings.add(each);
            spellings.add(each.replace(' ', '+'));
            spellings.add(each.replace("\"", "\"\""));
        }
        spellings.removeIf(each -> each.length() < SHORTEST);
        return new Needle(List.copyOf(spellings), isAddress || value.length() < LONG, substitute, rule);
    }

    /** Of a number, in whose place there is none. */
    static Needle ofNumber(long value, int rule) {
        String digits = Long.toString(value);
        return new Needle(digits.length() < SHORTEST ? List.of() : List.of(digits), true, "0", rule);
    }

    /** Whether a plain text has it. */
    boolean isIn(String plain) {
        return spellings.stream().anyMatch(plain::contains);
    }

    /** Takes where it stands. */
    interface Places {
        void at(int from, int to);
    }

    void find(DecodedText text, Places places) {
        for (String spelling : spellings) {
            for (int at = text.indexOf(spelling, 0); at >= 0; at = text.indexOf(spelling, at + 1)) {
                int end = at + spelling.length();
                if (!isWord || (!isOfWord(text, at - 1) && !isOfWord(text, end))) {
                    places.at(at, end);
                }
            }
        }
    }

    private static boolean isOfWord(DecodedText text, int at) {
        return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }
}
