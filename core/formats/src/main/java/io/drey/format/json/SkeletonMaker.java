package io.drey.format.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Utf8;
import io.drey.format.text.CivilTime;
import java.util.Arrays;

/**
 * Takes out of a JSON line what the event's fields have. It looks for values where they stand in the line, which is where a parser
 * takes them from, and else for equal ones, so it need not know how members are named. Whether what it makes gives the line back is
 * for others to see. Not thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // a field's place in the schema never changes
final class SkeletonMaker {

    private static final Field[] FIELDS = Field.values();
    private static final int ROOM = 1024;
    private static final int MOST_ROOM = 1 << 20;
    private static final int NOWHERE = -1;
    /** A shorter value may stand in a field by chance. */
    private static final int LEAST_TELLING = 2;

    private static final int MOST_MINUTES = 18 * 60;
    /** Time zones differ by quarters of an hour. */
    private static final int ZONE_MINUTES = 15;

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final int MOST_FRACTION = 6;
    private static final int SECONDS_DIGITS = 10;
    private static final int MOST_EPOCH_DIGITS = 19;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private final JsonScanner scanner = new JsonScanner();
    private final Field[] present = new Field[FIELDS.length];
    private int presentCount;
    private byte[] out = new byte[ROOM];
    private int length;
    private int copied;
    private int gaps;
    private LogEvent event;
    private byte[] bytes;
    private int nextOpen;
    private final long[] used = new long[2];

    /** A skeleton of the event's line; null where the line is no JSON object, or none of its values stands in a field. */
    byte[] make(LogEvent of) {
        int from = of.offsetOf(Field.EVENT_ORIGINAL);
        int to = from + of.lengthOf(Field.EVENT_ORIGINAL);
        event = of;
        bytes = of.bytes();
        scanner.read(bytes, to);
        length = 0;
        copied = from;
        gaps = 0;
        nextOpen = 0;
        used[0] = 0;
        used[1] = 0;
        presentCount = 0;
        for (Field field : FIELDS) {
            if (field != Field.EVENT_ORIGINAL && of.has(field)) {
                present[presentCount++] = field;
            }
        }
        boolean isWhole = walk(from, to);
        copyTo(to);
        byte[] skeleton = isWhole && gaps > 0 ? Arrays.copyOf(out, length) : null;
        if (out.length > MOST_ROOM) {
            out = new byte[ROOM];
        }
        scanner.release();
        event = null;
        bytes = null;
        return skeleton;
    }

    private boolean walk(int from, int to) {
        int at = scanner.afterBlanks(from);
        if (at + 3 <= to && (bytes[at] & 0xFF) == 0xEF) {
            at = scanner.afterBlanks(at + 3); // a byte order mark, or the line is no JSON
        }
        if (at >= to || bytes[at] != '{' || !Utf8.isValid(bytes, from, to)) {
            return false;
        }
        int depth = 0;
        while (true) {
            // At an object's bracket.
            if (++depth > JsonScanner.DEEPEST) {
                return false;
            }
            at = scanner.afterBlanks(at + 1);
            boolean opens = false;
            while (!opens) {
                if (at >= to) {
                    return false;
                }
                if (bytes[at] == '}') {
                    at = scanner.afterBlanks(at + 1);
                    if (--depth == 0) {
                        return at == to;
                    }
                } else {
                    at = bytes[at] == ',' ? scanner.afterBlanks(at + 1) : at;
                    at = at < to && bytes[at] == '"' ? scanner.text(at) : NOWHERE;
                    at = at < 0 ? NOWHERE : scanner.afterColon(at);
                    if (at < 0) {
                        return false;
                    }
                    opens = bytes[at] == '{' && !isEmptyObject(at, to);
                    if (!opens) {
                        at = value(at, depth);
                        if (at < 0) {
                            return false;
                        }
                    }
                }
            }
        }
    }

    private boolean isEmptyObject(int at, int to) {
        int inside = scanner.afterBlanks(at + 1);
        return inside < to && bytes[inside] == '}';
    }

    /** Takes a value that has no members; returns the place behind what follows it. */
    private int value(int at, int depth) {
        int end = scanner.value(at, depth);
        if (end < 0) {
            return NOWHERE;
        }
        if (bytes[at] != '"') {
            if (bytes[at] != 'n') {
                plain(at, end);
            }
        } else if (scanner.hasEscapes()) {
            escaped(at + 1, end - 1);
        } else {
            plain(at + 1, end - 1);
        }
        return scanner.afterBlanks(end);
    }

    private void plain(int from, int to) {
        if (openAt(from, to) || fixedAt(from, to) || fixedLike(from, to) || number(from, to) || time(from, to)) {
            return;
        }
        if (!partsOf(from, to)) {
            openLike(from, to);
        }
    }

    private boolean openAt(int from, int to) {
        for (int i = nextOpen; i < event.openCount(); i++) {
            if (event.openOffset(i) == from && event.openLength(i) == to - from) {
                nextOpen = i + 1;
                gap(from, to, Spelling.AS_IT_IS.letter(), event.openName(i));
                return true;
            }
        }
        return false;
    }

    private boolean openLike(int from, int to) {
        if (to - from < LEAST_TELLING) {
            return false;
        }
        for (int i = 0; i < event.openCount(); i++) {
            int place = event.openOffset(i);
            if (event.openLength(i) == to - from
                    && Arrays.equals(bytes, from, to, bytes, place, place + event.openLength(i))) {
                gap(from, to, Spelling.AS_IT_IS.letter(), event.openName(i));
                return true;
            }
        }
        return false;
    }

    private boolean fixedAt(int from, int to) {
        for (int i = 0; i < presentCount; i++) {
            Field field = present[i];
            if (field.isSlice() && event.offsetOf(field) == from && event.lengthOf(field) == to - from) {
                gap(from, to, Spelling.AS_IT_IS.letter(), field);
                return true;
            }
        }
        return false;
    }

    private boolean fixedLike(int from, int to) {
        if (to - from < LEAST_TELLING) {
            return false;
        }
        for (int i = 0; i < presentCount; i++) {
            Field field = present[i];
            int place = event.offsetOf(field);
            if (field.isSlice()
                    && event.lengthOf(field) == to - from
                    && Arrays.equals(bytes, from, to, bytes, place, place + to - from)) {
                gap(from, to, Spelling.AS_IT_IS.letter(), field);
                return true;
            }
        }
        return false;
    }

    private void escaped(int from, int to) {
        for (Spelling spelling : Spelling.values()) {
            if (spelling == Spelling.AS_IT_IS) {
                continue;
            }
            for (int i = 0; i < presentCount; i++) {
                Field field = present[i];
                if (field.isSlice()
                        && spelling.match(bytes, from, to, event.offsetOf(field), event.lengthOf(field)) == to) {
                    gap(from, to, spelling.letter(), field);
                    return;
                }
            }
            for (int i = 0; i < event.openCount(); i++) {
                int open = (nextOpen + i) % event.openCount();
                if (spelling.match(bytes, from, to, event.openOffset(open), event.openLength(open)) == to) {
                    nextOpen = open + 1;
                    gap(from, to, spelling.letter(), event.openName(open));
                    return;
                }
            }
        }
    }

    /** A number that a field holds: the first one that is not taken yet, as two may be equal. */
    private boolean number(int from, int to) {
        if (to - from > 18 || Digits.read(bytes, from, 1, to) < 0) {
            return false;
        }
        long whole = 0;
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            whole = whole * 10 + bytes[at] - '0';
            at++;
        }
        boolean isPlain = at == from + 1 || bytes[from] != '0';
        if (!isPlain) {
            return false;
        }
        int thousandths = at + 4 == to && bytes[at] == '.' ? Digits.read(bytes, at + 1, 3, to) : NOWHERE;
        if (at < to && thousandths < 0) {
            return false;
        }
        if (thousandths >= 0 && whole > Integer.MAX_VALUE) {
            return false;
        }
        long wanted = thousandths < 0 ? whole : whole * 1_000_000_000L + thousandths * 1_000_000L;
        Field found = null;
        for (int i = 0; i < presentCount; i++) {
            Field field = present[i];
            if (!field.isSlice() && event.number(field) == wanted && (found == null || isUsed(found))) {
                found = field;
            }
        }
        if (found == null) {
            return false;
        }
        use(found);
        if (thousandths < 0) {
            gap(from, to, Spelling.AS_IT_IS.letter(), found);
        } else {
            gap(from, at, Skeleton.WHOLE_SECONDS, found);
            gap(at + 1, to, Skeleton.MILLISECONDS, found);
        }
        return true;
    }

    private boolean isUsed(Field field) {
        return (used[field.ordinal() >> 6] & (1L << field.ordinal())) != 0;
    }

    private void use(Field field) {
        used[field.ordinal() >> 6] |= 1L << field.ordinal();
    }

    /** Takes out of a text what fields have of it, as of a request line. */
    private boolean partsOf(int from, int to) {
        int at = from;
        while (at < to) {
            Field next = null;
            int begins = to;
            for (int i = 0; i < presentCount; i++) {
                Field field = present[i];
                if (!field.isSlice()) {
                    continue;
                }
                int place = event.offsetOf(field);
                int size = event.lengthOf(field);
                if (size > 0
                        && place >= at
                        && place + size <= to
                        && (place < begins || (place == begins && next != null && size > event.lengthOf(next)))) {
                    next = field;
                    begins = place;
                }
            }
            if (next == null) {
                break;
            }
            at = begins + event.lengthOf(next);
            gap(begins, at, Spelling.AS_IT_IS.letter(), next);
        }
        return at > from;
    }

    private boolean time(int from, int to) {
        long micros = event.timestampMicros();
        if (micros < 0) {
            return false;
        }
        if (to - from >= SECONDS_DIGITS && isEpoch(from, to, micros)) {
            return true;
        }
        if (to - from < 19) {
            return false;
        }
        boolean isIso = bytes[from + 4] == '-' && bytes[from + 7] == '-';
        boolean isAccess = bytes[from + 2] == '/' && bytes[from + 6] == '/' && to - from > 19;
        if (!isIso && !isAccess) {
            return false;
        }
        int day = Digits.read(bytes, isIso ? from + 8 : from, 2, to);
        int month = isIso ? Digits.read(bytes, from + 5, 2, to) : month(from + 3);
        int year = Digits.read(bytes, isIso ? from : from + 7, 4, to);
        int clockAt = isIso ? from + 11 : from + 12;
        int hour = Digits.read(bytes, clockAt, 2, to);
        int minute = Digits.read(bytes, clockAt + 3, 2, to);
        int second = Digits.read(bytes, clockAt + 6, 2, to);
        if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || minute < 0 || second < 0) {
            return false;
        }
        long local = CivilTime.epochDay(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second;
        long fromUtc = local - micros / 1_000_000L;
        long minutes = fromUtc / MINUTE;
        if (fromUtc % (ZONE_MINUTES * MINUTE) != 0 || Math.abs(minutes) > MOST_MINUTES) {
            return false;
        }
        int fraction = fraction(clockAt + 8, to, micros);
        if (fraction < 0) {
            return false;
        }
        String argument = Long.toString(minutes);
        gap(from, clockAt - 1, (isIso ? ClockHand.DATE : ClockHand.ACCESS_DATE).letter(), argument);
        gap(clockAt, clockAt + 8, ClockHand.TIME.letter(), argument);
        if (fraction > 0) {
            gap(clockAt + 9, clockAt + 9 + fraction, ClockHand.FRACTION.letter(), Integer.toString(fraction));
        }
        return true;
    }

    private int month(int at) {
        String name = new String(bytes, at, 3, UTF_8);
        int place = MONTHS.indexOf(name);
        return place % 3 == 0 ? place / 3 + 1 : NOWHERE;
    }

    /** How many digits of a fraction behind a point or comma are those of the time; -1 if it has others. */
    private int fraction(int at, int to, long micros) {
        if (at >= to || (bytes[at] != '.' && bytes[at] != ',')) {
            return 0;
        }
        return sameDigits(at + 1, to, micros);
    }

    private int sameDigits(int from, int to, long micros) {
        int rest = (int) (micros % 1_000_000L);
        int unit = 100_000;
        int at = from;
        while (at < to && at < from + MOST_FRACTION && bytes[at] >= '0' && bytes[at] <= '9') {
            if (bytes[at] - '0' != rest / unit) {
                return NOWHERE;
            }
            rest %= unit;
            unit = Math.max(1, unit / 10);
            at++;
        }
        return at - from;
    }

    /** Seconds since the epoch, with a point and a fraction, or with up to nine more digits. */
    private boolean isEpoch(int from, int to, long micros) {
        int high = Digits.read(bytes, from, 5, to);
        int low = Digits.read(bytes, from + 5, 5, to);
        if (high < 0 || low < 0 || bytes[from] == '0' || high * 100_000L + low != micros / 1_000_000L) {
            return false;
        }
        int at = from + SECONDS_DIGITS;
        boolean hasPoint = at < to && bytes[at] == '.';
        int fractionAt = hasPoint ? at + 1 : at;
        int digits = sameDigits(fractionAt, to, micros);
        if (digits < 0 || (!hasPoint && to - from > MOST_EPOCH_DIGITS)) {
            return false;
        }
        gap(from, at, ClockHand.SECONDS.letter(), "");
        if (digits > 0) {
            gap(fractionAt, fractionAt + digits, ClockHand.FRACTION.letter(), Integer.toString(digits));
        }
        return true;
    }

    private void gap(int from, int to, char letter, Field field) {
        gap(from, to, letter, Integer.toString(field.ordinal()));
    }

    /** Puts a gap where a value stands. */
    private void gap(int from, int to, char letter, String argument) {
        copyTo(from);
        byte[] name = Utf8.encode(argument);
        reserve(name.length + 3);
        out[length++] = Skeleton.GAP;
        out[length++] = (byte) letter;
        System.arraycopy(name, 0, out, length, name.length);
        length += name.length;
        out[length++] = Skeleton.END;
        copied = to;
        gaps++;
    }

    private void copyTo(int end) {
        reserve(end - copied);
        System.arraycopy(bytes, copied, out, length, end - copied);
        length += end - copied;
        copied = end;
    }

    private void reserve(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
        }
    }
}
