package io.drey.lake;

import io.drey.event.Field;
import io.drey.event.Utf8;
import io.drey.format.json.Skeleton;
import io.drey.format.json.SkeletonValues;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * Flink's function {@value #NAME}: the line that a {@link Skeleton} and the row's values are. Flink SQL has no way of its own to
 * replace what a pattern finds by what a map has.
 */
public final class SkeletonLine extends ScalarFunction {

    /** What queries call it. */
    public static final String NAME = "drey_line";

    private static final long serialVersionUID = 1L;

    private transient Skeleton last;

    /**
     * The line.
     *
     * @param skeleton the skeleton; without gaps it is the line
     * @param labels the open fields
     * @param timestamp when it happened
     * @param fields each fixed field's text, in their order
     */
    @SuppressWarnings("EnumOrdinal") // a field's place in the schema never changes
    public byte[] eval(
            byte[] skeleton,
            Map<String, String> labels,
            @DataTypeHint("TIMESTAMP_LTZ(6)") Instant timestamp,
            String[] fields) {
        if (skeleton == null) {
            return null;
        }
        if (last == null || !Arrays.equals(last.text(), skeleton)) {
            last = Skeleton.of(skeleton);
        }
        return last.render(new SkeletonValues() {
            @Override
            public byte[] fixed(Field field) {
                return bytes(fields[field.ordinal()]);
            }

            @Override
            public byte[] open(String name) {
                return labels == null ? null : bytes(labels.get(name));
            }

            @Override
            public long timestampMicros() {
                // Not as a difference: that is counted in nanoseconds, which end in 2262.
                return timestamp.getEpochSecond() * 1_000_000L + timestamp.getNano() / 1000;
            }
        });
    }

    private static byte[] bytes(String text) {
        return text == null ? null : Utf8.encode(text);
    }
}
