package io.drey.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Time stamps of many forms in the place of each format's own. What comes of each is the moment that it says, an event that says it
 * has its time from its arrival, or a dead letter: never another moment, and never the arrival without a word.
 */
class TimeFormsTest {

    private static final Instant ARRIVAL = Instant.parse("2026-11-28T12:34:56.789Z");
    private static final Instant SAID = Instant.parse("2026-11-27T10:11:12Z");
    private static final Rejection SEVERAL = new Rejection("no line of one event", 0);
    private static final String NAME = "labels.drey.time";

    /** Those whose time is of several parts, or stands in bytes that are no text. */
    private static final Set<String> WITHOUT_ONE_PLACE = Set.of("cloudfront", "iis", "fortigate", "otlp");

    /** How time stamps look that samples have. */
    private static final Pattern TIME =
            Pattern.compile("\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d+)?"
                    + "(?: ?(?:Z|[+-]\\d\\d(?::?\\d\\d)?|[A-Z]{3,4}))?"
                    + "|\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?: [+-]\\d{4})?"
                    + "|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \\d]\\d (?:\\d{4} )?\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?: \\d{4})?"
                    + "|\\d{10,19}(?:\\.\\d+)?");

    /**
     * A time stamp.
     *
     * @param moments what it may be taken for; none where it is no time, or none that can be told
     */
    private record Form(String text, Set<Instant> moments) {}

    private static final List<Form> FORMS = List.of(
            form("2026-11-27T10:11:12Z", SAID),
            form("2026-11-27T12:11:12.123456789+02:00", SAID.plusNanos(123_456_000)),
            form("2026-11-27 10:11:12,123", SAID.plusMillis(123)),
            form("2026/11/27 10:11:12", SAID),
            form("27/Nov/2026:10:11:12 +0000", SAID),
            form("27/Nov/2026:10:11:12.123", SAID.plusMillis(123)),
            form("2026-11-27 10:11:12.123 UTC", SAID.plusMillis(123)),
            form("Nov 27 10:11:12", SAID),
            form("Fri Nov 27 10:11:12 2026", SAID),
            form("Fri, 27 Nov 2026 10:11:12 GMT", SAID),
            form("Nov 27 2026 10:11:12", SAID),
            form(Long.toString(SAID.getEpochSecond()), SAID),
            form(SAID.getEpochSecond() + ".125", SAID.plusMillis(125)),
            form(Long.toString(SAID.toEpochMilli() + 123), SAID.plusMillis(123)),
            form(SAID.toEpochMilli() + "123456", SAID.plusNanos(123_000)),
            form("20261127T101112Z", SAID),
            form("2026-11-27T10:11:60Z", SAID.plusSeconds(47), SAID.plusSeconds(48)),
            form("2026-11-27T24:00:00Z", Instant.parse("2026-11-28T00:00:00Z")),
            form("1970-01-01T00:00:00Z", Instant.EPOCH),
            form("9999-12-31T23:59:59Z", Instant.parse("9999-12-31T23:59:59Z")),
            // No times, or such as can be two.
            form("2026-02-30T10:11:12Z"),
            form("2026-11-27T25:11:12Z"),
            form("0000-00-00 00:00:00"),
            form("30/Feb/2026:10:11:12 +0000"),
            form("03/04/2026 10:11:12"),
            form("99999999999999999999"),
            form("-1"),
            form("0"),
            form("now"),
            form("-"),
            form("２０２６-11-27T10:11:12Z"),
            form("2026-11-27T10:11:12+99:00"),
            form(""));

    private static Form form(String text, Instant... moments) {
        return new Form(text, Set.of(moments));
    }

