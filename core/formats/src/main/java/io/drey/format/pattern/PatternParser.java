package io.drey.format.pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.OpenNames;
import io.drey.event.Printable;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.FormatOptions.TimeMissing;
import io.drey.format.LineParser;
import io.drey.format.pattern.LinePattern.Column;
import io.drey.format.text.AccessTime;
import io.drey.format.text.ByteOrderMark;
import io.drey.format.text.Slices;
import io.drey.format.text.Words;
import java.util.List;

/**
 * Parses lines of a {@link LinePattern}, from left to right, each byte once or twice.
 *
 * <ul>
 *   <li>A value reaches up to the text behind it; one in quotes up to the first quote that no backslash escapes and that begins
 *       the text behind it.
 *   <li>{@code -} and an empty value mean absent.
 *   <li>The line must end where the pattern does, unless the pattern says otherwise.
 * </ul>
 */
public final class PatternParser implements LineParser {

    private static final String ARRIVED = OpenNames.OURS + "time";
    private static final int DATE_TIME_LENGTH = "2024-05-01 10:00:00".length();
    private static final byte[] VERSION = " HTTP/".getBytes(UTF_8);

    private final Column[] columns;

    /** The text behind each. */
    private final byte[][] behind;

    private final boolean[] isQuoted;

    /** Whether what follows may stand in quotes. */
    private final boolean[] isBeforeQuoted;

    /** Whether nothing that follows may stand in quotes. */
    private final boolean[] isLastQuoted;

    private final byte[] tail;
    private final boolean hasTime;
    private final boolean takesMore;
    private final int fewest;
    private final TimeMissing timeMissing;
    private final String[] expectedBefore;
    private final String[] endsWithin;
    private final String expectedTail;

