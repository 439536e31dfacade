package io.drey.format.regex;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import io.drey.format.expression.GroupNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The patterns that grok's names stand for: {@code grok.patterns.txt}, written for RE2. */
final class GrokLibrary {

    private static final SortedMap<String, String> PATTERNS = load();

    /** {@code %{NAME}}, {@code %{NAME:field}}, {@code %{NAME:field:int}}. */
    private static final Pattern REFERENCE = Pattern.compile("%\\{(\\w+)(?::([^:}]+))?(?::(\\w+))?}");

    private static final int DEEPEST = 16;

    private GrokLibrary() {}

    private static SortedMap<String, String> load() {
        TreeMap<String, String> patterns = new TreeMap<>();
        try (InputStream file = GrokLibrary.class.getResourceAsStream("grok.patterns.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int blank = line.indexOf(' ');
                if (!line.startsWith("#") && blank > 0) {
                    patterns.put(line.substring(0, blank), line.substring(blank).strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own grok.patterns.txt cannot be read", e);
        }
        return patterns;
    }

    /** The names and their patterns. */
    static SortedMap<String, String> patterns() {
        return PATTERNS;
    }

    /**
     * A pattern with all names replaced by what they stand for.
     *
     * @throws IllegalArgumentException naming what is not known, or too much
     */
    static String expanded(String pattern) {
        return expanded(pattern, 0);
    }

    private static String expanded(String pattern, int depth) {
        Matcher references = REFERENCE.matcher(pattern);
        StringBuilder expression = new StringBuilder();
        int at = 0;
        while (references.find()) {
            String name = references.group(1);
            String known = PATTERNS.get(name);
            if (known == null) {
                throw new IllegalArgumentException("%%{%s} is no pattern: use one of %s"
                        .formatted(Printable.of(name), String.join(", ", PATTERNS.keySet())));
            }
            if (depth == DEEPEST) {
                throw new IllegalArgumentException("%%{%s} refers to itself".formatted(name));
            }
            expression.append(pattern, at, references.start());
            String field = references.group(2);
            expression
                    .append(field == null ? "(?:" : "(?<" + field + ">")
                    .append(expanded(known, depth + 1))
                    .append(')');
            at = references.end();
            if (expression.length() > GroupNames.LONGEST) {
                throw new IllegalArgumentException(
                        "the pattern is longer than %d characters once its names are replaced: use fewer"
                                .formatted(GroupNames.LONGEST));
            }
        }
        return expression.append(pattern, at, pattern.length()).toString();
    }
}
