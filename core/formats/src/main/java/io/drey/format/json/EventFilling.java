package io.drey.format.json;

import static io.drey.event.OpenNames.OURS;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.OpenFieldLimits;
import io.drey.event.Printable;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.FormatOptions.TimeMissing;
import io.drey.format.accesslog.AccessLogParser;
import io.drey.format.accesslog.QuotedRequest;
import io.drey.format.text.Decimal;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.TimeReader;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Decides what a line's members are, and fills the event. Not thread-safe. */
@SuppressWarnings("EnumOrdinal") // members are collected by the place of their field
final class EventFilling {

    private static final Field[] FIELDS = Field.values();
    private static final int NOBODY = -1;
    private static final int OWN_NAME = 0;
    private static final long ABSENT = Long.MIN_VALUE + 1;
    private static final long WRONG = Long.MIN_VALUE;
    private static final int NANOS = 9;
    private static final int NANOS_OF_MILLIS = 6;
    private static final byte[] NOTHING = {};
    private static final byte[] HTTP = "HTTP/".getBytes(UTF_8);
    private static final byte[] TLS = "TLSv".getBytes(UTF_8);
    private static final Field[] REQUEST_FIELDS = {
        Field.HTTP_REQUEST_METHOD,
        Field.URL_ORIGINAL,
        Field.URL_PATH,
        Field.URL_QUERY,
        Field.HTTP_VERSION,
        Field.HTTP_RESPONSE_STATUS_CODE,
        Field.HTTP_RESPONSE_BODY_BYTES,
        Field.HTTP_REQUEST_REFERRER,
        Field.USER_AGENT_ORIGINAL
    };

    private static final Field[] TARGET_PARTS = {
        Field.URL_SCHEME,
        Field.URL_USERNAME,
        Field.URL_DOMAIN,
        Field.URL_PORT,
        Field.URL_PATH,
        Field.URL_QUERY,
        Field.URL_FRAGMENT
    };

    private final boolean readsAccessLines;
    private final MemberNames names;
    private final LineMembers members;
    private final TimeReader times;
    private final boolean hasTimeFields;
    private final TimeMissing timeMissing;
    private final AccessLogParser combined = AccessLogParser.combined(OpenFieldLimits.DEFAULT);
    private final AccessLogParser common = AccessLogParser.common();

    /** The member that each field comes from, and how it got there: the lowest rank wins. */
    private final int[] winners = new int[FIELDS.length];

    private final int[] ranks = new int[FIELDS.length];
    /** What a field holds: a number, or where a slice begins within its member's value. */
    private final long[] values = new long[FIELDS.length];

    private final int[] won = new int[FIELDS.length];
    private int wonCount;

    private byte[] bytes = NOTHING;
    private int origin;
    private boolean isNginx;
    private int request;
    private int inner;
    private int timeAt;
    private int timeRank;
    private long micros;
    private int unreadableTime;

    EventFilling(Vocabulary vocabulary, MemberNames names, LineMembers members, FormatOptions options) {
        this.readsAccessLines = vocabulary.readsAccessLines();
        this.names = names;
        this.members = members;
        this.times = TimeReader.of(options.timeFormat(), options.timeZone());
        this.hasTimeFields = !options.timeFields().isEmpty();
        this.timeMissing = options.timeMissing();
        Arrays.fill(winners, NOBODY);
    }

    /**
     * Fills an event.
     *
     * @param lineAt where the line begins in the event's bytes
     * @param length how many bytes the line has
     * @param given when it happened, where something else than the members says so; else {@link NamedValues#NO_TIME}
     * @return null, or why the line is a dead letter
     */
    Rejection fill(EventBuilder event, int lineAt, int length, long given) {
        bytes = event.bytes();
        origin = lineAt;
        isNginx = members.isNginx();
        request = NOBODY;
        inner = NOBODY;
        timeAt = NOBODY;
        timeRank = Member.NO_TIME;
        unreadableTime = NOBODY;
        for (int i = 0; i < members.specialCount(); i++) {
            decide(members.special(i), event.createdMillis());
        }
        Rejection rejection = put(event, length, given);
        for (int i = 0; i < wonCount; i++) {
            winners[won[i]] = NOBODY;
        }
        wonCount = 0;
        bytes = NOTHING;
        return rejection;
    }

