package io.drey.format.pattern;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.format.accesslog.Caller;
import io.drey.format.accesslog.QuotedRequest;
import io.drey.format.text.AccessTime;
import io.drey.format.text.AnyTime;
import io.drey.format.text.CivilTime;
import io.drey.format.text.Decimal;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.IsoTime;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.Slices;
import io.drey.format.text.TimeReader;
import java.time.ZoneId;

/** What takes the values that lines of many programs have. Those of times keep state: one for each parser. */
public final class Values {

    private static final int STATUS_DIGITS = 3;
    private static final long SHORTEST_EPOCH = 1;

    private Values() {}

    /**
     * Text, or a number where the field is one.
     *
     * @param name a fixed or an open field
     * @throws IllegalArgumentException if it is none
     */
    public static ValueReader named(String name) {
        if (!(FieldName.parse(name) instanceof FieldName.Fixed fixed)) {
            return (event, from, to) -> {
                event.putOpen(name, from, to - from);
                return null;
            };
        }
        Field field = fixed.field();
        if (field == Field.HTTP_RESPONSE_STATUS_CODE) {
            return status();
        }
        if (field == Field.SOURCE_ADDRESS) {
            return caller();
        }
        if (field == Field.CLIENT_IDENT) {
            return identity();
        }
        if (field == Field.USER_NAME) {
            return user();
        }
        if (field.type() == Field.Type.IP) {
            return (event, from, to) -> IpLiteral.put(event, field, from, to) ? null : "an address or '-'";
        }
        return field.isSlice() ? text(field) : scaled(field, 0, "a whole number or '-'");
    }

    /** Text of a fixed field. */
    public static ValueReader text(Field field) {
        return (event, from, to) -> {
            event.put(field, from, to - from);
            return null;
        };
    }

    /** A number that is not negative, times ten to the power of {@code places}; what is finer is dropped. */
    public static ValueReader scaled(Field field, int places, String expected) {
        return (event, from, to) -> {
            if (to == from || !Slices.isDigit(event.bytes()[from])) {
                return expected;
            }
            long number = places == 0
                    ? Decimal.digits(event.bytes(), from, to)
                    : Decimal.scaled(event.bytes(), from, to, places);
            if (number < 0) {
                return expected;
            }
            event.put(field, number);
            return null;
        };
    }

    /** A status of HTTP: three digits; zeros mean that there is none. */
    public static ValueReader status() {
        return (event, from, to) -> {
            long status = to - from == STATUS_DIGITS ? Decimal.digits(event.bytes(), from, to) : -1;
            if (status < 0) {
                return "a status of three digits or '-'";
            }
            if (status > 0) {
                event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
            }
            return null;
        };
    }

    /** Who called: an address or a name. */
    public static ValueReader caller() {
        return (event, from, to) -> Caller.putAddress(event, from, to) ? null : "an address or a name";
    }

    /** The identity behind the caller. */
    private static ValueReader identity() {
        return (event, from, to) -> {
            if (!Caller.isIdentity(event.bytes(), from, to)) {
                return "an identity or '-'";
            }
            event.put(Field.CLIENT_IDENT, from, to - from);
            return null;
        };
    }

    /** A user, whose name may have spaces unless these may be words of another layout. */
    private static ValueReader user() {
        return (event, from, to) -> {
            if (!Caller.isUser(event, from, to)) {
                return "a user name or '-'";
            }
            event.put(Field.USER_NAME, from, to - from);
            return null;
        };
    }

    /** Who called, with a port behind the last colon. */
    public static ValueReader callerAndPort() {
        return (event, from, to) -> {
            if (Slices.first(event.bytes(), from, to, ' ') < to) {
                return "an address and a port";
            }
            Slices.putCallerAndPort(event, from, to);
            return null;
        };
    }

    /** Who was called: an address or a name. */
    public static ValueReader called() {
        return (event, from, to) -> {
            event.putOpen("destination.address", from, to - from);
            IpLiteral.put(event, Field.DESTINATION_IP, from, to);
            return null;
        };
    }

    /** A request line. */
    public static ValueReader request() {
        return (event, from, to) -> {
            QuotedRequest.put(event, from, to);
            return null;
        };
    }

    /** A request target alone. */
    public static ValueReader target() {
        return (event, from, to) -> {
            RequestTarget.put(event, from, to);
            return null;
        };
    }

    /** The path of a target whose query stands elsewhere. */
    public static ValueReader path() {
        return (event, from, to) -> {
            event.put(Field.URL_PATH, from, to - from);
            joinTarget(event);
            return null;
        };
    }

