package io.drey.format.syslog;

import static io.drey.format.Parsing.parsed;
import static io.drey.format.Parsing.rejected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.FormatOptions;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.MissingYear;
import io.drey.format.Parsing;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogParserTest {

    private static final String OLD = "<34>Oct 11 22:14:15 mymachine su[1010]: 'su root' failed";
    private static final String NEW = "<165>1 2003-10-11T22:14:15.003Z host.example evntslog 7 ID47"
            + " [exampleSDID@32473 iut=\"3\" eventID=\"1011\"][examplePriority@32473 class=\"high\"] \uFEFFAn application event";

    @ParameterizedTest
    @ValueSource(strings = {"rfc5424", "syslog"})
    void readsAllFieldsOfRfc5424(String format) {
        LogEvent event = parsed(format, NEW);

        assertThat(event.number(Field.LOG_SYSLOG_PRIORITY)).isEqualTo(165);
        assertThat(event.number(Field.LOG_SYSLOG_FACILITY_CODE)).isEqualTo(20);
        assertThat(event.number(Field.LOG_SYSLOG_SEVERITY_CODE)).isEqualTo(5);
        assertThat(time(event)).isEqualTo("2003-10-11T22:14:15.003Z");
        assertThat(event.text(Field.LOG_SYSLOG_HOSTNAME)).isEqualTo("host.example");
        assertThat(event.text(Field.HOST_NAME)).isEqualTo("host.example");
        assertThat(event.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo("evntslog");
        assertThat(event.text(Field.LOG_SYSLOG_PROCID)).isEqualTo("7");
        assertThat(event.text(Field.LOG_SYSLOG_MSGID)).isEqualTo("ID47");
        assertThat(event.text(Field.LOG_SYSLOG_STRUCTURED_DATA))
                .isEqualTo("[exampleSDID@32473 iut=\"3\" eventID=\"1011\"][examplePriority@32473 class=\"high\"]");
        assertThat(event.text(Field.MESSAGE)).isEqualTo("An application event");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(NEW);
        LogEventCodec codec = new LogEventCodec();
        assertThat(codec.decode(codec.encode(event))).hasToString(event.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rfc3164", "syslog"})
    void readsAllFieldsOfRfc3164(String format) {
        LogEvent event = parsed(format, OLD);

        assertThat(event.number(Field.LOG_SYSLOG_PRIORITY)).isEqualTo(34);
        assertThat(event.number(Field.LOG_SYSLOG_FACILITY_CODE)).isEqualTo(4);
        assertThat(event.number(Field.LOG_SYSLOG_SEVERITY_CODE)).isEqualTo(2);
        assertThat(time(event)).isEqualTo("2023-10-11T22:14:15Z");
        assertThat(event.text(Field.LOG_SYSLOG_HOSTNAME)).isEqualTo("mymachine");
        assertThat(event.text(Field.HOST_NAME)).isEqualTo("mymachine");
        assertThat(event.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo("su");
        assertThat(event.text(Field.LOG_SYSLOG_PROCID)).isEqualTo("1010");
        assertThat(event.text(Field.MESSAGE)).isEqualTo("'su root' failed");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(OLD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<13>Oct  3 21:59:42 relay <34>Oct  3 21:59:40 fw1 su[7]: no|34|fw1|su|no|2023-10-03T21:59:40Z",
                "<13>Oct  3 21:59:42 192.0.2.1 Oct  3 21:59:40 fw1 su[7]: no|13|fw1|su|no|2023-10-03T21:59:40Z",
                "<13>Oct  3 21:59:42 relay <34>1 2022-10-03T21:59:40Z fw1 app 7 - - no|34|fw1|app|no|2022-10-03T21:59:40Z",
                "<13>2022-10-03T21:59:42Z relay <34>Oct  3 21:59:40 fw1 su: no|34|fw1|su|no|2023-10-03T21:59:40Z",
                "Oct  3 21:59:42 relay 2022-10-03T21:59:40Z fw1 su: no|0|fw1|su|no|2022-10-03T21:59:40Z",
                "<13>Oct  3 21:59:42 r1 <34>Oct  3 21:59:41 r2 <35>Oct  3 21:59:40 fw1 su: no|35|fw1|su|no|2023-10-03T21:59:40Z",
            })
    void aRelaysHeaderDoesNotHideTheDevicesOwn(
            String line, int priority, String host, String program, String message, String time) {
        LogEvent event = parsed("syslog", line);

        assertThat(event.number(Field.LOG_SYSLOG_PRIORITY)).isEqualTo(priority);
        assertThat(event.text(Field.HOST_NAME)).isEqualTo(host);
        assertThat(event.text(Field.LOG_SYSLOG_HOSTNAME)).isEqualTo(host);
        assertThat(event.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo(program);
        assertThat(event.text(Field.MESSAGE)).isEqualTo(message);
        assertThat(time(event)).isEqualTo(time);
        assertThat(repaired(event)).startsWith("double-header");
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<13>Oct  3 21:59:42 host Oct  3 21:59:40 was a day",
                "<13>Oct  3 21:59:42 host app: <34>Oct  3 21:59:40 other su: no",
                "<13>Oct  3 21:59:42 host <34>no header",
                "<13>Oct  3 21:59:42 host <999>Oct  3 21:59:40 other su: no",
                "<13>Oct  3 21:59:42 host 2022-10-03 is a day",
                "<13>Oct  3 21:59:42 host 2022-10-03 21:59:40 shop main: started",
                "<13>Oct  3 21:59:42 host 2022-10-03T21:59:40Z INFO main: started",
                "<13>Oct  3 21:59:42 host Oct  3 21:59:40 warning main: started",
            })
    void aMessageThatLooksLikeAHeaderIsAMessage(String line) {
        LogEvent event = parsed("syslog", line);

        assertThat(event.text(Field.HOST_NAME)).isEqualTo("host");
        assertThat(time(event)).isEqualTo("2023-10-03T21:59:42Z");
        assertThat(repaired(event)).isNull();
    }

    @Test
    void headersWithoutEndAreAMessageOfTheLastThatCounts() {
        LogEvent event = parsed("syslog", "<13>Oct  3 21:59:42 h ".repeat(10_000) + "su: no");

        assertThat(event.text(Field.HOST_NAME)).isEqualTo("h");
        assertThat(event.text(Field.MESSAGE)).startsWith("<13>Oct  3 21:59:42 h <13>");
    }

    @Test
    void allThatWasRepairedIsNamedOnce() {
        LogEvent event = parsed(
                "syslog",
                "\uFEFF59 <189>Oct  3 21:59:42 relay 123: sw1: *Oct  3 2022 21:59:41.500 UTC: %SYS-5-CONFIG_I: x");

        assertThat(repaired(event)).isEqualTo("byte-order-mark,octet-count,double-header");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<134>1 1563249630.774247467 MX84 events type=x|2019-07-16T04:00:30.774247Z|MX84|odd-time",
                "<134>1563249630 MX84 events type=x|2019-07-16T04:00:30Z|MX84|odd-time",
                "<13>2022 Oct  3 21:59:42 sw1 app: x|2022-10-03T21:59:42Z|sw1|odd-time",
                "<13>Mon Oct  3 21:59:42 2022 sw1 app: x|2022-10-03T21:59:42Z|sw1|odd-time",
                "<13>2022-10-03 21:59:42 h1 app: x|2022-10-03T21:59:42Z|h1|odd-time",
                "<13>2022-10-03 21:59:42.5 +0200 h1 app: x|2022-10-03T19:59:42.500Z|h1|odd-time",
                "<13>2022/10/03 21:59:42 h1 app: x|2022-10-03T21:59:42Z|h1|odd-time",
                "<13>*Oct  3 2022 21:59:42.123 UTC: h1 app: x|2022-10-03T21:59:42.123Z|h1|",
                "<13>.Oct  3 2022 21:59:42: h1 app: x|2022-10-03T21:59:42Z|h1|",
                "<13>2022-10-03T21:59:42Z: h1 app: x|2022-10-03T21:59:42Z|h1|",
            })
    void oddTimesOfRealDevicesAreRead(String line, String time, String host, String repair) {
        LogEvent event = parsed("syslog", line);

        assertThat(time(event)).isEqualTo(time);
        assertThat(event.text(Field.HOST_NAME)).isEqualTo(host);
        assertThat(repaired(event)).isEqualTo(repair);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CEF:0|Acme|FW|1|100|Denied|5|src=192.0.2.1",
                "LEEF:2.0|Acme|FW|1|100|^|src=192.0.2.1",
                "CEF:1|Acme|FW|1|100|Denied|5|src=192.0.2.1",
            })
    void aHeaderOfAnotherFormatIsNoProgram(String message) {
        LogEvent event = parsed("syslog", "<134>Oct  3 21:59:42 fw1 " + message);

        assertThat(event.text(Field.HOST_NAME)).isEqualTo("fw1");
        assertThat(event.has(Field.LOG_SYSLOG_APPNAME)).isFalse();
        assertThat(event.text(Field.MESSAGE)).isEqualTo(message);
        LogEvent nameless = parsed("syslog", "<134>Oct  3 21:59:42 " + message);
        assertThat(nameless.has(Field.HOST_NAME)).isFalse();
        assertThat(nameless.text(Field.MESSAGE)).isEqualTo(message);
        LogEvent named = parsed("syslog", "<134>Oct  3 21:59:42 fw1 agent[7]: " + message);
        assertThat(named.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo("agent");
        assertThat(named.text(Field.MESSAGE)).isEqualTo(message);
        assertThat(parsed("syslog", "<134>Oct  3 21:59:42 fw1 CEF: x").text(Field.LOG_SYSLOG_APPNAME))
                .isEqualTo("CEF");
    }

    @Test
    void jsonBehindTheHostIsTheMessage() {
        LogEvent event = parsed("syslog", "<134>Oct  3 21:59:42 fw1 {\"level\":\"warn\"}");

        assertThat(event.has(Field.LOG_SYSLOG_APPNAME)).isFalse();
        assertThat(event.text(Field.MESSAGE)).isEqualTo("{\"level\":\"warn\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<30>system,info,account user admin logged in from 192.0.2.1 via ssh|"
                        + "|system,info,account user admin logged in from 192.0.2.1 via ssh",
                "<30>device=\"SFW\" date=2022-10-03 log_type=\"Firewall\"||device=\"SFW\" date=2022-10-03 log_type=\"Firewall\"",
                "<30>dropbear[7]: bad password|dropbear|bad password",
                "<30>{\"a\":1}||{\"a\":1}",
            })
    void aMessageWithoutHeaderHappenedWhenItArrived(String line, String program, String message) {
        LogEvent event = parsed("syslog", line);

        assertThat(event.number(Field.LOG_SYSLOG_PRIORITY)).isEqualTo(30);
        assertThat(event.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo(program);
        assertThat(event.text(Field.MESSAGE)).isEqualTo(message);
        assertThat(event.has(Field.HOST_NAME)).isFalse();
        assertThat(event.timestampMillis()).isEqualTo(Parsing.ARRIVAL_MILLIS);
        assertThat(event.openText(event.openIndex("labels.drey.time"))).isEqualTo("arrival");
        assertThat(repaired(event)).isEqualTo("no-header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"syslog", "rfc5424", "auto"})
    void aRecordOfSeveralCountedMessagesIsParted(String format) {
        String one = "<13>1 2022-10-03T21:59:42Z h a - - - one";
        String two = "<13>1 2022-10-03T21:59:43Z h a - - - zwei Wörter";
        String record = counted(one) + counted(two + "\n") + counted(one);

        List<LogEvent> events = new ArrayList<>();
        new LinePipeline(LineSettings.of(format))
                .process(Parsing.event(record.getBytes(UTF_8)), new LinePipeline.Output() {
                    @Override
                    public void event(EventBuilder event) {
                        events.add(event);
                    }

                    @Override
                    public void dropped(LogEvent at, String reason) {
                        throw new AssertionError(reason);
                    }

                    @Override
                    public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                        throw new AssertionError(rejection);
                    }
                });

        assertThat(events)
                .extracting(event -> event.index() + " " + event.text(Field.MESSAGE))
                .containsExactly("0 one", "1 zwei Wörter", "2 one");
        assertThat(events.get(1).text(Field.EVENT_ORIGINAL))
                .isEqualTo(counted(two + "\n").strip());
        assertThat(events).allSatisfy(event -> assertThat(repaired(event)).isEqualTo("octet-count"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5 <13>Oct  3 21:59:42 h a: x", "40 <1>a40 <1>b", "3 <1>3 <1", "9999999999 <1>x 1 <", "1"})
    void aRecordWhoseCountsAreNotAllRightIsOneLine(String line) {
        byte[] bytes = line.getBytes(UTF_8);

        assertThat(Formats.parser("syslog").split(bytes, 0, bytes.length)).isEmpty();
    }

    private static String counted(String message) {
        return message.getBytes(UTF_8).length + " " + message;
    }

    @Test
    void aMessageOfRfc5424MayLackItsPriority() {
        LogEvent event = parsed("syslog", "1 2022-10-03T21:59:42Z host app 7 - - x");

        assertThat(event.text(Field.HOST_NAME)).isEqualTo("host");
        assertThat(event.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo("app");
        assertThat(event.text(Field.MESSAGE)).isEqualTo("x");
        assertThat(event.has(Field.LOG_SYSLOG_PRIORITY)).isFalse();
        assertThat(repaired(event)).isEqualTo("no-priority");
        assertThat(rejected("syslog", "1 - host app 7 - - x").column()).isEqualTo(1);
        assertThat(rejected("syslog", "web Oct  3 21:59:42 host app: x").column())
                .as("no day of the week")
                .isEqualTo(1);
    }

    private static String repaired(LogEvent event) {
        int index = event.openIndex("labels.drey.repaired");
        return index < 0 ? null : event.openText(index);
    }

    /** A count of octets is passed over, whatever it says: a record is one line, and neither cut nor waited for. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "0", "007", "59", "60", "61", "1000000", "999999999"})
    void aCountOfOctetsThatLiesChangesNothing(String count) {
        for (String line : List.of(OLD, NEW)) {
            String counted = count + " " + line;
            LogEvent event = parsed("syslog", counted);
            LogEvent plain = parsed("syslog", line);

            assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(counted);
            assertThat(event.timestampMicros()).isEqualTo(plain.timestampMicros());
            for (Field field : Field.values()) {
                if (field != Field.EVENT_ORIGINAL) {
                    assertThat(event.has(field)).as(field.ecsName()).isEqualTo(plain.has(field));
                    if (event.has(field) && field.isSlice()) {
                        assertThat(event.text(field)).as(field.ecsName()).isEqualTo(plain.text(field));
                    } else if (event.has(field)) {
                        assertThat(event.number(field)).as(field.ecsName()).isEqualTo(plain.number(field));
                    }
                }
            }
            assertThat(event.openText(event.openIndex("labels.drey.repaired"))).isEqualTo("octet-count");
        }
    }

    /** What only looks like a count is no count: the line is rejected, or its digits are its text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-5 ",
                "5",
                "5  ",
                "5\t",
                "0x20 ",
                "1e3 ",
                "5 5 ",
                "9999999999 ",
                "99999999999999999999 ",
                "5\u0000 "
            })
    void whatIsNoCountIsNotPassedOver(String front) {
        assertThat(rejected("rfc5424", front + NEW).column()).isBetween(1, front.length() + 1);
        String line = front + OLD;
        EventBuilder event = Parsing.event(line.getBytes(UTF_8));
        Rejection rejection = Formats.parser("rfc3164").parse(event, 0, line.length());
        if (rejection == null) {
            assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(line);
            assertThat(event.openIndex("labels.drey.repaired")).isNegative();
            assertThat(event.text(Field.MESSAGE)).as("nothing of it is lost").contains(OLD.substring(4));
        }
    }

    /** Two messages that a sender counts into one record are one line: all bytes are kept, and none is taken for a message's end. */
    @Test
    void theMessageBehindACountedOneIsPartOfItsText() {
        String both = OLD.length() + " " + OLD + OLD.length() + " " + OLD;
        LogEvent event = parsed("syslog", both);

        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(both);
        assertThat(event.text(Field.MESSAGE)).isEqualTo("'su root' failed" + OLD.length() + " " + OLD);
    }

    @Test
    void whatHasNoTimeHappenedWhenItArrivedAndSaysSo() {
        LogEvent event = parsed("rfc3164", "<166>%ASA-6-302013: Built inbound TCP connection");

        assertThat(event.timestampMicros()).isEqualTo(Parsing.ARRIVAL_MILLIS * 1000);
        assertThat(event.text(FieldName.parse("labels.drey.time"))).isEqualTo("arrival");
        assertThat(event.text(Field.EVENT_CODE)).isEqualTo("ASA-6-302013");
        assertThat(event.text(Field.MESSAGE)).isEqualTo("Built inbound TCP connection");
        assertThat(parsed("rfc5424", "<0>1 - - - - - -").text(FieldName.parse("labels.drey.time")))
                .isEqualTo("arrival");
    }

    @Test
    void whatHasNoTimeIsADeadLetterWhereTheDatasetSaysSo() {
        FormatOptions options = FormatOptions.DEFAULT.withTimeMissing(FormatOptions.TimeMissing.DEAD_LETTER);

        assertThat(rejected(Formats.parser("rfc3164", options), "<166>%ASA-6-302013: x".getBytes(UTF_8)))
                .isEqualTo(new Rejection("the line has no time, and time-missing is dead-letter", 6));
        assertThat(rejected(Formats.parser("rfc5424", options), "<0>1 - h - - - -".getBytes(UTF_8))
                        .column())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UTC           | Oct 11 22:14:15 | 2023-10-11T22:14:15Z",
                "Europe/Berlin | Oct 11 22:14:15 | 2023-10-11T20:14:15Z",
                "Europe/Berlin | Jan 11 22:14:15 | 2023-01-11T21:14:15Z",
                // A time that a clock never showed counts as with the offset before; one shown twice as the earlier.
                "Europe/Berlin | Mar 26 02:30:00 | 2023-03-26T01:30:00Z",
                "Europe/Berlin | Oct 29 02:30:00 | 2023-10-29T00:30:00Z",
                "+05:30        | Oct 11 22:14:15 | 2023-10-11T16:44:15Z",
            })
    void theDatasetSaysWhichZoneClocksShow(String zone, String written, Instant expected) {
        LineParser parser = Formats.parser("rfc3164", FormatOptions.DEFAULT.withTimeZone(ZoneId.of(zone)));

        assertThat(time(parsed(parser, ("<13>" + written + " fw app: x").getBytes(UTF_8))))
                .isEqualTo(expected.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<27> Mar  7 19:06:53 h xapi: msg", "<27>Mar  7 19:06:53: h xapi: msg"})
    void takesWhatNetworkDevicesWriteAroundTheTime(String line) {
        LogEvent event = parsed("rfc3164", line);

        assertThat(event.text(Field.HOST_NAME)).isEqualTo("h");
        assertThat(event.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo("xapi");
        assertThat(event.text(Field.MESSAGE)).isEqualTo("msg");
    }

    @Test
    void takesMinusForAbsent() {
        LogEvent event = parsed("rfc5424", "<0>1 - - - - - -");

        assertThat(event.timestampMicros()).isEqualTo(Parsing.ARRIVAL_MILLIS * 1000);
        for (Field field : Field.values()) {
            assertThat(event.has(field))
                    .as(field.ecsName())
                    .isEqualTo(
                            switch (field) {
                                case LOG_SYSLOG_PRIORITY,
                                        LOG_SYSLOG_FACILITY_CODE,
                                        LOG_SYSLOG_SEVERITY_CODE,
                                        EVENT_ORIGINAL -> true;
                                default -> false;
                            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2023-11-14T22:13:20Z | Nov 14 22:13:20 | 2023-11-14T22:13:20Z",
                "2023-11-14T22:13:20Z | Nov 15 22:13:20 | 2023-11-15T22:13:20Z",
                "2023-11-14T22:13:20Z | Nov 15 22:13:21 | 2022-11-15T22:13:21Z",
                "2023-11-14T22:13:20Z | Nov  5 00:00:00 | 2023-11-05T00:00:00Z",
                "2023-11-14T22:13:20Z | Nov 05 00:00:00 | 2023-11-05T00:00:00Z",
                "2024-01-01T00:00:10Z | Dec 31 23:59:59 | 2023-12-31T23:59:59Z",
                "2023-12-31T23:59:50Z | Jan  1 00:00:01 | 2024-01-01T00:00:01Z",
                "2024-01-01T00:00:10Z | Jan  2 00:00:11 | 2023-01-02T00:00:11Z",
                "2023-03-01T00:00:00Z | Feb 29 12:00:00 | 2020-02-29T12:00:00Z",
                "2024-02-28T13:00:00Z | Feb 29 12:00:00 | 2024-02-29T12:00:00Z",
                "2023-12-31T12:00:00Z | Dec 31 23:59:60 | 2024-01-01T00:00:00Z",
                "1904-02-01T00:00:00Z | Feb 29 00:00:00 | 1896-02-29T00:00:00Z",
                "2023-11-14T22:13:20Z | 2011-02-03T04:05:06.7+02:00 | 2011-02-03T02:05:06.700Z",
            })
    void takesTheLastYearThatIsNotBeyondTheArrivalByMoreThanADay(Instant arrival, String written, Instant expected) {
        byte[] line = ("<34>" + written + " host su: text").getBytes(UTF_8);
        EventBuilder event = EventBuilder.at(
                Parsing.ACME_ACCESS,
                new Position("b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.acme.access", 0, 7, 0),
                arrival.toEpochMilli(),
                line);

        assertThat(Formats.parser("rfc3164").parse(event, 0, line.length)).isNull();

        assertThat(time(event)).isEqualTo(expected.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2006-01-10T00:00:00Z | Z         | Dec 31 23:59:59 | 2005-12-31T23:59:59Z",
                "2006-01-10T00:00:00Z | Z         | Jan  1 00:00:00 | 2006-01-01T00:00:00Z",
                "2006-01-10T00:00:00Z | Z         | Jan 10 00:00:00 | 2006-01-10T00:00:00Z",
                "2006-01-10T00:00:00Z | Z         | Jan 10 00:00:01 | 2005-01-10T00:00:01Z",
                "2005-12-31T20:00:00Z | +08:00    | Jan  1 02:00:00 | 2005-12-31T18:00:00Z",
                "2006-01-01T02:00:00Z | -08:00    | Dec 31 17:00:00 | 2006-01-01T01:00:00Z",
                "1904-02-01T00:00:00Z | Z         | Feb 29 00:00:00 | 1896-02-29T00:00:00Z",
            })
    void takesTheLastYearThatIsNotBehindTheLatestTimeOfTheDataset(
            Instant latest, String zone, String written, Instant expected) {
        LineParser parser = Formats.parser(
                "rfc3164",
                FormatOptions.DEFAULT
                        .withMissingYear(new MissingYear.NotBehind(latest))
                        .withTimeZone(ZoneId.of(zone)));

        assertThat(times(parser, written)).containsExactly(expected.toString());
    }

    @Test
    void yearsFollowFromTheOrderOfLinesWhereTheFirstYearIsSaid() {
        LineParser parser = Formats.parser("syslog", FormatOptions.DEFAULT.withMissingYear(new MissingYear.From(2004)));

        assertThat(times(
                        parser,
                        "Nov 30 10:00:00",
                        "Nov 30 09:59:58",
                        "Dec 31 23:59:59",
                        "Jan  1 00:00:00",
                        "Dec 31 23:59:58",
                        "2003-01-01T00:00:00Z",
                        "Jun 15 00:00:00",
                        "Dec  1 00:00:00",
                        "Mar  1 00:00:00"))
                .containsExactly(
                        "2004-11-30T10:00:00Z",
                        "2004-11-30T09:59:58Z",
                        "2004-12-31T23:59:59Z",
                        "2005-01-01T00:00:00Z",
                        "2004-12-31T23:59:58Z",
                        "2003-01-01T00:00:00Z",
                        "2005-06-15T00:00:00Z",
                        "2005-12-01T00:00:00Z",
                        "2006-03-01T00:00:00Z");
    }

    @Test
    void theFirstYearIsThatOfTheDatasetsZone() {
        LineParser parser = Formats.parser(
                "rfc3164",
                FormatOptions.DEFAULT
                        .withMissingYear(new MissingYear.From(2004))
                        .withTimeZone(ZoneId.of("America/New_York")));

        assertThat(times(parser, "Dec 31 23:30:00", "Jan  1 00:30:00"))
                .containsExactly("2005-01-01T04:30:00Z", "2005-01-01T05:30:00Z");
    }

    private static List<String> times(LineParser parser, String... written) {
        List<String> times = new ArrayList<>();
        for (String each : written) {
            byte[] line = ("<34>" + each + " host su: text").getBytes(UTF_8);
            EventBuilder event = Parsing.event(line);
            assertThat(parser.parse(event, 0, line.length)).isNull();
            times.add(time(event));
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "h su: text                    | h | su            | -  | text",
                "h su:text                     | h | su            | -  | text",
                "h su[7] text                  | h | su            | 7  | text",
                "h /usr/sbin/cron[7]: text     | h | /usr/sbin/cron| 7  | text",
                "h text of no program          | h | -             | -  | text of no program",
                "h su[]: text                  | h | -             | -  | su[]: text",
                "h su[7                        | h | -             | -  | su[7",
                "su: text                      | - | su            | -  | text",
                "su[7]: text                   | - | su            | 7  | text",
                "2001:db8::7 a.b-c_d: e: f     | 2001:db8::7 | a.b-c_d | - | e: f",
                "h sshd(pam_unix)[19939]: x    | h | sshd(pam_unix)| 19939 | x",
                "h user@1000.service[1]: x     | h | user@1000.service | 1 | x",
                "h <app>[1]: x                 | h | <app>         | 1  | x",
                "h Google Chrome Helper[31]: x | h | Google Chrome Helper | 31 | x",
                "h  -- root[2421]: x           | h | -- root       | 2421 | x",
                "h an entry[3] of no program   | h | -             | -  | an entry[3] of no program",
                "h a text[of]: no program      | h | -             | -  | a text[of]: no program",
                "h a text: no program          | h | -             | -  | a text: no program",
                "h %LINK-3-UPDOWN: x           | h | -             | -  | x",
                "h %a: x                       | h | %a            | -  | x",
                "h a:                          | h | a             | -  | -",
                "h                             | h | -             | -  | -",
                "h aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: x | h | - | - | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: x",
            })
    void tellsTheProgramFromTheMessage(String rest, String host, String program, String process, String message) {
        LogEvent event = parsed("rfc3164", "<13>Nov  1 10:00:00 " + rest);

        assertThat(event.text(Field.LOG_SYSLOG_HOSTNAME)).isEqualTo(host);
        assertThat(event.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo(program);
        assertThat(event.text(Field.LOG_SYSLOG_PROCID)).isEqualTo(process);
        assertThat(event.text(Field.MESSAGE)).isEqualTo(message);
    }

    @Test
    void takesALineOfAFileThatHasNoPriority() {
        LogEvent event = parsed("syslog", OLD.substring("<34>".length()));

        assertThat(event.has(Field.LOG_SYSLOG_PRIORITY)).isFalse();
        assertThat(event.text(Field.LOG_SYSLOG_APPNAME)).isEqualTo("su");
    }

    @Test
    void keepsEscapesAndBracketsOfStructuredData() {
        LogEvent event = parsed("rfc5424", "<1>1 - - - - - [a b=\"]\\]\\\"\\\\\"] x");

        assertThat(event.text(Field.LOG_SYSLOG_STRUCTURED_DATA)).isEqualTo("[a b=\"]\\]\\\"\\\\\"]");
        assertThat(event.text(Field.MESSAGE)).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rfc5424 | <34                            | the line ends within the priority          | 4",
                "rfc5424 | <192>1 - - - - - -             | expected a priority of 0 to 191            | 2",
                "rfc5424 | <034>1 - - - - - -             | expected a priority of 0 to 191            | 2",
                "rfc5424 | <>1 - - - - - -                | expected a priority of 0 to 191            | 2",
                "syslog  | <-1>1 - - - - - -              | expected a priority of 0 to 191            | 2",
                "rfc5424 | 1 - - - - - -                  | expected a priority in angle brackets      | 1",
                "rfc5424 | <1>2 - - - - - -               | expected version 1 and a space             | 4",
                "rfc5424 | <1>1 now - - - - -             | expected a time stamp such as 2026-03-04T05:06:07.123456Z or '-' | 6",
                "rfc5424 | <1>1 -                         | the line ends before the host              | 7",
                "rfc5424 | <1>1 - h  p - -                | expected the program or '-'                | 10",
                "rfc5424 | <1>1 - h a p                   | the line ends before the message's id      | 13",
                "rfc5424 | <1>1 - h a p m                 | the line ends before the structured data   | 15",
                "rfc5424 | <1>1 - h a p m text            | expected structured data in brackets or '-' | 16",
                "rfc5424 | <1>1 - h a p m [a b=\"]         | the line ends within the structured data   | 23",
                "rfc5424 | <1>1 - h a p m [a b=\"\\        | the line ends within the structured data   | 23",
                "rfc5424 | <1>1 - h a p m -x              | expected a space behind the structured data | 17",
                "rfc3164 | <1>1 - h a p m -               | expected a time stamp Mon dd hh:mm:ss or by ISO 8601 | 4",
                "rfc3164 | <1>Okt 11 22:14:15 h x         | expected a time stamp Mon dd hh:mm:ss or by ISO 8601 | 4",
                "rfc3164 | <1>Oct 32 22:14:15 h x         | expected a time stamp Mon dd hh:mm:ss or by ISO 8601 | 4",
                "rfc3164 | <1>Oct  0 22:14:15 h x         | expected a time stamp Mon dd hh:mm:ss or by ISO 8601 | 4",
                "rfc3164 | <1>Feb 30 22:14:15 h x         | expected a time stamp Mon dd hh:mm:ss or by ISO 8601 | 4",
                "rfc3164 | <1>Oct 11 24:14:15 h x         | expected a time stamp Mon dd hh:mm:ss or by ISO 8601 | 4",
                "rfc3164 | <1>Oct 11 22:14                | expected a time stamp Mon dd hh:mm:ss or by ISO 8601 | 4",
                "rfc3164 | <1>2011-02-30T04:05:06Z h x    | expected a time stamp Mon dd hh:mm:ss or by ISO 8601 | 4",
                "rfc3164 | <1>Oct 11 22:14:15             | the line ends before the host              | 19",
                "rfc3164 | <1>Oct 11 22:14:15.123 h x     | expected a space before the host           | 19",
                "syslog  | no line of syslog at all       | expected a time stamp Mon dd hh:mm:ss or by ISO 8601 | 1",
            })
    void saysWhatIsWrong(String format, String line, String reason, int column) {
        assertThat(rejected(format, line)).isEqualTo(new Rejection(reason, column));
    }

    @Test
    void rejectsAnEmptyLine() {
        assertThat(rejected("syslog", "")).isEqualTo(new Rejection("empty line", 0));
    }

    private static String time(LogEvent event) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(event.timestampMicros(), 1_000_000L),
                        Math.floorMod(event.timestampMicros(), 1_000_000L) * 1000)
                .toString();
    }
}
