package io.drey.event;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the values of one name are written in an {@linkplain EventBatchSchema event batch}. */
enum ValueKind {
    SLICE('s'),
    INTEGER('i'),
    DOUBLE('d'),
    BOOLEAN('b');

    private static final ValueKind[] ALL = values();

    private final char code;

    ValueKind(char code) {
        this.code = code;
    }

    char code() {
        return code;
    }

    /**
     * The kind of a code.
     *
     * @param name whose values are of that kind
     * @throws IllegalArgumentException naming both, if there is none
     */
    static ValueKind of(char code, String name) {
        for (ValueKind kind : ALL) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "the values of '%s' are of kind '%s', which this version does not know (%s): upgrade the job that reads"
                        .formatted(Printable.of(name), Printable.of(Character.toString(code)), description()));
    }

    /** How the values of a fixed field are written. */
    static ValueKind of(Field field) {
        return field.isSlice() ? SLICE : INTEGER;
    }

    /** All codes with their names. */
    static String description() {
        return Arrays.stream(ALL)
                .map(kind -> kind.code + " " + kind.name().toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
