package io.drey.format.path;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Matcher;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Utf8;
import io.drey.format.expression.GroupNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gives events the path of the file they were read from, {@code log.file.path}, and what {@link PathFields} finds in it. What the line or
 * its envelope says counts: a field is put only where the event has none. Lines of one file come behind each other, so the path
 * before is remembered. Not thread-safe.
 */
public final class PathStep {

    /** A path of more bytes is none. */
    public static final int LONGEST = 4096;

    private final List<GroupNames> expressions;
    private byte[] path = new byte[0];
    private List<Part> parts = List.of();

    /** A part of a path, and which field it is. */
    private record Part(FieldName name, int from, int length) {}

    public PathStep(PathFields fields) {
        expressions = fields.compiled();
    }

    /**
     * Completes an event.
     *
     * @param sent the path as the line's sender says it; null where he does not
     */
    public void apply(EventBuilder event, byte[] sent) {
        if (!event.has(Field.LOG_FILE_PATH)) {
            if (!isPath(sent)) {
                return;
            }
            event.append(Field.LOG_FILE_PATH, sent);
        }
        int from = event.offsetOf(Field.LOG_FILE_PATH);
        for (Part part : partsOf(event.bytes(), from, from + event.lengthOf(Field.LOG_FILE_PATH))) {
            int at = from + part.from();
            if (part.name() instanceof FieldName.Fixed fixed) {
                if (!event.has(fixed.field())) {
                    event.put(fixed.field(), at, part.length());
                }
            } else if (event.openIndex(part.name().dotted()) < 0) {
                event.putOpen(part.name().dotted(), at, part.length());
            }
        }
    }

    /**
     * Completes an event that is made anew of an earlier one's line. The earlier one's path counts, unless it stands in the line: then the
     * parser knows better.
     */
    public void keep(EventBuilder parsed, LogEvent earlier, int from, int to) {
        byte[] before = null;
        if (earlier.has(Field.LOG_FILE_PATH)) {
            int at = earlier.offsetOf(Field.LOG_FILE_PATH);
            before = Arrays.copyOfRange(earlier.bytes(), at, at + earlier.lengthOf(Field.LOG_FILE_PATH));
            if (stands(before, parsed.bytes(), from, to)) {
                before = null;
            }
        }
        apply(parsed, before);
    }

    /** Whether what a sender says is a path: not empty, not too long, and UTF-8. */
    public static boolean isPath(byte[] sent) {
        return sent != null && sent.length > 0 && sent.length <= LONGEST && Utf8.isValid(sent, 0, sent.length);
    }

    private static boolean stands(byte[] sought, byte[] bytes, int from, int to) {
        for (int at = from; at + sought.length <= to; at++) {
            if (Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
                return true;
            }
        }
        return false;
    }

    private List<Part> partsOf(byte[] bytes, int from, int to) {
        if (!Arrays.equals(bytes, from, to, path, 0, path.length)) {
            path = Arrays.copyOfRange(bytes, from, to);
            parts = find();
        }
        return parts;
    }

    private List<Part> find() {
        if (path.length > LONGEST) {
            return List.of();
        }
        List<Part> found = new ArrayList<>();
        for (GroupNames expression : expressions) {
            Matcher matcher = expression.pattern().matcher(path);
            if (matcher.find()) {
                add(expression, matcher, found);
            }
        }
        return found;
    }

    private static void add(GroupNames expression, Matcher matcher, List<Part> found) {
        for (int i = 0; i < expression.names().size(); i++) {
            byte[] name = expression.names().get(i);
            int start = name == null ? -1 : matcher.start(i + 1);
            if (start >= 0 && matcher.end(i + 1) > start) {
                FieldName field = FieldName.parse(new String(name, UTF_8));
                if (found.stream().noneMatch(part -> part.name().equals(field))) {
                    found.add(new Part(field, start, matcher.end(i + 1) - start));
                }
            }
        }
    }
}