    static Stream<String> formats() {
        return Formats.all().stream().map(LineFormat::name).filter(name -> !WITHOUT_ONE_PLACE.contains(name));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void noneIsTakenForAnotherMoment(String format) {
        List<String> wrong = new ArrayList<>();
        int places = 0;
        for (byte[] line : SampleLines.of(Formats.of(format))) {
            Optional<int[]> place = place(format, line);
            if (place.isPresent()) {
                places++;
                for (Form form : FORMS) {
                    fault(format, line, place.get(), form).ifPresent(wrong::add);
                }
            }
        }
        assertThat(places)
                .as("sample lines of '%s' with a time of one place", format)
                .isPositive();
        assertThat(wrong).isEmpty();
    }

    /** The formats' own forms are among them: each format reads one at least. */
    @Test
    void eachFormatReadsSomeForm() {
        Set<String> without = new TreeSet<>();
        formats().forEach(format -> {
            boolean reads = SampleLines.of(Formats.of(format)).stream().anyMatch(line -> place(format, line)
                    .filter(place -> FORMS.stream().anyMatch(form -> {
                        Outcome outcome =
                                outcome(format, replaced(line, place, form.text()), FormatOptions.TimeMissing.ARRIVAL);
                        return outcome.rejection() == null
                                && !outcome.isOfArrival()
                                && form.moments().contains(outcome.moment());
                    }))
                    .isPresent());
            if (!reads) {
                without.add(format);
            }
        });
        assertThat(without).isEmpty();
    }

    private static Optional<String> fault(String format, byte[] line, int[] place, Form form) {
        byte[] changed = replaced(line, place, form.text());
        Outcome outcome = outcome(format, changed, FormatOptions.TimeMissing.ARRIVAL);
        String seen = "'%s' in '%s': ".formatted(form.text(), new String(changed, UTF_8));
        if (outcome.rejection() != null) {
            return Optional.empty();
        }
        if (!Arrays.equals(outcome.original(), changed)) {
            return Optional.of(seen + "the line is not kept");
        }
        if (outcome.isOfArrival()) {
            if (!outcome.moment().equals(ARRIVAL)) {
                return Optional.of(seen + "said to be of its arrival, and is of " + outcome.moment());
            }
            Outcome strict = outcome(format, changed, FormatOptions.TimeMissing.DEAD_LETTER);
            return strict.rejection() == null
                    ? Optional.of(seen + "no dead letter where 'time-missing: dead-letter' asks for one")
                    : Optional.empty();
        }
        if (form.moments().contains(outcome.moment())) {
            return Optional.empty();
        }
        // Another part of the line may say the time as well.
        boolean isOfAnother = Stream.of("", "null")
                .map(none -> outcome(format, replaced(line, place, none), FormatOptions.TimeMissing.ARRIVAL))
                .anyMatch(without -> without.rejection() == null
                        && !without.isOfArrival()
                        && without.moment().equals(outcome.moment()));
        return isOfAnother && !outcome.moment().equals(ARRIVAL)
                ? Optional.empty()
                : Optional.of(seen + "taken for " + outcome.moment());
    }

    /** Where the time stands in a line: another digit in it makes the event one of another moment. */
    private static Optional<int[]> place(String format, byte[] line) {
        Outcome own = outcome(format, line, FormatOptions.TimeMissing.ARRIVAL);
        if (own.rejection() != null || own.isOfArrival()) {
            return Optional.empty();
        }
        Matcher matcher = TIME.matcher(new String(line, ISO_8859_1));
        while (matcher.find()) {
            for (int at = matcher.start(); at < matcher.end(); at++) {
                if (line[at] < '0' || line[at] > '9') {
                    continue;
                }
                byte[] other = line.clone();
                other[at] = (byte) (line[at] == '1' ? '0' : '1');
                Outcome changed = outcome(format, other, FormatOptions.TimeMissing.ARRIVAL);
                if (changed.rejection() == null
                        && !changed.isOfArrival()
                        && !changed.moment().equals(own.moment())) {
                    return Optional.of(new int[] {matcher.start(), matcher.end()});
                }
            }
        }
        return Optional.empty();
    }

    private static byte[] replaced(byte[] line, int[] place, String text) {
        byte[] time = text.getBytes(UTF_8);
        byte[] replaced = new byte[line.length - (place[1] - place[0]) + time.length];
        System.arraycopy(line, 0, replaced, 0, place[0]);
        System.arraycopy(time, 0, replaced, place[0], time.length);
        System.arraycopy(line, place[1], replaced, place[0] + time.length, line.length - place[1]);
        return replaced;
    }

    private record Outcome(Rejection rejection, Instant moment, boolean isOfArrival, byte[] original) {}

    private static Outcome outcome(String format, byte[] line, FormatOptions.TimeMissing missing) {
        EventBuilder record = EventBuilder.at(
                new DatasetId("acme", "web"),
                new Position("AAAAAAAAAAAAAAAAAAAAAA", "raw.acme.web", 0, 7L, 0),
                ARRIVAL.toEpochMilli(),
                line.clone());
        List<Outcome> outcomes = new ArrayList<>();
        LineSettings settings = LineSettings.of(format).withOptions(FormatOptions.DEFAULT.withTimeMissing(missing));
        new LinePipeline(settings).process(record, new LinePipeline.Output() {
            @Override
            public void event(EventBuilder event) {
                outcomes.add(new Outcome(null, moment(event), isOfArrival(event), event.slice(Field.EVENT_ORIGINAL)));
            }

            @Override
            public void dropped(LogEvent at, String reason) {
                throw new AssertionError("dropped by " + reason);
            }

            @Override
            public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                outcomes.add(new Outcome(rejection, null, false, null));
            }
        });
        return outcomes.size() == 1 ? outcomes.get(0) : new Outcome(SEVERAL, null, false, null);
    }

    private static boolean isOfArrival(LogEvent event) {
        int place = event.openIndex(NAME);
        return place >= 0 && event.openText(place).equals("arrival");
    }

    private static Instant moment(LogEvent event) {
        long micros = event.timestampMicros();
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}
