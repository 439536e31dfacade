package io.drey.format.useragent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Words that a text has, whatever its case, if an expression matches it: one at least of each set. It errs to the safe side: what it
 * does not understand needs no word.
 */
final class NeededWords {

    /** What nearly each text has excludes nothing. */
    private static final int SHORTEST = 2;

    private final String regex;
    private int at;

    private NeededWords(String regex) {
        this.regex = regex;
    }

    /** The sets of words, in lower case; none if the expression may match without any. */
    static List<Set<String>> of(String regex) {
        NeededWords reading = new NeededWords(regex);
        List<Set<String>> words = reading.alternatives();
        return reading.at == regex.length() ? words : List.of();
    }

    /** What a text needs that one of the alternatives matches. */
    private List<Set<String>> alternatives() {
        List<Set<String>> words = sequence();
        while (at < regex.length() && regex.charAt(at) == '|') {
            at++;
            List<Set<String>> next = sequence();
            words = words.isEmpty() || next.isEmpty() ? List.of() : List.of(union(rarest(words), rarest(next)));
        }
        return words;
    }

    private static Set<String> union(Set<String> left, Set<String> right) {
        Set<String> union = new LinkedHashSet<>(left);
        union.addAll(right);
        return union;
    }

    /** The set whose shortest word is longest. */
    private static Set<String> rarest(List<Set<String>> words) {
        Set<String> rarest = words.get(0);
        for (Set<String> other : words) {
            rarest = shortest(other) > shortest(rarest) ? other : rarest;
        }
        return rarest;
    }

    private static int shortest(Set<String> words) {
        return words.stream().mapToInt(String::length).min().orElse(0);
    }

    private List<Set<String>> sequence() {
        List<Set<String>> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            char c = regex.charAt(at);
            if (c == '^' || c == '$') {
                at++;
            } else if (c == '(') {
                end(word, words);
                words.addAll(group());
            } else {
                int literal = literal();
                boolean isThere = isRepeatedOnceAtLeast();
                boolean isRepeated = skipRepetition();
                if (literal >= 0 && isThere) {
                    word.append((char) literal);
                }
                if (literal < 0 || isRepeated) {
                    end(word, words);
                }
            }
        }
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<Set<String>> words) {
        if (word.length() >= SHORTEST) {
            words.add(Set.of(word.toString()));
        }
        word.setLength(0);
    }

    private List<Set<String>> group() {
        at++;
        if (regex.startsWith("?", at)) {
            // Flags and names: what follows the colon, or the name.
            int end = regex.startsWith("?P<", at) ? regex.indexOf('>', at) : regex.indexOf(':', at);
            at = end < 0 ? regex.length() : end + 1;
        }
        List<Set<String>> words = alternatives();
        at++;
        boolean isThere = isRepeatedOnceAtLeast();
        skipRepetition();
        return isThere ? words : List.of();
    }

    /** Whether what is next says that what was before may be missing. */
    private boolean isRepeatedOnceAtLeast() {
        return !(regex.startsWith("?", at) || regex.startsWith("*", at) || regex.startsWith("{0", at));
    }

    private boolean skipRepetition() {
        int from = at;
        if (at < regex.length() && "?*+".indexOf(regex.charAt(at)) >= 0) {
            at++;
        } else if (at < regex.length() && regex.charAt(at) == '{') {
            at = regex.indexOf('}', at) + 1;
        }
        if (at > from && regex.startsWith("?", at)) {
            at++;
        }
        return at > from;
    }

    /** The character that stands next, in lower case; -1 if there are several that may. */
    private int literal() {
        char c = regex.charAt(at++);
        if (c == '[') {
            return oneOf();
        }
        if (c == '\\' && at < regex.length()) {
            char escaped = regex.charAt(at++);
            return Character.isLetterOrDigit(escaped) ? -1 : escaped;
        }
        return c == '.' || c >= 0x80 ? -1 : Character.toLowerCase(c);
    }

    /** The character of a class that has only one, in both cases; else -1. */
    private int oneOf() {
        Set<Integer> all = new HashSet<>();
        boolean isOther = regex.startsWith("^", at);
        for (int i = at; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == ']' && i > at) {
                at = i + 1;
                return isOther || all.size() != 1 ? -1 : all.iterator().next();
            }
            if (c == '\\') {
                i++;
                isOther = true;
            } else if (c == '[' && regex.startsWith("[:", i)) {
                i = regex.indexOf(":]", i) + 1;
                isOther = true;
            }
            all.add((int) Character.toLowerCase(c));
        }
        at = regex.length() + 1;
        return -1;
    }
}
