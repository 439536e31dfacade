package io.drey.format.json;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static io.drey.format.json.JsonMembersTest.open;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.FormatOptions.TimeMissing;
import io.drey.format.Formats;
import io.drey.format.Parsing;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a line's event happened. */
class JsonTimesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"2024-05-01T10:00:00Z\"                       | 2024-05-01T10:00:00Z",
                "\"2024-05-01t10:00:00z\"                       | 2024-05-01T10:00:00Z",
                "\"2024-05-01T10:00:00+02:00\"                  | 2024-05-01T08:00:00Z",
                "\"2024-05-01T10:00:00-0330\"                   | 2024-05-01T13:30:00Z",
                "\"2024-05-01T10:00:00+02\"                     | 2024-05-01T08:00:00Z",
                "\"2024-05-01 10:00:00.5 +0200\"                | 2024-05-01T08:00:00.500Z",
                "\"2024-05-01 10:00:00,123\"                    | 2024-05-01T10:00:00.123Z",
                "\"2024-05-01T10:00:00.123456789Z\"             | 2024-05-01T10:00:00.123456Z",
                "\"2024-05-01T10:00:00.1234567890123456789Z\"   | 2024-05-01T10:00:00.123456Z",
                "\"2024-05-01T10:00+01:00\"                     | 2024-05-01T09:00:00Z",
                "\"2024-05-01T10:00Z\"                          | 2024-05-01T10:00:00Z",
                "\"2024-05-01T10:00\"                           | 2024-05-01T10:00:00Z",
                "\"2024-05-01T10:00:00\"                        | 2024-05-01T10:00:00Z",
                "\"2024/05/01 10:00:00\"                        | 2024-05-01T10:00:00Z",
                "\"2024-05-01 10:00:00 UTC\"                    | 2024-05-01T10:00:00Z",
                "\"2024-05-01T10:00:00+02:00[Europe/Berlin]\"   | 2024-05-01T08:00:00Z",
                "\"2016-12-31T23:59:60Z\"                       | 2017-01-01T00:00:00Z",
                "\"Wed, 01 May 2024 10:00:00 GMT\"              | 2024-05-01T10:00:00Z",
                "\"Wed, 1 May 2024 10:00:00 +0200\"             | 2024-05-01T08:00:00Z",
                "\"01 May 2024 10:00 -0130\"                    | 2024-05-01T11:30:00Z",
                "\"01/May/2024:10:00:00 +0200\"                 | 2024-05-01T08:00:00Z",
                "1714557600                                     | 2024-05-01T10:00:00Z",
                "1714557600.5                                   | 2024-05-01T10:00:00.500Z",
                "1714557600.123456789                           | 2024-05-01T10:00:00.123456Z",
                "1714557600123                                  | 2024-05-01T10:00:00.123Z",
                "1714557600123.25                               | 2024-05-01T10:00:00.123250Z",
                "1714557600123456                               | 2024-05-01T10:00:00.123456Z",
                "1714557600123456789                            | 2024-05-01T10:00:00.123456Z",
                "1.7145576e9                                    | 2024-05-01T10:00:00Z",
                "17145576E5                                     | 2024-05-01T10:00:00Z",
                "\"1714557600\"                                 | 2024-05-01T10:00:00Z",
                "\"1714557600.25\"                              | 2024-05-01T10:00:00.250Z",
                "631152000                                      | 1990-01-01T00:00:00Z",
                "4102444799                                     | 2099-12-31T23:59:59Z",
            })
    void readsEachFormOfTimeStamps(String written, String instant) {
        LogEvent event = parsed("json", "{\"ts\":" + written + "}");

        assertThat(time(event)).isEqualTo(instant);
        assertThat(open(event)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"yesterday\"",
                "\"\"",
                "\"2015-02-29T00:00:00Z\"",
                "\"2015-05-17\"",
                "\"2015-05-17T10\"",
                "\"2015-05-17T24:00:00Z\"",
                "\"2015-05-17T10:05:03+\"",
                "\"2015-05-17T10:05:03 \"",
                "\"2015-05-17T10:05:03.Z\"",
                "\"2015-05-17T10:05.5Z\"",
                "\"2015-05-17T10:05:03+99:00\"",
                "\"2015-05-17T10:05:03]\"",
                "\"2015-05/17T10:05:03Z\"",
                "\"0000-05-17T10:05:03Z\"",
                "\"20150517T100503Z\"",
                "\"20150517100503\"",
                "\"17/Mai/2015:10:05:03 +0000\"",
                "\"17/May/2015:10:05:03\"",
                "\"Wed, 32 May 2024 10:00:00 GMT\"",
                "\"Wed, 01 Mai 2024 10:00:00 GMT\"",
                "\"Wed, 01 May 2024 10:00:0\"",
                "\"Wed, 01 May 2024 10:00:00 CEST\"",
                "\"Wed 01 May 2024\"",
                "\"10:00:00.000\"",
                "99999999999999999999",
                "631151999",
                "4102444800",
                "17145576000",
                "123456789",
                "1",
                "1.5",
                "-1714557600",
                "0",
                "1e300",
                "1e-300",
                "true",
                "[1714557600]",
                "\"1714557600 \"",
                "\"1714557600e\"",
                "\".1714557600\"",
            })
    void aTimeThatCannotBeReadStaysOpenAndTheEventSaysThatItCountsFromItsArrival(String written) {
        LogEvent event = parsed("json", "{\"@timestamp\":" + written + "}");

        assertThat(event.timestampMicros()).isEqualTo(Parsing.ARRIVAL_MILLIS * 1000);
        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.@timestamp", written.replace("\"", "")),
                        Map.entry("labels.drey.time", "arrival"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"msg\":\"x\"}", "{\"@timestamp\":null}", "\"text\"", "[1]"})
    void aLineWithoutATimeHappenedWhenItArrivedAndSaysSo(String line) {
        LogEvent event = parsed("json", line);

        assertThat(event.timestampMicros()).isEqualTo(Parsing.ARRIVAL_MILLIS * 1000);
        assertThat(open(event)).containsExactly(Map.entry("labels.drey.time", "arrival"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "time", "ts", "datetime", "date", "eventTime", "time_iso8601", "time_local"})
    void theProgramsOwnTimeGoesBeforeTheOneThatAShipperAdded(String name) {
        for (String line : new String[] {
            "{\"@timestamp\":\"2024-05-01T10:00:05Z\",\"%s\":\"2024-05-01T10:00:00Z\"}",
            "{\"%s\":\"2024-05-01T10:00:00Z\",\"@timestamp\":\"2024-05-01T10:00:05Z\"}"
        }) {
            LogEvent event = parsed("json", line.formatted(name));

            assertThat(time(event)).isEqualTo("2024-05-01T10:00:00Z");
            assertThat(open(event)).containsExactly(Map.entry("labels.@timestamp", "2024-05-01T10:00:05Z"));
        }
    }

    @Test
    void theNextTimeCountsWhereTheFirstCannotBeRead() {
        LogEvent event = parsed(
                "json", "{\"timestamp\":\"soon\",\"time\":0.012,\"@timestamp\":\"2024-05-01T10:00:05Z\",\"ts\":true}");

        assertThat(time(event)).isEqualTo("2024-05-01T10:00:05Z");
        assertThat(open(event))
                .containsExactly(
                        Map.entry("labels.timestamp", "soon"),
                        Map.entry("labels.time", "0.012"),
                        Map.entry("labels.ts", "true"));
    }

    @Test
    void theSecondsOfNginxCountOnlyBesideItsOtherNames() {
        assertThat(open(parsed("json", "{\"msec\":1714557600.123}")))
                .containsOnlyKeys("labels.msec", "labels.drey.time");
        assertThat(time(parsed("json", "{\"msec\":1714557600.123,\"status\":200}")))
                .isEqualTo("2024-05-01T10:00:00.123Z");
    }

    @Test
    void theDatasetSaysWhichMemberHoldsTheTime() {
        FormatOptions options = FormatOptions.DEFAULT.withTimeFields(List.of("order.placed", "event.created"));

        LogEvent first = parsed(
                Formats.parser("json", options),
                "{\"time\":\"2024-05-01T10:00:05Z\",\"event.created\":1714557601,\"order\":{\"placed\":1714557600}}"
                        .getBytes(UTF_8));
        LogEvent second = parsed(
                Formats.parser("json", options),
                "{\"time\":\"2024-05-01T10:00:05Z\",\"event\":{\"created\":1714557601}}".getBytes(UTF_8));
        LogEvent none =
                parsed(Formats.parser("json", options), "{\"@timestamp\":\"2024-05-01T10:00:05Z\"}".getBytes(UTF_8));

        assertThat(time(first)).isEqualTo("2024-05-01T10:00:00Z");
        assertThat(open(first))
                .containsExactly(
                        Map.entry("labels.time", "2024-05-01T10:00:05Z"),
                        Map.entry("labels.event.created", "1714557601"));
        assertThat(time(second)).isEqualTo("2024-05-01T10:00:01Z");
        assertThat(none.timestampMicros()).isEqualTo(Parsing.ARRIVAL_MILLIS * 1000);
        assertThat(open(none))
                .containsExactly(
                        Map.entry("labels.@timestamp", "2024-05-01T10:00:05Z"),
                        Map.entry("labels.drey.time", "arrival"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yyyy.MM.dd HH:mm:ss      | 2024.05.01 10:00:00       | 2024-05-01T08:00:00Z",
                "dd.MM.yyyy HH:mm:ss.SSS  | 01.05.2024 10:00:00.250   | 2024-05-01T08:00:00.250Z",
                "EEE MMM d HH:mm:ss yyyy  | Wed May 1 10:00:00 2024   | 2024-05-01T08:00:00Z",
                "yyyyMMdd'T'HHmmssX       | 20240501T100000Z          | 2024-05-01T10:00:00Z",
                "yyyyMMdd                 | 20240501                  | 2024-04-30T22:00:00Z",
                "MMM d HH:mm:ss           | Nov 14 10:00:00           | 2023-11-14T09:00:00Z",
                "MMM d HH:mm:ss           | Dec 24 10:00:00           | 2022-12-24T09:00:00Z",
                "epoch-seconds            | 86400                     | 1970-01-02T00:00:00Z",
                "epoch-milliseconds       | 86400000.5                | 1970-01-02T00:00:00.000500Z",
                "epoch-microseconds       | 86400000000               | 1970-01-02T00:00:00Z",
                "epoch-nanoseconds        | 86400000000000            | 1970-01-02T00:00:00Z",
            })
    void theDatasetSaysHowTheTimeIsWritten(String format, String written, String instant) {
        FormatOptions options = FormatOptions.DEFAULT.withTimeFormat(format).withTimeZone(ZoneId.of("Europe/Berlin"));

        LogEvent event = parsed(Formats.parser("json", options), ("{\"ts\":\"" + written + "\"}").getBytes(UTF_8));

        assertThat(time(event)).isEqualTo(instant);
        assertThat(open(parsed(Formats.parser("json", options), "{\"ts\":\"soon\"}".getBytes(UTF_8))))
                .containsExactly(Map.entry("labels.ts", "soon"), Map.entry("labels.drey.time", "arrival"));
    }

    @Test
    void refusesAnUnknownTimeFormat() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Formats.parser("json", FormatOptions.DEFAULT.withTimeFormat("yyyy-foo")))
                .withMessageStartingWith("time-format 'yyyy-foo' cannot be followed: ")
                .withMessageEndingWith("write a pattern such as yyyy-MM-dd HH:mm:ss, or one of epoch-microseconds,"
                        + " epoch-milliseconds, epoch-nanoseconds, epoch-seconds");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Europe/Berlin | 2024-05-01T10:00:00      | 2024-05-01T08:00:00Z",
                "Europe/Berlin | 2024-01-01 10:00         | 2024-01-01T09:00:00Z",
                "Europe/Berlin | 2024-05-01T10:00:00Z     | 2024-05-01T10:00:00Z",
                "Europe/Berlin | 01 May 2024 10:00:00     | 2024-05-01T08:00:00Z",
                // A time that a clock never showed counts as with the offset before; one shown twice as the earlier.
                "Europe/Berlin | 2023-03-26T02:30:00      | 2023-03-26T01:30:00Z",
                "Europe/Berlin | 2023-10-29T02:30:00      | 2023-10-29T00:30:00Z",
                "+05:30        | 2024-05-01T10:00:00.5    | 2024-05-01T04:30:00.500Z",
            })
    void theDatasetSaysWhereClocksShowATimeWithoutZone(String zone, String written, String instant) {
        FormatOptions options = FormatOptions.DEFAULT.withTimeZone(ZoneId.of(zone));

        assertThat(time(parsed(Formats.parser("json", options), ("{\"ts\":\"" + written + "\"}").getBytes(UTF_8))))
                .isEqualTo(instant);
    }

    @Test
    void aLineWithoutATimeIsADeadLetterWhereTheDatasetSaysSo() {
        FormatOptions options = FormatOptions.DEFAULT.withTimeMissing(TimeMissing.DEAD_LETTER);

        assertThat(rejected(Formats.parser("json", options), "{\"msg\":\"x\"}".getBytes(UTF_8)))
                .isEqualTo(new Rejection("the line has no time, and time-missing is dead-letter", 0));
        assertThat(rejected(Formats.parser("json", options), "{\"ts\":\"soon\"}".getBytes(UTF_8)))
                .isEqualTo(new Rejection("'ts' is 'soon', which is no time, and time-missing is dead-letter", 8));
        assertThat(rejected(Formats.parser("json", options), "{\"ts\":\"so\\non\",\"a\":1}".getBytes(UTF_8)))
                .isEqualTo(new Rejection("'ts' is 'so?on', which is no time, and time-missing is dead-letter", 0));
        assertThat(open(parsed(Formats.parser("json", options), "{\"ts\":1714557600}".getBytes(UTF_8))))
                .isEmpty();
    }

    private static String time(LogEvent event) {
        return event.text(FieldName.parse("@timestamp"));
    }
}
