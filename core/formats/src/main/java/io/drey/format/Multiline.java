package io.drey.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.drey.event.Printable;
import io.drey.event.Utf8;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which lines of a dataset are one event, and how much is joined at most.
 *
 * @param rule which lines belong to the one before
 * @param maxLines how many lines an event has at most; at least 1
 * @param maxBytes how many bytes they have together at most; at least 1
 * @param patience for how long an event waits for its next line; five times as long for its last
 */
public record Multiline(Rule rule, int maxLines, int maxBytes, Duration patience) {

    /** So many lines by default: the deepest traces of the usual runtimes have fewer. */
    public static final int MAX_LINES = 500;

    /** One mebibyte, as a line. */
    public static final int MAX_BYTES = 1 << 20;

    /** Two seconds: programs write the lines of a trace at once. */
    public static final Duration WAIT = Duration.ofSeconds(2);

    public Multiline {
        requireNonNull(rule, "rule is null");
        requireNonNull(patience, "patience is null");
        requireAtLeastOne("multiline-max-lines", maxLines);
        requireAtLeastOne("multiline-max-bytes", maxBytes);
        if (patience.toMillis() < 1) {
            throw new IllegalArgumentException("multiline-wait is %s: it must be at least 1ms".formatted(patience));
        }
    }

    /** A rule with the default bounds. */
    public static Multiline of(String rule) {
        return new Multiline(Rule.parse(rule), MAX_LINES, MAX_BYTES, WAIT);
    }

    private static void requireAtLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s is %d: it must be at least 1".formatted(key, value));
        }
    }

    /** Which lines belong to the one before. */
    public static final class Rule {

        private static final String START = "start";
        private static final String CONTINUE = "continue";
        private static final String PARTS = "parts";

        /** What continues a line, by the word for it. */
        private static final Map<String, String> WORDS = words();

        private final String written;

        /** Null where only parts of lines are joined. */
        private final Pattern pattern;

        private final boolean isStart;

        private Rule(String written, Pattern pattern, boolean isStart) {
            this.written = written;
            this.pattern = pattern;
            this.isStart = isStart;
        }

        /**
         * Reads a rule: {@code java}, {@code python}, {@code go}, {@code indented}, {@code parts}, {@code start /expression/} or
         * {@code continue /expression/}.
         *
         * @throws IllegalArgumentException naming what is not understood, and what to write instead
         */
        public static Rule parse(String written) {
            String rule = written.strip();
            if (rule.equals(PARTS)) {
                return new Rule(rule, null, false);
            }
            String continued = WORDS.get(rule);
            if (continued != null) {
                return new Rule(rule, Pattern.compile(continued), false);
            }
            int blank = rule.indexOf(' ');
            String word = blank < 0 ? rule : rule.substring(0, blank);
            String expression = rule.substring(word.length()).strip();
            boolean isExpression = expression.length() > 2 && expression.startsWith("/") && expression.endsWith("/");
            if (!isExpression || !(word.equals(START) || word.equals(CONTINUE))) {
                throw new IllegalArgumentException(
                        "'%s' does not say which lines are joined: write one of %s, %s, 'start /expression/' or 'continue /expression/'"
                                .formatted(Printable.of(written), String.join(", ", WORDS.keySet()), PARTS));
            }
            return new Rule(
                    word + " " + expression,
                    compiled(expression.substring(1, expression.length() - 1)),
                    word.equals(START));
        }

        private static Pattern compiled(String expression) {
            try {
                return Pattern.compile(expression);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "'%s' is no expression that runs in linear time: %s; see RE2's syntax"
                                .formatted(Printable.of(expression), e.getMessage()),
                        e);
            }
        }

        /** As {@link #parse} reads it. */
        public String written() {
            return written;
        }

        /** Whether only parts are joined, of which a runtime says itself that more follows. */
        boolean isOfParts() {
            return pattern == null;
        }

        /** Whether a line belongs to the one before. */
        boolean continues(byte[] line) {
            if (pattern == null) {
                return false;
            }
            // What is no UTF-8 is matched byte by byte.
            Matcher matcher = Utf8.isValid(line, 0, line.length)
                    ? pattern.matcher(line)
                    : pattern.matcher(new String(line, ISO_8859_1));
            return matcher.find() != isStart;
        }

        private static Map<String, String> words() {
            Map<String, String> words = new LinkedHashMap<>();
            words.put(
                    "java",
                    "^(?:\\s|$|Caused by: |Suppressed: |\\.\\.\\. \\d+ |(?:[\\w$]+\\.)+[\\w$]*(?:Exception|Error|Throwable|Failure)[\\w$]*(?::|$))");
            words.put(
                    "python",
                    "^(?:\\s|$|Traceback \\(most recent call last\\):|During handling of the above exception|"
                            + "The above exception was the direct cause|"
                            + "(?:\\w+\\.)*\\w*(?:Error|Exception|Warning|Interrupt|Exit|Iteration)(?::|$))");
            words.put(
                    "go",
                    "^(?:\\s|$|goroutine \\d+ \\[|created by |\\[signal |exit status \\d|[\\w./\\-]+\\.[\\w.()*\\[\\]]+\\(.*\\)$)");
            words.put("indented", "^\\s");
            return words;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Rule that && written.equals(that.written);
        }

        @Override
        public int hashCode() {
            return written.hashCode();
        }

        @Override
        public String toString() {
            return written;
        }
    }
}
