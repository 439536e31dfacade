package io.drey.format.accesslog;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.OpenFieldLimits;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import java.util.stream.IntStream;

/** What stands behind the user agent: further quoted fields and unquoted numbers. */
final class ExtraFields {

    private static final String EXTRA_FIELD = "labels.extra.";
    private static final String DROPPED_FIELDS = OpenNames.OURS + "dropped_fields";
    private static final String[] EXTRA =
            IntStream.rangeClosed(1, 16).mapToObj(i -> EXTRA_FIELD + i).toArray(String[]::new);

    private final OpenFieldLimits limits;
    private final LineScan scan;

    ExtraFields(OpenFieldLimits limits, LineScan scan) {
        this.limits = limits;
        this.scan = scan;
    }

    /** Takes quoted fields and unquoted numbers behind the agent. */
    Rejection parse(EventBuilder event, byte[] bytes, int behindAgent, int from, int to) {
        int end = behindAgent;
        int extras = 0;
        int dropped = 0;
        int room = limits.bytes();
        while (end < to) {
            int next = Ascii.afterSpaces(bytes, end, to);
            if (next == to) {
                break;
            }
            if (next == end) {
                return AccessLogParser.reject("expected the line to end or a further field behind a space", from, next);
            }
            boolean isQuoted = bytes[next] == '"';
            int valueAt = isQuoted ? next + 1 : next;
            int valueEnd = isQuoted ? scan.quote(bytes, valueAt, to) : scan.space(bytes, valueAt, to);
            if (valueEnd < 0) {
                if (isQuoted) {
                    return AccessLogParser.reject("the line ends within a quoted field", from, to);
                }
                valueEnd = to;
            }
            if (!isQuoted && !isNumberOrMinus(bytes, valueAt, valueEnd)) {
                return AccessLogParser.reject(
                        "expected the line to end, a further quoted field or a number", from, next);
            }
            if (isQuoted && end == behindAgent && Forwarded.isForwarded(bytes, valueAt, valueEnd)) {
                AccessLogParser.putText(event, Field.HTTP_REQUEST_FORWARDED_FOR, valueAt, valueEnd);
            } else {
                extras++;
                if (valueEnd - valueAt != 1 || bytes[valueAt] != '-') {
                    int left =
                            event.openCount() < limits.fields() ? putExtra(event, extras, valueAt, valueEnd, room) : -1;
                    if (left < 0) {
                        dropped++;
                    } else {
                        room = left;
                    }
                }
            }
            end = isQuoted ? valueEnd + 1 : valueEnd;
        }
        if (dropped > 0) {
            event.appendOpen(DROPPED_FIELDS, Integer.toString(dropped));
        }
        return null;
    }

    /** Keeps a field that has no name; returns how many bytes are left of the room for such, or -1 if it has none in it. */
    private static int putExtra(EventBuilder event, int number, int from, int to, int room) {
        String name = extraName(number);
        int left = room - name.length() - (to - from);
        if (left >= 0) {
            event.putOpen(name, from, to - from);
        }
        return Math.max(-1, left);
    }

    private static String extraName(int number) {
        return number <= EXTRA.length ? EXTRA[number - 1] : EXTRA_FIELD + number;
    }

    private static boolean isNumberOrMinus(byte[] bytes, int from, int to) {
        if (to == from + 1 && bytes[from] == '-') {
            return true;
        }
        int points = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '.' && i > from && i + 1 < to) {
                points++;
            } else if (!Ascii.isDigit(bytes[i])) {
                return false;
            }
        }
        return points <= 1 && to > from;
    }
}