    /**
     * A parser.
     *
     * @throws IllegalArgumentException if the pattern has no value, or none could tell where one ends
     */
    public PatternParser(LinePattern pattern, FormatOptions options) {
        List<Column> parts = pattern.columns();
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("the pattern names no value: write one, such as the caller");
        }
        this.columns = parts.toArray(Column[]::new);
        this.tail = pattern.tail();
        this.behind = new byte[columns.length][];
        this.isQuoted = new boolean[columns.length];
        this.isBeforeQuoted = new boolean[columns.length];
        this.isLastQuoted = new boolean[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Column next = i + 1 < columns.length ? columns[i + 1] : null;
            behind[i] = next == null ? tail : next.before().length > 0 ? next.before() : next.begins();
            isQuoted[i] = columns[i].isQuoted(behind[i]);
            isBeforeQuoted[i] = next != null && next.extent() == Extent.MAYBE_QUOTED;
            isLastQuoted[i] = parts.stream().skip(i + 1L).noneMatch(each -> each.extent() == Extent.MAYBE_QUOTED);
        }
        this.hasTime = pattern.hasTime();
        this.takesMore = pattern.takesMore();
        this.fewest = pattern.fewest();
        this.timeMissing = options.timeMissing();
        this.expectedBefore = parts.stream()
                .map(column -> "expected %s before %s".formatted(shown(column.before()), column.name()))
                .toArray(String[]::new);
        this.endsWithin = parts.stream()
                .map(column -> "the line ends within " + column.name())
                .toArray(String[]::new);
        String last = columns[columns.length - 1].name();
        this.expectedTail = tail.length == 0
                ? "expected the line to end behind " + last
                : "expected %s and the line to end behind %s".formatted(shown(tail), last);
    }

    private static String shown(byte[] text) {
        String shown = new String(text, UTF_8);
        return shown.equals("\t") ? "a tab" : "'%s'".formatted(Printable.ofWhole(shown));
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        if (!hasTime) {
            if (timeMissing == TimeMissing.DEAD_LETTER) {
                return new Rejection("the line has no time, and time-missing is dead-letter", 0);
            }
            event.timestampMicros(event.createdMillis() * 1000);
        }
        int at = ByteOrderMark.behind(event.bytes(), from, to);
        for (int i = 0; i < columns.length; i++) {
            Column column = columns[i];
            byte[] bytes = event.bytes();
            if (i >= fewest && at == to) {
                return finish(event, from, to);
            }
            if (!Slices.startsWith(bytes, at, to, column.before())) {
                return reject(expectedBefore[i], from, at);
            }
            at += column.before().length;
            boolean isLast = i + 1 == columns.length;
            boolean mayBeLast = isLast ? takesMore : i + 1 >= fewest;
            boolean hasQuotes = column.extent() == Extent.MAYBE_QUOTED && at < to && bytes[at] == '"';
            int end;
            if (hasQuotes) {
                at++;
                end = quoteBefore(bytes, at, to, isBeforeQuoted[i], isLastQuoted[i]);
            } else if (isQuoted[i]) {
                end = quote(bytes, at, to, behind[i], mayBeLast);
            } else {
                end = end(bytes, column, at, to, behind[i], mayBeLast);
            }
            if (end < 0) {
                return reject(endsWithin[i], from, to);
            }
            if (column.isRequired() || !Slices.isNothing(bytes, at, end)) {
                String expected = column.reader().read(event, at, end);
                if (expected != null) {
                    return reject(column.name() + ": expected " + expected, from, at);
                }
            }
            at = hasQuotes ? end + 1 : end;
            if (mayBeLast && isQuoted[i] && at + 1 == to) {
                return finish(event, from, to);
            }
        }
        if (!Slices.startsWith(event.bytes(), at, to, tail)) {
            return reject(expectedTail, from, at);
        }
        at += tail.length;
        if (at < to && !(takesMore && event.bytes()[at] == ' ')) {
            return reject(expectedTail, from, at);
        }
        return finish(event, from, to);
    }

    private Rejection finish(EventBuilder event, int from, int to) {
        if (!hasTime) {
            event.appendOpen(ARRIVED, "arrival");
        }
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Words.areAscii(event.bytes(), from, to)) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    /** Where a value ends, or -1. */
    private static int end(byte[] bytes, Column column, int from, int to, byte[] behind, boolean mayBeLast) {
        Extent extent = column.extent();
        if (extent == Extent.ACCESS_TIME) {
            return to - from < AccessTime.LENGTH ? -1 : from + AccessTime.LENGTH;
        }
        if (extent == Extent.DATE_TIME) {
            return to - from < DATE_TIME_LENGTH ? -1 : from + DATE_TIME_LENGTH;
        }
        if (behind.length == 0) {
            return extent == Extent.FREE || extent == Extent.REQUEST ? to : lastEnd(bytes, column, from, to);
        }
        int start = from;
        if (extent == Extent.REQUEST && !(from < to && bytes[from] == '-')) {
            int version = Slices.find(bytes, from, to, VERSION);
            start = version < 0 ? from : version + VERSION.length;
        }
        int end = behind.length == 1
                ? Slices.first(bytes, start, to, (char) behind[0])
                : Slices.find(bytes, start, to, behind);
        if (extent == Extent.LIST && behind[0] == ' ' && (behind.length == 1 || behind[1] != ':')) {
            while (end >= 0 && end < to && isJoined(bytes, from, end, to)) {
                end = Slices.find(bytes, end + (bytes[end - 1] == ',' ? 1 : 3), to, behind);
            }
        }
        if (end < 0 || end == to) {
            return mayBeLast ? to : -1;
        }
        return extent == Extent.WORD ? Slices.first(bytes, from, end, ' ') : end;
    }

    /** Where a value ends behind which the pattern has nothing: at what parts it from the one before, if that stands once more. */
    private static int lastEnd(byte[] bytes, Column column, int from, int to) {
        byte[] before = column.before();
        char separator = before.length == 0 ? ' ' : (char) before[before.length - 1];
        int end = Slices.first(bytes, from, to, separator);
        while (column.extent() == Extent.LIST && separator == ' ' && end < to && isJoined(bytes, from, end, to)) {
            end = Slices.first(bytes, end + (bytes[end - 1] == ',' ? 1 : 3), to, separator);
        }
        return end;
    }

    /** Whether the space at a place joins values of a list: {@code 0.1, 0.2 : 0.3}. */
    private static boolean isJoined(byte[] bytes, int from, int at, int to) {
        return (at > from && bytes[at - 1] == ',') || (at + 2 < to && bytes[at + 1] == ':' && bytes[at + 2] == ' ');
    }

    /** The first quote that is not escaped and begins what is to follow, or -1. */
    private static int quote(byte[] bytes, int from, int to, byte[] behind, boolean mayBeLast) {
        for (int at = Slices.first(bytes, from, to, '"'); at < to; at = Slices.first(bytes, at + 1, to, '"')) {
            if ((Slices.startsWith(bytes, at, to, behind) || (mayBeLast && at + 1 == to))
                    && !isEscaped(bytes, from, at)) {
                return at;
            }
        }
        return -1;
    }

    /**
     * The quote that ends a value behind which a space follows or the line ends, or -1: the first one; before another value in
     * quotes the first that such a one, or a minus, follows, if there is one; behind all of them the last one. So quotes that the writer did not
     * escape end no value early.
     */
    private static int quoteBefore(byte[] bytes, int from, int to, boolean isBeforeQuoted, boolean isLastQuoted) {
        int found = -1;
        for (int at = Slices.first(bytes, from, to, '"'); at < to; at = Slices.first(bytes, at + 1, to, '"')) {
            if ((at + 1 < to && bytes[at + 1] != ' ') || isEscaped(bytes, from, at)) {
                continue;
            }
            if (isLastQuoted) {
                found = at;
            } else if (!isBeforeQuoted
                    || at + 1 == to
                    || (at + 2 < to && (bytes[at + 2] == '"' || bytes[at + 2] == '-'))) {
                return at;
            } else if (found < 0) {
                found = at;
            }
        }
        return found;
    }

    /** Whether an odd number of backslashes stands in front. */
    private static boolean isEscaped(byte[] bytes, int from, int at) {
        int before = at;
        while (before > from && bytes[before - 1] == '\\') {
            before--;
        }
        return ((at - before) & 1) != 0;
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
