package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each string of the Big List of Naughty Strings (minimaxir, MIT) in the place of each value of each format's lines. */
class NaughtyStringsTest {

    /** Of how many lines of a format the values are replaced. */
    private static final int LINES = 3;

    static Collection<String> formats() {
        return Formats.names();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void anEventKeepsThemOrTheLineIsRejected(String format) {
        LineParser parser = Formats.parser(format);
        LogEventCodec codec = new LogEventCodec();
        List<byte[]> naughty = Samples.lines("blns/blns.txt").stream()
                .filter(line -> line.length > 0 && line[0] != '#')
                .toList();
        int lines = 0;
        for (byte[] line : SampleLines.of(Formats.of(format))) {
            EventBuilder event = Parsing.event(line);
            if (lines < LINES && parser.parse(event, 0, line.length) == null) {
                lines++;
                for (int[] place : places(event, line.length)) {
                    for (byte[] each : naughty) {
                        byte[] spliced = spliced(line, place, each);
                        ParsedBytes.check(parser, codec, spliced, 0, spliced.length, () -> "%s: %s"
                                .formatted(format, new String(spliced, UTF_8)));
                    }
                }
            }
        }
    }

    /** Where values stand in the line. */
    private static List<int[]> places(LogEvent event, int length) {
        List<int[]> places = new ArrayList<>();
        for (Field field : Field.values()) {
            if (event.has(field) && field.isSlice() && field != Field.EVENT_ORIGINAL) {
                add(places, event.offsetOf(field), event.lengthOf(field), length);
            }
        }
        for (int i = 0; i < event.openCount(); i++) {
            add(places, event.openOffset(i), event.openLength(i), length);
        }
        return places;
    }

    private static void add(List<int[]> places, int from, int count, int length) {
        boolean isKnown = places.stream().anyMatch(place -> place[0] == from && place[1] == from + count);
        if (from + count <= length && !isKnown) {
            places.add(new int[] {from, from + count});
        }
    }

    private static byte[] spliced(byte[] line, int[] place, byte[] value) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(line, 0, place[0]);
        spliced.writeBytes(value);
        spliced.write(line, place[1], line.length - place[1]);
        return spliced.toByteArray();
    }
}
