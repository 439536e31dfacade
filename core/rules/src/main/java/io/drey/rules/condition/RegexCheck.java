package io.drey.rules.condition;

import com.google.re2j.PatternSyntaxException;
import io.drey.event.Printable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which expressions RE2 is asked to compile, and what its refusals mean. */
final class RegexCheck {

    private static final int LONGEST = 10_000;
    private static final int DEEPEST = 200;
    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?\\}");

    private RegexCheck() {}

    /** Refuses what would become too large: RE2/J writes repetitions out before it looks at their size. */
    static void check(String expression) {
        if (expression.length() > LONGEST) {
            throw new IllegalArgumentException("the regular expression has %d characters, more than %d: split it"
                    .formatted(expression.length(), LONGEST));
        }
        Deque<long[]> groups = new ArrayDeque<>();
        long[] sizes = {0, 0};
        int i = 0;
        while (i < expression.length()) {
            char c = expression.charAt(i);
            int atomEnd = i + 1;
            if (c == '\\') {
                atomEnd = i + 2;
            } else if (c == '[') {
                atomEnd = behindClass(expression, i);
            }
            if (c == '(') {
                if (groups.size() >= DEEPEST) {
                    throw new IllegalArgumentException(
                            "the regular expression has more than %d groups in each other: take some out"
                                    .formatted(DEEPEST));
                }
                groups.push(sizes);
                sizes = new long[] {0, 0};
            } else if (c == ')' && !groups.isEmpty()) {
                long inner = sizes[0] + 2;
                sizes = groups.pop();
                sizes[0] += inner;
                sizes[1] = inner;
            } else if (c == '{') {
                Matcher count = COUNT.matcher(expression).region(i, expression.length());
                if (count.lookingAt()) {
                    long times = Math.max(1, most(count));
                    sizes[0] += sizes[1] * (times - 1);
                    sizes[1] *= times;
                    atomEnd = count.end();
                } else {
                    sizes[0]++;
                    sizes[1] = 1;
                }
            } else if (c != '*' && c != '+' && c != '?') {
                sizes[0]++;
                sizes[1] = 1;
            }
            if (sizes[0] > Regex.MOST_STATES) {
                throw new IllegalArgumentException(
                        "the regular expression has more than %d states once its repetitions are written out: use smaller counts"
                                .formatted(Regex.MOST_STATES));
            }
            i = atomEnd;
        }
    }

    private static long most(Matcher count) {
        long least = Long.parseLong(count.group(1));
        String most = count.group(2);
        return most == null || most.isEmpty() ? least + 1 : Math.max(least, Long.parseLong(most));
    }

    private static int behindClass(String expression, int from) {
        int i = from + 1;
        if (i < expression.length() && expression.charAt(i) == '^') {
            i++;
        }
        boolean first = true;
        while (i < expression.length() && (first || expression.charAt(i) != ']')) {
            i += expression.charAt(i) == '\\' ? 2 : 1;
            first = false;
        }
        return i + 1;
    }

    /** The reason in words of whoever writes expressions for other engines. */
    static String explain(String expression, PatternSyntaxException e) {
        String at = e.getPattern() == null ? "" : e.getPattern();
        if (at.startsWith("(?=") || at.startsWith("(?!") || at.startsWith("(?<=") || at.startsWith("(?<!")) {
            return "look-around '%s' cannot be run in linear time: write a second selection and join it by 'and' or 'and not'"
                    .formatted(Printable.of(at));
        }
        if (at.startsWith("(?>") || at.startsWith("(?|") || at.startsWith("(?(")) {
            return "'%s' is not known to RE2: use a plain group '(?:'".formatted(Printable.of(at));
        }
        if (at.matches("\\\\[1-9]") || at.startsWith("\\k")) {
            return "back reference '%s' cannot be run in linear time: write out what may stand there, or compare two fields with fieldref"
                    .formatted(Printable.of(at));
        }
        return "'%s' is no regular expression that RE2 runs (%s): see https://github.com/google/re2/wiki/Syntax"
                .formatted(Printable.of(expression), Printable.of(e.getDescription() + " " + at));
    }
}