    /** The query of a target whose path stands elsewhere. */
    public static ValueReader query() {
        return (event, from, to) -> {
            event.put(Field.URL_QUERY, from, to - from);
            joinTarget(event);
            return null;
        };
    }

    private static void joinTarget(EventBuilder event) {
        if (!event.has(Field.URL_PATH)) {
            return;
        }
        int path = event.lengthOf(Field.URL_PATH);
        if (!event.has(Field.URL_QUERY)) {
            event.put(Field.URL_ORIGINAL, event.offsetOf(Field.URL_PATH), path);
            return;
        }
        int query = event.lengthOf(Field.URL_QUERY);
        byte[] target = new byte[path + 1 + query];
        System.arraycopy(event.bytes(), event.offsetOf(Field.URL_PATH), target, 0, path);
        target[path] = '?';
        System.arraycopy(event.bytes(), event.offsetOf(Field.URL_QUERY), target, path + 1, query);
        event.append(Field.URL_ORIGINAL, target);
    }

    /** Text that may begin with a name that is not part of the value: {@code HTTP/1.1}, {@code TLSv1.3}. */
    public static ValueReader behind(String prefix, Field field) {
        return (event, from, to) -> {
            int length = prefix.length();
            boolean begins = to - from > length;
            for (int i = 0; begins && i < length; i++) {
                begins = event.bytes()[from + i] == prefix.charAt(i);
            }
            int at = begins ? from + length : from;
            event.put(field, at, to - at);
            return null;
        };
    }

    /** The time of an access log, {@code 03/Oct/2022:21:59:42 +0200}; its offset is {@code event.timezone}. */
    public static ValueReader accessTime() {
        AccessTime time = new AccessTime();
        return (event, from, to) -> {
            long micros = to - from == AccessTime.LENGTH ? time.read(event.bytes(), from, to) : AccessTime.WRONG;
            if (micros == AccessTime.WRONG) {
                return "a time stamp such as 03/Oct/2022:21:59:42 +0200";
            }
            event.timestampMicros(micros);
            event.put(Field.EVENT_TIMEZONE, from + AccessTime.ZONE_AT, AccessTime.ZONE_LENGTH);
            return null;
        };
    }

    /** A time by ISO 8601. */
    public static ValueReader isoTime(ZoneId zone) {
        return (event, from, to) -> {
            long micros = IsoTime.micros(event.bytes(), from, to, zone);
            if (micros == IsoTime.WRONG) {
                return "a time stamp such as 2022-10-03T21:59:42+02:00";
            }
            event.timestampMicros(micros);
            return null;
        };
    }

    /** A date and a time of day of UTC with any byte between, as logs of the W3C's extended format have them in two columns. */
    public static ValueReader dateAndTime() {
        return (event, from, to) -> {
            byte[] bytes = event.bytes();
            boolean isShaped = bytes[from + 4] == '-'
                    && bytes[from + 7] == '-'
                    && bytes[from + 13] == ':'
                    && bytes[from + 16] == ':';
            long seconds = isShaped
                    ? CivilTime.epochSeconds(
                            (int) Decimal.digits(bytes, from, from + 4),
                            (int) Decimal.digits(bytes, from + 5, from + 7),
                            (int) Decimal.digits(bytes, from + 8, from + 10),
                            (int) Decimal.digits(bytes, from + 11, from + 13),
                            (int) Decimal.digits(bytes, from + 14, from + 16),
                            (int) Decimal.digits(bytes, from + 17, from + 19))
                    : TimeReader.WRONG;
            if (seconds == TimeReader.WRONG) {
                return "a date and a time such as 2024-05-01 10:00:00";
            }
            event.timestampMicros(seconds * 1_000_000L);
            return null;
        };
    }

    /** Seconds since 1970, with or without a fraction, or as many milli- or microseconds. */
    public static ValueReader epochTime() {
        return (event, from, to) -> {
            long micros = to - from >= SHORTEST_EPOCH && Slices.isDigit(event.bytes()[from])
                    ? AnyTime.epochMicros(event.bytes(), from, to)
                    : TimeReader.WRONG;
            if (micros == TimeReader.WRONG) {
                return "seconds since 1970 such as 1772600767.123";
            }
            event.timestampMicros(micros);
            return null;
        };
    }

    /** A time of a form that a {@link TimeReader} reads. */
    public static ValueReader time(TimeReader reader, String expected) {
        return (event, from, to) -> {
            long micros = reader.micros(event.bytes(), from, to, event.createdMillis());
            if (micros == TimeReader.WRONG) {
                return expected;
            }
            event.timestampMicros(micros);
            return null;
        };
    }
}