    private boolean isTime(Member member) {
        if (hasTimeFields) {
            return member.timeRank != Member.NO_TIME;
        }
        MemberReading reading = member.reading(isNginx);
        return reading != null && reading.form() == MemberReading.Form.TIME;
    }

    /** What a special member is, if it is anything but an open field. */
    private void decide(int place, long arrivalMillis) {
        byte kind = members.kind(place);
        if (kind == LineMembers.NULL) {
            return;
        }
        Member member = members.member(place);
        if (isTime(member)) {
            decideTime(
                    place,
                    kind,
                    hasTimeFields ? member.timeRank : member.reading(isNginx).rank(),
                    arrivalMillis);
            return;
        }
        if (member.field == Field.EVENT_ORIGINAL) {
            if (kind == LineMembers.STRUCTURE) {
                members.wrongTypes().add(member.field);
            } else {
                inner = place;
            }
            return;
        }
        MemberReading reading = member.reading(isNginx);
        if (member.field != null) {
            compete(place, member.field, form(member.field), OWN_NAME, false);
        } else if (reading != null && reading.form() == MemberReading.Form.REQUEST) {
            if (kind == LineMembers.TEXT && !isNothing(place)) {
                request = place;
            } else if (kind == LineMembers.TEXT) {
                members.use(place);
            }
        } else if (reading != null && reading.fixed().isPresent()) {
            compete(place, reading.fixed().get(), reading.form(), reading.rank(), reading.onlyNginx());
        }
    }

    private void decideTime(int place, byte kind, int rank, long arrivalMillis) {
        if (rank >= timeRank) {
            return;
        }
        int from = origin + members.offset(place);
        long read = kind == LineMembers.TEXT || kind == LineMembers.NUMBER
                ? times.micros(bytes, from, from + members.length(place), arrivalMillis)
                : TimeReader.WRONG;
        if (read == TimeReader.WRONG) {
            unreadableTime = place;
            return;
        }
        timeAt = place;
        timeRank = rank;
        micros = read;
    }

    private static MemberReading.Form form(Field field) {
        if (field == Field.HTTP_RESPONSE_STATUS_CODE) {
            return MemberReading.Form.STATUS;
        }
        return field.isSlice() ? MemberReading.Form.TEXT : MemberReading.Form.NUMBER;
    }

    private void compete(int place, Field field, MemberReading.Form form, int rank, boolean minusIsAbsent) {
        int slot = field.ordinal();
        if (winners[slot] != NOBODY && ranks[slot] < rank) {
            return;
        }
        long value = read(place, field, form, minusIsAbsent);
        if (value == ABSENT) {
            members.use(place);
            return;
        }
        if (value == WRONG) {
            if (rank == OWN_NAME) {
                members.wrongTypes().add(field);
            }
            return;
        }
        if (winners[slot] == NOBODY) {
            won[wonCount++] = slot;
        }
        winners[slot] = place;
        ranks[slot] = rank;
        values[slot] = value;
    }

    /** The number, or where the slice begins within the value; {@link #ABSENT} or {@link #WRONG}. */
    private long read(int place, Field field, MemberReading.Form form, boolean minusIsAbsent) {
        byte kind = members.kind(place);
        if (kind == LineMembers.STRUCTURE) {
            return WRONG;
        }
        boolean isSlice = field.isSlice();
        if ((minusIsAbsent || !isSlice || field.type() == Field.Type.IP) && isNothing(place)) {
            return ABSENT;
        }
        int from = origin + members.offset(place);
        int to = from + members.length(place);
        return switch (form) {
            case TEXT -> field.type() == Field.Type.IP && !IpLiteral.isAddress(bytes, from, to) ? WRONG : 0;
            case VERSION -> startsWith(HTTP, from, to) ? HTTP.length : 0;
            case TLS -> startsWith(TLS, from, to) ? TLS.length : 0;
            case STATUS -> status(from, to);
            case SECONDS -> notNegative(Decimal.scaled(bytes, from, to, NANOS));
            case MILLIS -> notNegative(Decimal.scaled(bytes, from, to, NANOS_OF_MILLIS));
            case NUMBER -> notNegative(Decimal.whole(bytes, from, to));
            case REQUEST, TIME, FIRST -> throw new IllegalStateException("no field is read as " + form);
        };
    }

