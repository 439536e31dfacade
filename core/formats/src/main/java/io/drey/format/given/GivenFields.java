package io.drey.format.given;

import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.OpenNames;
import io.drey.event.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fields that each event of a dataset has and that stand in no line, such as {@code cloud.region: eu-central-1}. What an event says
 * itself counts before.
 *
 * @param values what is put, by the fields' dotted names
 */
public record GivenFields(Map<String, String> values) {

    /** Nothing is put. */
    public static final GivenFields NONE = new GivenFields(Map.of());

    private static final int LONGEST = 1024;

    public GivenFields {
        requireNonNull(values, "values is null");
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Whether nothing is put. */
    public boolean isNone() {
        return values.isEmpty();
    }

    /**
     * Checks the name of a field.
     *
     * @throws IllegalArgumentException if it cannot be given, with what can
     */
    public static void checkName(String name) {
        requireText(FieldName.parse(name), "cannot be given to all lines");
    }

    /**
     * Checks a value.
     *
     * @throws IllegalArgumentException if it is empty or too long
     */
    public static void checkValue(String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > LONGEST) {
            throw new IllegalArgumentException(
                    "a value of %d bytes: use 1 to %d, or leave the field out".formatted(bytes, LONGEST));
        }
    }

    /**
     * Checks that a field holds text that somebody else than a parser may say.
     *
     * @param cannot says what is wrong with another one, such as {@code cannot come from a path}
     * @throws IllegalArgumentException if it does not
     */
    public static void requireText(FieldName name, String cannot) {
        boolean isText = name instanceof FieldName.Open
                ? !name.dotted().startsWith(OpenNames.OURS)
                : name instanceof FieldName.Fixed fixed
                        && fixed.field().type() == Field.Type.KEYWORD
                        && fixed.field() != Field.LOG_FILE_PATH;
        if (!isText) {
            throw new IllegalArgumentException(
                    "'%s' %s: name a field of text, such as cloud.region, service.name or labels.app"
                            .formatted(Printable.of(name.dotted()), cannot));
        }
    }
}
