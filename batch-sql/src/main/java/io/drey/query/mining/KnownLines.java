package io.drey.query.mining;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.drey.event.Printable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A list of lines known to be uninteresting: a pattern (RE2) a line, found anywhere in the text. */
public final class KnownLines implements Serializable {

    private static final long serialVersionUID = 1L;

    /** A list is looked through for every line. */
    private static final int MOST = 1_000;

    private final List<Pattern> patterns;

    private KnownLines(List<Pattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /**
     * Reads a list. Empty lines, and lines that begin with {@code #}, are none.
     *
     * @throws IllegalArgumentException naming the line that is no pattern
     */
    public static KnownLines parse(String list) {
        List<Pattern> patterns = new ArrayList<>();
        List<String> lines = list.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                patterns.add(Pattern.compile(line));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "line %d, '%s', is no pattern of RE2: %s"
                                .formatted(i + 1, Printable.of(line), Printable.of(e.getDescription())),
                        e);
            }
        }
        if (patterns.size() > MOST) {
            throw new IllegalArgumentException(
                    "it has %,d patterns, and %,d are the most: join some by |".formatted(patterns.size(), MOST));
        }
        return new KnownLines(patterns);
    }

    int size() {
        return patterns.size();
    }

    /** A pattern as it was written. */
    String pattern(int place) {
        return patterns.get(place).pattern();
    }

    /** The place of the first pattern that is found in a text. */
    OptionalInt find(String text) {
        for (int place = 0; place < patterns.size(); place++) {
            if (patterns.get(place).matcher(text).find()) {
                return OptionalInt.of(place);
            }
        }
        return OptionalInt.empty();
    }
}
