package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.OpenFieldLimits;
import io.drey.event.Rejection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinePipelineTest {

    private static final String ACCESS_LINE =
            "192.0.2.1 - - [03/Oct/2022:21:59:42 +0200] \"GET /a HTTP/1.1\" 200 5 \"-\" \"curl/8\"";

    @Test
    void takesTheTerminatorOffAndNothingElse() {
        Taken taken = process(LineSettings.of("combined"), ACCESS_LINE + "\r\n");

        assertThat(taken.events).hasSize(1);
        assertThat(taken.events.get(0).text(Field.EVENT_ORIGINAL)).isEqualTo(ACCESS_LINE);
    }

    @Test
    void aLineThatIsTooLongIsRejectedWholeWithItsTerminator() {
        Taken taken = process(LineSettings.of("combined").withLimit(new LineLimit(10)), ACCESS_LINE + "\n");

        assertThat(taken.letters)
                .containsExactly(new Letter(
                        0,
                        ACCESS_LINE + "\n",
                        new Rejection("the line is longer than 10 bytes: raise max-line-bytes to take it", 11)));
    }

    @Test
    void whatIsOfAnotherFormatIsRejectedWhole() {
        Taken taken = process(LineSettings.of("combined"), "no access line\n");

        assertThat(taken.letters).extracting(Letter::raw).containsExactly("no access line\n");
    }

    @Test
    void theTextWithinALineMayBeALineOfItsOwn() {
        LineSettings settings =
                new LineSettings("syslog", FormatOptions.DEFAULT, LineLimit.DEFAULT, Optional.of("combined"));

        LogEvent event = process(settings, "<30>Oct  3 21:59:42 h1 nginx: " + ACCESS_LINE)
                .events
                .get(0);

        assertThat(event.text(FieldName.parse("@timestamp"))).isEqualTo("2022-10-03T19:59:42Z");
        assertThat(event.text(Field.HOST_NAME)).isEqualTo("h1");
        assertThat(event.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo("nginx");
        assertThat(event.text(Field.SOURCE_IP)).isEqualTo("192.0.2.1");
        assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(200);
        assertThat(event.has(Field.MESSAGE)).isFalse();
        assertThat(event.text(Field.EVENT_ORIGINAL)).startsWith("<30>");
    }

    @Test
    void aTextWithoutATimeIsOfTheTimeOfTheLineAroundIt() {
        FormatOptions strict = FormatOptions.DEFAULT.withTimeMissing(FormatOptions.TimeMissing.DEAD_LETTER);
        for (FormatOptions options : List.of(FormatOptions.DEFAULT, strict)) {
            LineSettings settings = new LineSettings("syslog", options, LineLimit.DEFAULT, Optional.of("json"));

            LogEvent event = process(
                            settings, "<30>1 2026-03-04T05:06:07Z h1 shop - - - {\"level\":\"warn\",\"order\":17}")
                    .events
                    .get(0);

            assertThat(event.text(FieldName.parse("@timestamp"))).isEqualTo("2026-03-04T05:06:07Z");
            assertThat(event.text(Field.LOG_LEVEL)).isEqualTo("warn");
            assertThat(event.text(FieldName.parse("labels.order"))).isEqualTo("17");
            assertThat(event.text(FieldName.parse("labels.drey.time"))).isNull();
        }
    }

    @Test
    void aTextSaysWhenItHappenedWhereTheLineAroundItDoesNot() {
        LineSettings settings =
                new LineSettings("syslog", FormatOptions.DEFAULT, LineLimit.DEFAULT, Optional.of("json"));

        LogEvent timed = process(settings, "<30>1 - h1 shop - - - {\"time\":\"2026-03-04T05:06:07Z\"}")
                .events
                .get(0);
        LogEvent timeless = process(settings, "<30>1 - h1 shop - - - {\"level\":\"warn\"}")
                .events
                .get(0);

        assertThat(timed.text(FieldName.parse("@timestamp"))).isEqualTo("2026-03-04T05:06:07Z");
        assertThat(timed.text(FieldName.parse("labels.drey.time"))).isNull();
        assertThat(timeless.timestampMillis()).isEqualTo(Parsing.ARRIVAL_MILLIS);
        assertThat(timeless.text(FieldName.parse("labels.drey.time"))).isEqualTo("arrival");
    }

    @Test
    void furtherFieldsOfAnAccessLineKeepTheLimitsOfTheDataset() {
        FormatOptions options = FormatOptions.DEFAULT.withOpenFieldLimits(new OpenFieldLimits(2, 1000));
        LineSettings settings = new LineSettings("combined", options, LineLimit.DEFAULT, Optional.empty());

        LogEvent event = process(settings, ACCESS_LINE + " 1 2 3 4").events.get(0);

        assertThat(event.text(FieldName.parse("labels.extra.2"))).isEqualTo("2");
        assertThat(event.text(FieldName.parse("labels.extra.3"))).isNull();
        assertThat(event.text(FieldName.parse("labels.drey.dropped_fields"))).isEqualTo("2");
    }

    @Test
    void aTextOfAnotherFormatStaysTheMessageAndTheEventSaysSo() {
        LineSettings settings =
                new LineSettings("syslog", FormatOptions.DEFAULT, LineLimit.DEFAULT, Optional.of("combined"));

        LogEvent event = process(settings, "<30>Oct  3 21:59:42 h1 nginx: reopening logs")
                .events
                .get(0);

        assertThat(event.text(Field.MESSAGE)).isEqualTo("reopening logs");
        assertThat(event.text(FieldName.parse("labels.drey.message_format"))).isEqualTo("other");
        assertThat(event.has(Field.SOURCE_IP)).isFalse();
    }

    @Test
    void refusesSettingsThatCannotBeFollowed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinePipeline(LineSettings.of("combind")))
                .withMessageContaining("unknown format 'combind'");
    }

    private record Letter(int index, String raw, Rejection rejection) {}

    private record Taken(List<LogEvent> events, List<Letter> letters) implements LinePipeline.Output {

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
            String raw = new String(Arrays.copyOfRange(at.bytes(), from, to), UTF_8);
            letters.add(new Letter(at.index(), raw, rejection));
        }
    }

    private static Taken process(LineSettings settings, String record) {
        Taken taken = new Taken(new ArrayList<>(), new ArrayList<>());
        new LinePipeline(settings).process(Parsing.event(record.getBytes(UTF_8)), taken);
        return taken;
    }
}
