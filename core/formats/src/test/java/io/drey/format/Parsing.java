package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Position;
import io.drey.event.Rejection;
import java.util.Arrays;

/** Parses single lines, each as an array of its own and in the middle of a larger one, which must make no difference. */
public final class Parsing {

    public static final DatasetId ACME_ACCESS = new DatasetId("acme", "access");
    public static final long ARRIVAL_MILLIS = 1_700_000_000_000L;

    private static final Position POSITION = new Position("b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.acme.access", 0, 7, 0);

    private Parsing() {}

    public static EventBuilder event(byte[] bytes) {
        return EventBuilder.at(ACME_ACCESS, POSITION, ARRIVAL_MILLIS, bytes);
    }

    /** The event of a line that must parse. */
    public static EventBuilder parsed(String format, String line) {
        return parsed(Formats.parser(format), line.getBytes(UTF_8));
    }

    public static EventBuilder parsed(LineParser parser, byte[] line) {
        EventBuilder event = event(line);
        Rejection rejection = parser.parse(event, 0, line.length);
        assertThat(rejection).as("%s", new String(line, UTF_8)).isNull();
        EventBuilder within = event(surrounded(line));
        assertThat(parser.parse(within, 3, 3 + line.length))
                .as("within a larger array: %s", new String(line, UTF_8))
                .isNull();
        assertThat(within).hasToString(event.toString());
        return event;
    }

    /** The rejection of a line that must not parse. */
    public static Rejection rejected(String format, String line) {
        return rejected(Formats.parser(format), line.getBytes(UTF_8));
    }

    public static Rejection rejected(LineParser parser, byte[] line) {
        Rejection rejection = parser.parse(event(line), 0, line.length);
        assertThat(rejection).as("%s", new String(line, UTF_8)).isNotNull();
        assertThat(parser.parse(event(surrounded(line)), 3, 3 + line.length)).isEqualTo(rejection);
        assertThat(rejection.column()).isBetween(0, line.length + 1);
        return rejection;
    }

    /** The line between bytes that would be digits, quotes and spaces to whoever reads beyond its ends. */
    private static byte[] surrounded(byte[] line) {
        byte[] bytes = new byte[line.length + 40];
        Arrays.fill(bytes, (byte) '1');
        bytes[2] = '"';
        System.arraycopy(line, 0, bytes, 3, line.length);
        byte[] tail = " \"1 \"1\"x\" 200 99\n".getBytes(UTF_8);
        System.arraycopy(tail, 0, bytes, 3 + line.length, tail.length);
        return bytes;
    }
}