    private static long notNegative(long number) {
        return number < 0 ? WRONG : number;
    }

    private long status(int from, int to) {
        if (to - from == 3 && isDigit(bytes[from]) && isDigit(bytes[from + 1]) && isDigit(bytes[from + 2])) {
            return (bytes[from] - '0') * 100L + (bytes[from + 1] - '0') * 10L + (bytes[from + 2] - '0');
        }
        long status = Decimal.whole(bytes, from, to);
        return status >= 100 && status <= 999 ? status : WRONG;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private boolean isNothing(int place) {
        int length = members.length(place);
        return members.kind(place) == LineMembers.TEXT
                && (length == 0 || (length == 1 && bytes[origin + members.offset(place)] == '-'));
    }

    private boolean startsWith(byte[] start, int from, int to) {
        return to - from > start.length && Arrays.equals(start, 0, start.length, bytes, from, from + start.length);
    }

    private Rejection put(EventBuilder event, int length, long given) {
        int message = winners[Field.MESSAGE.ordinal()];
        boolean isAccessLine = readsAccessLines
                && request == NOBODY
                && !tellsOfRequest()
                && (inner != NOBODY
                        ? parseAccessLine(event, inner)
                        : message != NOBODY && parseAccessLine(event, message));
        boolean hasTime = timeAt != NOBODY;
        if (isAccessLine && !(hasTime && hasTimeFields)) {
            hasTime = true;
        } else if (given != NamedValues.NO_TIME) {
            event.timestampMicros(given);
            hasTime = true;
        } else if (hasTime) {
            event.timestampMicros(micros);
            members.use(timeAt);
        } else if (timeMissing == TimeMissing.DEAD_LETTER) {
            return withoutTime(length);
        } else {
            event.timestampMicros(event.createdMillis() * 1000L);
        }
        if (request != NOBODY) {
            putRequest(event, message != NOBODY);
        }
        if (inner != NOBODY && message == NOBODY) {
            event.put(Field.MESSAGE, origin + members.offset(inner), members.length(inner));
            members.use(inner);
        }
        putFields(event, isAccessLine);
        completeAddress(event);
        completeTarget(event);
        event.put(Field.EVENT_ORIGINAL, origin, length);
        putOpenFields(event);
        putNotes(event, hasTime);
        return null;
    }

    private Rejection withoutTime(int length) {
        if (unreadableTime == NOBODY) {
            return new Rejection("the line has no time, and time-missing is dead-letter", 0);
        }
        int offset = members.offset(unreadableTime);
        String value = new String(bytes, origin + offset, members.length(unreadableTime), UTF_8);
        return new Rejection(
                "'%s' is '%s', which is no time, and time-missing is dead-letter"
                        .formatted(members.member(unreadableTime).name, Printable.of(value)),
                offset < length ? offset + 1 : 0);
    }

    private boolean tellsOfRequest() {
        for (Field field : REQUEST_FIELDS) {
            if (winners[field.ordinal()] != NOBODY) {
                return true;
            }
        }
        return false;
    }

    private boolean parseAccessLine(EventBuilder event, int place) {
        int from = origin + members.offset(place);
        int end = from + members.length(place);
        while (end > from && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        int bracket = from;
        while (bracket < end && bytes[bracket] != '[') {
            bracket++;
        }
        if (bracket == end) {
            return false;
        }
        if (combined.parse(event, from, end) == null) {
            return true;
        }
        event.removeAll();
        if (common.parse(event, from, end) == null) {
            return true;
        }
        event.removeAll();
        return false;
    }

    /** Puts nginx's {@code $request}, or the bare target that some write there. */
    private void putRequest(EventBuilder event, boolean hasMessage) {
        int from = origin + members.offset(request);
        int to = from + members.length(request);
        byte first = bytes[from];
        if (first == '/' || first == '*') {
            RequestTarget.put(event, from, to);
        } else {
            QuotedRequest.put(event, from, to);
        }
        // What is no request line is the message, unless the line has another one.
        if (!event.has(Field.MESSAGE) || !hasMessage) {
            members.use(request);
        }
    }

    private void putFields(EventBuilder event, boolean isAccessLine) {
        for (int i = 0; i < wonCount; i++) {
            int slot = won[i];
            if (!isAccessLine || slot == Field.MESSAGE.ordinal() || !event.has(FIELDS[slot])) {
                putField(event, slot);
                members.use(winners[slot]);
            }
        }
    }

    private void putField(EventBuilder event, int slot) {
        Field field = FIELDS[slot];
        int place = winners[slot];
        int from = origin + members.offset(place);
        int length = members.length(place);
        if (!field.isSlice()) {
            event.put(field, values[slot]);
        } else if (field.type() == Field.Type.IP) {
            IpLiteral.put(event, field, from, from + length);
        } else {
            int skipped = (int) values[slot];
            event.put(field, from + skipped, length - skipped);
        }
    }

    /** The caller's address follows from how the line names the caller, and the other way round. */
    private void completeAddress(EventBuilder event) {
        int ip = winners[Field.SOURCE_IP.ordinal()];
        if (event.has(Field.SOURCE_ADDRESS) && !event.has(Field.SOURCE_IP)) {
            int from = event.offsetOf(Field.SOURCE_ADDRESS);
            IpLiteral.put(event, Field.SOURCE_IP, from, from + event.lengthOf(Field.SOURCE_ADDRESS));
        } else if (ip != NOBODY && !event.has(Field.SOURCE_ADDRESS)) {
            event.put(Field.SOURCE_ADDRESS, origin + members.offset(ip), members.length(ip));
        }
    }

    /** What a target is made of follows from it, unless the line says it itself. */
    private void completeTarget(EventBuilder event) {
        if (winners[Field.URL_ORIGINAL.ordinal()] == NOBODY) {
            return;
        }
        int from = event.offsetOf(Field.URL_ORIGINAL);
        RequestTarget.put(event, from, from + event.lengthOf(Field.URL_ORIGINAL));
        for (Field part : TARGET_PARTS) {
            if (winners[part.ordinal()] != NOBODY) {
                putField(event, part.ordinal());
            }
        }
    }

    private void putOpenFields(EventBuilder event) {
        // An access log's line has open fields for what stands behind its agent.
        int ofInnerLine = event.openCount();
        for (int i = 0; i < members.count(); i++) {
            byte kind = members.kind(i);
            if (kind == LineMembers.USED || kind == LineMembers.NULL) {
                continue;
            }
            Member member = members.member(i);
            int length = members.length(i);
            if (!member.isOpen()) {
                MemberReading reading = member.reading(isNginx);
                boolean isProducts =
                        reading != null && reading.fixed().isEmpty() && reading.form() == MemberReading.Form.TEXT;
                if (isProducts && reading.onlyNginx() && isNothing(i)) {
                    continue;
                }
                member = isProducts ? names.openOfSpecial(reading.field()) : member.asOpen();
                if (!members.admitSpecial(member, length)) {
                    continue;
                }
            }
            int known = ofInnerLine == 0 ? NOBODY : event.openIndex(member.name);
            if (known == NOBODY) {
                event.putOpen(member.name, origin + members.offset(i), length);
            } else {
                members.sayDuplicate();
                event.replaceOpen(known, origin + members.offset(i), length);
            }
        }
    }

    /** Says what was done to the event. */
    private void putNotes(EventBuilder event, boolean hasTime) {
        if (!hasTime) {
            event.appendOpen(OURS + "time", "arrival");
        }
        if (members.duplicates() > 0) {
            event.appendOpen(OURS + "duplicate_keys", Integer.toString(members.duplicates()));
        }
        if (!members.wrongTypes().isEmpty()) {
            event.appendOpen(
                    OURS + "wrong_type",
                    members.wrongTypes().stream().map(Field::ecsName).collect(Collectors.joining(",")));
        }
        if (members.dropped() > 0) {
            event.appendOpen(OURS + "dropped_fields", Integer.toString(members.dropped()));
        }
    }
}
