package io.drey.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.Formats;
import io.drey.format.LineLimit;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.Parsing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that is an array of events. */
class JsonArraysTest {

    @Test
    void eachObjectOfAnArrayIsAnEventByItsPlace() {
        Taken taken = process(" [ {\"msg\":\"a\\n\"} ,{\"msg\":\"b\",\"x\":[{\"y\":1}]},{}] \n");

        assertThat(taken.events).extracting(LogEvent::index).containsExactly(0, 1, 2);
        assertThat(taken.events)
                .extracting(event -> event.text(Field.EVENT_ORIGINAL))
                .containsExactly("{\"msg\":\"a\\n\"}", "{\"msg\":\"b\",\"x\":[{\"y\":1}]}", "{}");
        assertThat(taken.events).extracting(event -> event.text(Field.MESSAGE)).containsExactly("a\n", "b", null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[1]", "[{},1]", "[[{}]]", "{\"a\":[{}]}", "\"[{}]\"", "[null]", "42"})
    void whatIsNoArrayOfObjectsOnlyIsOneEvent(String record) {
        assertThat(Formats.parser("json").split(record.getBytes(UTF_8), 0, record.length()))
                .isEmpty();
        assertThat(process(record).events).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{}", "[{},", "[{},]", "[{}]]", "[{}{}]", "[{]", "[{\"a\":1},{\"a\":x}]", "[{} ;"})
    void whatIsNoJsonIsOneDeadLetter(String record) {
        Taken taken = process(record);

        assertThat(taken.events).isEmpty();
        assertThat(taken.letters).containsExactly(record);
    }

    @Test
    void whatCannotBecomeAnEventIsADeadLetterAloneWithItsColumn() {
        byte[] record = "[{\"a\":1},{\"a\":\"?\"},{\"a\":3}]".getBytes(UTF_8);
        record[15] = (byte) 0xC3;

        Taken taken = process(record);

        assertThat(taken.events).extracting(LogEvent::index).containsExactly(0, 2);
        assertThat(taken.rejections).containsExactly(new Rejection("not JSON: expected UTF-8", 7));
    }

    @Test
    void aHundredThousandEventsOfOneRecordKeepOnlyTheirOwnBytes() {
        String record = IntStream.range(0, 100_000)
                .mapToObj(i -> "{\"a\\u0062\":\"\\n\"}")
                .collect(Collectors.joining(",", "[", "]"));
        Taken taken = new Taken(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        byte[] bytes = record.getBytes(UTF_8);

        new LinePipeline(LineSettings.of("json").withLimit(new LineLimit(1 << 24)))
                .process(Parsing.event(bytes), taken);

        assertThat(taken.events).hasSize(100_000);
        assertThat(taken.events).allMatch(event -> event.bytes().length < 100);
    }

    private record Taken(List<LogEvent> events, List<String> letters, List<Rejection> rejections)
            implements LinePipeline.Output {

        @Override
        public void event(EventBuilder event) {
            events.add(event);
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            throw new AssertionError("dropped by " + reason);
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
            letters.add(new String(Arrays.copyOfRange(at.bytes(), from, to), UTF_8));
            rejections.add(rejection);
        }
    }

    private static Taken process(String record) {
        return process(record.getBytes(UTF_8));
    }

    private static Taken process(byte[] record) {
        Taken taken = new Taken(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        new LinePipeline(LineSettings.of("json")).process(Parsing.event(record), taken);
        return taken;
    }
}
