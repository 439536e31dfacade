package io.drey.operations.input;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One of the YAML documents of a file, as text with its separator.
 *
 * @param text its lines
 * @param firstLine the line of the file that it begins with, counted from 0
 */
public record YamlPart(String text, int firstLine) {

    private static final Pattern LINES = Pattern.compile("(?<=\n)");
    private static final Pattern EMPTY_LINES = Pattern.compile("\\A(?:[ \\t]*\\R)+");
    private static final String SEPARATOR = "---";

    public YamlPart {
        requireNonNull(text, "text is null");
    }

    /** The parts of a file's text; joined they are that text. */
    public static List<YamlPart> of(String text) {
        List<YamlPart> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int line = 0;
        int begin = 0;
        for (String read : LINES.splitAsStream(text).toList()) {
            if (read.startsWith(SEPARATOR) && line > 0) {
                parts.add(new YamlPart(part.toString(), begin));
                part.setLength(0);
                begin = line;
            }
            part.append(read);
            line++;
        }
        parts.add(new YamlPart(part.toString(), begin));
        return parts;
    }

    /** A file's text with empty lines in place of the parts that begin with a key, so that all other lines stay where they are. */
    public static String without(String text, String key) {
        StringBuilder rest = new StringBuilder(text.length());
        for (YamlPart part : of(text)) {
            // The separator stays, and what is between two is no document.
            rest.append(part.beginsWith(key) ? part.text.replaceAll("(?m)^(?!" + SEPARATOR + ").*$", "") : part.text);
        }
        return rest.toString();
    }

    /** Whether its first key is that. */
    public boolean beginsWith(String key) {
        return firstLineOfContent().filter(line -> line.startsWith(key + ":")).isPresent();
    }

    /** Whether one of its outermost keys is that. */
    public boolean has(String key) {
        return text.lines().anyMatch(line -> line.startsWith(key + ":"));
    }

    /** Whether it holds a line of the file, counted from 0. */
    public boolean holds(int line) {
        return line >= firstLine && line < firstLine + text.lines().count();
    }

    /** Its lines without the separator and empty lines around it, each with a line feed. */
    public String content() {
        String content = text.startsWith(SEPARATOR) ? text.substring(SEPARATOR.length()) : text;
        return EMPTY_LINES.matcher(content).replaceFirst("").stripTrailing() + "\n";
    }

    private Optional<String> firstLineOfContent() {
        return text.lines()
                .filter(line -> !line.startsWith(SEPARATOR) && !line.isBlank() && !line.startsWith("#"))
                .findFirst();
    }
}
