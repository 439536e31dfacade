package io.drey.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.line.LineRenderer;
import java.util.Arrays;
import java.util.function.Supplier;

/** What must hold of any bytes that are taken for a line: an event that keeps them, or a rejection that says where. */
public final class ParsedBytes {

    /** What became of them. */
    public enum Outcome {
        REJECTED,
        EVENT,
        /** An event whose line can be given back from its fields. */
        RENDERED
    }

    private ParsedBytes() {}

    /** Parses a part of some bytes, and checks what comes of it. */
    public static Outcome check(
            LineParser parser, LogEventCodec codec, byte[] bytes, int from, int to, Supplier<String> seen) {
        byte[] line = Arrays.copyOfRange(bytes, from, to);
        EventBuilder event = Parsing.event(bytes);
        Rejection rejection = parser.parse(event, from, to);
        if (rejection != null) {
            assertThat(rejection.column()).as(seen).isBetween(0, line.length + 1);
            return Outcome.REJECTED;
        }
        assertThat(event.slice(Field.EVENT_ORIGINAL)).as(seen).isEqualTo(line);
        LogEvent decoded = checkEvent(codec, event, seen);
        LineRenderer renderer = LineRenderers.forLineOf(event);
        if (renderer == null) {
            return Outcome.EVENT;
        }
        assertThat(renderer.render(decoded)).as(seen).isEqualTo(line);
        return Outcome.RENDERED;
    }

    /** Checks that an event can travel, and returns it as it arrives. */
    public static LogEvent checkEvent(LogEventCodec codec, LogEvent event, Supplier<String> seen) {
        for (Field field : Field.values()) {
            if (event.has(field) && field.isSlice() && field != Field.EVENT_ORIGINAL) {
                int start = event.offsetOf(field);
                assertThat(Utf8.isValid(event.bytes(), start, start + event.lengthOf(field)))
                        .as(seen)
                        .isTrue();
            }
        }
        LogEvent decoded = codec.decode(codec.encode(event));
        assertThat(decoded).as(seen).hasToString(event.toString());
        return decoded;
    }
}
