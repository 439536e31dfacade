package io.drey.format.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.FormatOptions.TimeMissing;
import io.drey.format.LineParser;
import io.drey.format.text.AccessTime;
import io.drey.format.text.ByteOrderMark;
import io.drey.format.text.IsoTime;
import io.drey.format.text.Slices;
import io.drey.format.text.Words;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Parses syslog messages, one a line, without the framing of a transport.
 *
 * <pre>&lt;34&gt;Oct 11 22:14:15 mymachine su[1010]: 'su root' failed for lonvick on /dev/pts/8
 *&lt;165&gt;1 2003-10-11T22:14:15.003Z host.example evntslog 7 ID47 [exampleSDID@32473 iut="3"] An application event</pre>
 *
 * <ul>
 *   <li>RFC 5424: {@code -} means absent; without a time stamp it happened when it arrived. Structured data is checked for
 *       brackets, quotes and escapes, and kept as it stands. A byte order mark before the message is not part of it.
 *   <li>RFC 3164 (obsolete, of no strict grammar): the priority may be missing, as in files that a syslog daemon writes. The
 *       time has no year and no zone: it is the dataset's zone's, of the last year in which it lies not more than a day behind
 *       the arrival, unless {@link MissingYear} says otherwise. A time by ISO 8601, as many daemons write it, is taken too. Any
 *       48 printable bytes but brackets and colons, which a colon or a process in brackets follows, are the program; everything else behind the host is the message. A
 *       {@code CEF:0|} and {@code LEEF:2.0|} are no program: they begin the message, for a dataset's {@code message-format}, and so do a brace and a quote. A
 *       word that ends with a colon is no host: programs that write to a daemon of their own leave it out. A space behind the
 *       priority and a colon behind the time, as network devices write them, are taken. {@code %ASA-6-302013:} is the event's
 *       code; where it follows the priority at once there is no header.
 *   <li>A time of network devices may have a day that is not padded, the year, a fraction and a zone; in front of it may stand
 *       sequence numbers and the device's name. Where a relay put a header of its own in front of a device's, of whichever RFC, host, time and
 *       priority are the device's.
 *   <li>Behind a priority the header may be missing: then the message happened when it arrived. A wrong time is no missing header.
 *   <li>A byte order mark, and a count of octets (RFC 6587), are passed over. So are an asterisk and a point in front of a time. The year
 *       may come first, a space may stand for the {@code T} of ISO 8601, and behind a priority the time may be seconds since the epoch.
 *       What was repaired {@code labels.drey.repaired} names.
 *   <li>What messages of well-known programs and of Cisco's devices say becomes fields, see {@link ProgramMessages}.
 *   <li>{@code syslog} takes each line as RFC 5424 if a {@code 1} and a space follow the priority, or, where there is none, a {@code 1}, a space
 *       and a date begin it; else as RFC 3164.
 *   <li>The priority is 0 to 191, without zeros in front.
 * </ul>
 */
final class SyslogParser implements LineParser {

    /** Which lines are taken. */
    private enum Accepts {
        RFC_3164,
        RFC_5424,
        EITHER
    }

    private static final int LARGEST_PRIORITY = 191;
    private static final int LONGEST_NAME = 48;
    private static final int ISO_DATE_LENGTH = 10;
    private static final int YEARLESS_LENGTH = "Oct 11 22:14:15".length();
    private static final long SECOND = 1_000_000L;
    private static final String YEARLESS_SHAPE = "expected a time stamp Mon dd hh:mm:ss or by ISO 8601";

    private static final String REPAIRED = OpenNames.OURS + "repaired";
    private static final String TIME = OpenNames.OURS + "time";
    private static final String DOUBLE_HEADER = "double-header";
    private static final String ODD_TIME = "odd-time";
    private static final int LONGEST_TIME = "Mon Oct  3 2022 21:59:42.123456 CEST".length();
    private static final Set<String> WEEKDAYS = Set.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

    /** What stands behind the time in lines of applications, where a host would stand. */
    private static final Set<String> LEVELS = Set.of(
            "TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "ERR", "FATAL", "CRITICAL", "SEVERE");

    private static final int EPOCH_DIGITS = "1563249630".length();

    /** Relays behind each other that each put a header in front; what has more is a message. */
    private static final int MOST_HEADERS = 3;

    /** What a header and what follows it may give. */
    private static final Field[] OF_HEADERS = {
        Field.LOG_SYSLOG_PRIORITY,
        Field.LOG_SYSLOG_FACILITY_CODE,
        Field.LOG_SYSLOG_SEVERITY_CODE,
        Field.LOG_SYSLOG_HOSTNAME,
        Field.HOST_NAME,
        Field.LOG_SYSLOG_APPNAME,
        Field.LOG_SYSLOG_PROCID,
        Field.LOG_SYSLOG_MSGID,
        Field.LOG_SYSLOG_STRUCTURED_DATA,
        Field.EVENT_CODE,
        Field.MESSAGE
    };

    private static final int MOST_COUNT_DIGITS = 9;
    private static final int MOST_CISCO_WORDS = 4;

    private final ProgramMessages programs = new ProgramMessages();
    private final DeviceTime device;
    private final Accepts accepts;
    private final ZoneId zone;
    private final TimeMissing timeMissing;

    private final YearOfStamp years;

    /** How many headers stand in front of the one that is read. */
    private int depth;

    /** What was repaired of the line, for its label; null where nothing was. */
    private String repaired;

    /** The place behind what was read last. */
    private int at;

    private int to;

    private SyslogParser(Accepts accepts, FormatOptions options) {
        this.accepts = accepts;
        this.zone = options.timeZone();
        this.timeMissing = options.timeMissing();
        this.years = new YearOfStamp(options);
        this.device = new DeviceTime(options.timeZone(), years);
    }

    static SyslogParser rfc3164(FormatOptions options) {
        return new SyslogParser(Accepts.RFC_3164, options);
    }

    static SyslogParser rfc5424(FormatOptions options) {
        return new SyslogParser(Accepts.RFC_5424, options);
    }

    static SyslogParser either(FormatOptions options) {
        return new SyslogParser(Accepts.EITHER, options);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int end) {
        if (from == end) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        to = end;
        depth = 0;
        repaired = null;
        int lineAt = ByteOrderMark.behind(bytes, from, end);
        at = afterOctetCount(event, lineAt);
        if (lineAt > from) {
            repaired("byte-order-mark");
        }
        if (at > lineAt) {
            repaired("octet-count");
        }
        boolean hasPriority = at < to && bytes[at] == '<';
        if (hasPriority) {
            Rejection wrong = readPriority(event, from);
            if (wrong != null) {
                return wrong;
            }
        }
        boolean isNew = isVersion(bytes, at)
                && (hasPriority ? !isEpoch(bytes, at + 2) : accepts == Accepts.EITHER && isDate(bytes, at + 2));
        if (isNew && !hasPriority) {
            // As rsyslog writes files.
            repaired("no-priority");
        }
        Rejection wrong;
        if (accepts == Accepts.RFC_5424 || (accepts == Accepts.EITHER && isNew)) {
            if (!isNew) {
                return hasPriority
                        ? reject("expected version 1 and a space", from, at)
                        : reject("expected a priority in angle brackets", from, from);
            }
            at += 2;
            wrong = readNew(event, from);
        } else {
            wrong = readOld(event, from, hasPriority);
        }
        if (wrong != null) {
            return wrong;
        }
        if (repaired != null) {
            event.appendOpen(REPAIRED, repaired);
        }
        programs.read(event);
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Words.areAscii(bytes, from, to)) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    /**
     * Several messages, each behind its count of octets (RFC 6587), as a shipper passes on what it read from a connection at once; only
     * where all counts are right. A line feed at a message's end is none of it.
     */
    @Override
    public List<Part> split(byte[] bytes, int from, int end) {
        List<Part> parts = List.of();
        int place = from;
        while (place < end && isDigit(bytes[place])) {
            int countEnd = place;
            long count = 0;
            while (countEnd < end && countEnd - place < MOST_COUNT_DIGITS && isDigit(bytes[countEnd])) {
                count = count * 10 + bytes[countEnd++] - '0';
            }
            boolean isCount = countEnd + 1 < end
                    && bytes[countEnd] == ' '
                    && bytes[countEnd + 1] == '<'
                    && count <= end - countEnd - 1L;
            if (!isCount) {
                return List.of();
            }
            int next = countEnd + 1 + (int) count;
            if (parts.isEmpty()) {
                if (next == end) {
                    return List.of();
                }
                parts = new ArrayList<>();
            }
            parts.add(new Part(place, bytes[next - 1] == '\n' ? next - 1 : next));
            place = next;
        }
        return place == end ? parts : List.of();
    }

    private void repaired(String what) {
        repaired = repaired == null ? what : repaired + "," + what;
    }

    /** The place behind the count of octets that a transport puts in front of a message (RFC 6587), whether it is right or not. */
    private int afterOctetCount(LogEvent event, int place) {
        byte[] bytes = event.bytes();
        int end = place;
        while (end < to && end - place < MOST_COUNT_DIGITS && isDigit(bytes[end])) {
            end++;
        }
        boolean isCount = end > place && end + 1 < to && bytes[end] == ' ' && bytes[end + 1] == '<';
        return isCount ? end + 1 : place;
    }

    private Rejection readPriority(EventBuilder event, int from) {
        byte[] bytes = event.bytes();
        int priority = 0;
        int digitsAt = at + 1;
        at = digitsAt;
        while (at < to && at - digitsAt < 4 && isDigit(bytes[at])) {
            priority = priority * 10 + bytes[at] - '0';
            at++;
        }
        if (at == to) {
            return reject("the line ends within the priority", from, to);
        }
        boolean isPlain = at > digitsAt && (bytes[digitsAt] != '0' || at - digitsAt == 1);
        if (!isPlain || priority > LARGEST_PRIORITY || bytes[at] != '>') {
            return reject("expected a priority of 0 to " + LARGEST_PRIORITY, from, digitsAt);
        }
        at++;
        event.put(Field.LOG_SYSLOG_PRIORITY, priority);
        event.put(Field.LOG_SYSLOG_FACILITY_CODE, priority >> 3);
        event.put(Field.LOG_SYSLOG_SEVERITY_CODE, priority & 7);
        return null;
    }

    /** Reads what follows the version of RFC 5424. */
    private Rejection readNew(EventBuilder event, int from) {
        byte[] bytes = event.bytes();
        int timeAt = at;
        int timeEnd = word(bytes);
        if (timeEnd == timeAt + 1 && bytes[timeAt] == '-') {
            Rejection missing = takeArrival(event, from, timeAt);
            if (missing != null) {
                return missing;
            }
        } else {
            long micros = IsoTime.micros(bytes, timeAt, timeEnd);
            if (micros == IsoTime.WRONG) {
                return reject("expected a time stamp such as 2026-03-04T05:06:07.123456Z or '-'", from, timeAt);
            }
            event.timestampMicros(micros);
        }
        at = timeEnd;
        Rejection wrong = readWord(event, Field.LOG_SYSLOG_HOSTNAME, "the host", from);
        wrong = wrong == null ? readWord(event, Field.LOG_SYSLOG_APPNAME, "the program", from) : wrong;
        wrong = wrong == null ? readWord(event, Field.LOG_SYSLOG_PROCID, "the process", from) : wrong;
        wrong = wrong == null ? readWord(event, Field.LOG_SYSLOG_MSGID, "the message's id", from) : wrong;
        wrong = wrong == null ? readSpace(bytes, "the structured data", from) : wrong;
        wrong = wrong == null ? readStructuredData(event, from) : wrong;
        if (wrong != null) {
            return wrong;
        }
        putHost(event);
        if (at == to) {
            return null;
        }
        if (bytes[at] != ' ') {
            return reject("expected a space behind the structured data", from, at);
        }
        at++;
        boolean hasMark = to - at >= 3
                && bytes[at] == (byte) 0xEF
                && bytes[at + 1] == (byte) 0xBB
                && bytes[at + 2] == (byte) 0xBF;
        putMessage(event, hasMark ? at + 3 : at);
        return null;
    }

    private Rejection readSpace(byte[] bytes, String before, int from) {
        if (at == to) {
            return reject("the line ends before " + before, from, to);
        }
        if (bytes[at] != ' ') {
            return reject("expected a space before " + before, from, at);
        }
        at++;
        return null;
    }

    /** Reads a space and a word, {@code -} where it is absent. */
    private Rejection readWord(EventBuilder event, Field field, String name, int from) {
        byte[] bytes = event.bytes();
        Rejection wrong = readSpace(bytes, name, from);
        if (wrong != null) {
            return wrong;
        }
        int end = word(bytes);
        if (end == at) {
            return reject("expected " + name + " or '-'", from, at);
        }
        if (end - at > 1 || bytes[at] != '-') {
            event.put(field, at, end - at);
        }
        at = end;
        return null;
    }

    private Rejection readStructuredData(EventBuilder event, int from) {
        byte[] bytes = event.bytes();
        int dataAt = at;
        if (at < to && bytes[at] == '-') {
            at++;
            return null;
        }
        if (at == to || bytes[at] != '[') {
            return reject("expected structured data in brackets or '-'", from, at);
        }
        while (at < to && bytes[at] == '[') {
            boolean isQuoted = false;
            at++;
            while (at < to && (isQuoted || bytes[at] != ']')) {
                if (bytes[at] == '"') {
                    isQuoted = !isQuoted;
                } else if (isQuoted && bytes[at] == '\\') {
                    at++;
                }
                at++;
            }
            if (at >= to) {
                at = to;
                return reject("the line ends within the structured data", from, to);
            }
            at++;
        }
        event.put(Field.LOG_SYSLOG_STRUCTURED_DATA, dataAt, at - dataAt);
        return null;
    }

    /** A line without a time happened when it arrived, and says so, unless the dataset wants none such. */
    private Rejection takeArrival(EventBuilder event, int from, int place) {
        if (timeMissing == TimeMissing.DEAD_LETTER) {
            return reject("the line has no time, and time-missing is dead-letter", from, place);
        }
        event.timestampMicros(event.createdMillis() * 1000);
        event.appendOpen(TIME, "arrival");
        return null;
    }

    /** Reads what follows the priority of RFC 3164. */
    private Rejection readOld(EventBuilder event, int from, boolean hasPriority) {
        byte[] bytes = event.bytes();
        if (hasPriority && at < to && bytes[at] == ' ') {
            at++;
        }
        int code = messageCode(bytes, at);
        if (hasPriority && code > 0) {
            // RFC 3164, 4.3.2: what has a priority and no header. What Cisco's devices begin with tells that none is
            // there.
            Rejection missing = takeArrival(event, from, at);
            if (missing == null) {
                putCode(event, at, code);
                putMessage(event, at);
            }
            return missing;
        }
        if (hasPriority && isVersion(bytes, at) && isEpoch(bytes, at + 2)) {
            // Meraki's devices: a version, and a time of seconds.
            at += 2;
        }
        if (isMonth(bytes, at + 4) && isWeekday(bytes)) {
            at += 4;
            repaired(ODD_TIME);
        }
        boolean isMarked = at < to && (bytes[at] == '*' || bytes[at] == '.') && isMonth(bytes, at + 1);
        if (isMarked) {
            // A clock that was not set, as Cisco's devices say.
            at++;
        }
        int timeAt = at;
        int timeEnd;
        long micros;
        if (isYear(bytes)) {
            timeEnd = endOfIso(bytes);
            boolean isOdd = timeEnd - timeAt > ISO_DATE_LENGTH && bytes[timeAt + ISO_DATE_LENGTH] == ' ';
            micros = isOdd ? IsoTime.micros(bytes, timeAt, timeEnd, zone) : IsoTime.micros(bytes, timeAt, timeEnd);
            if (isOdd) {
                repaired(ODD_TIME);
            }
        } else if (hasPriority && isEpoch(bytes, at)) {
            timeEnd = word(bytes);
            micros = epochMicros(bytes, timeAt, timeEnd);
            repaired(ODD_TIME);
        } else {
            timeEnd = Math.min(to, timeAt + YEARLESS_LENGTH);
            micros = yearlessMicros(bytes, timeAt, event.createdMillis() * 1000);
            if (micros == IsoTime.WRONG) {
                micros = device.read(bytes, timeAt, to, event.createdMillis() * 1000);
                timeEnd = device.end();
                if (micros == IsoTime.WRONG && hasPriority && putCiscoHeader(event, isMarked ? at - 1 : at)) {
                    return null;
                }
                if (device.isYearFirst()) {
                    repaired(ODD_TIME);
                }
            } else if (mayGoOn(bytes, timeEnd)) {
                // A fraction of the second, or a zone, as network devices write them.
                long whole = device.read(bytes, timeAt, to, event.createdMillis() * 1000);
                boolean isEnd = device.hasYear() || (device.end() < to && bytes[device.end()] == ':');
                if (whole != IsoTime.WRONG && device.end() > timeEnd && isEnd) {
                    micros = whole;
                    timeEnd = device.end();
                }
            }
        }
        if (micros == IsoTime.WRONG) {
            return hasPriority && isWithoutHeader(bytes) ? readBare(event, from) : reject(YEARLESS_SHAPE, from, timeAt);
        }
        event.timestampMicros(micros);
        // Network devices put a colon behind the time.
        at = timeEnd < to && bytes[timeEnd] == ':' ? timeEnd + 1 : timeEnd;
        Rejection wrong = readSpace(bytes, "the host", from);
        if (wrong != null) {
            return wrong;
        }
        int first = messageCode(bytes, at);
        if (first > 0) {
            // A device that leaves its name out.
            putCode(event, at, first);
            putMessage(event, at);
            return null;
        }
        int nameEnd = at + (at < to && bytes[at] == 'L' ? 4 : 3);
        if (nameEnd < to && isOtherHeader(bytes, at, nameEnd)) {
            putMessage(event, at);
            return null;
        }
        int hostEnd = word(bytes);
        if (hostEnd == at) {
            return reject("expected the host", from, at);
        }
        boolean isNamedByDevice =
                bytes[hostEnd - 1] == ':' && hostEnd - 1 > at && hostEnd < to && messageCode(bytes, hostEnd + 1) > 0;
        if (isNamedByDevice) {
            event.put(Field.LOG_SYSLOG_HOSTNAME, at, hostEnd - 1 - at);
            putHost(event);
            at = hostEnd + 1;
        } else if (bytes[hostEnd - 1] != ':') {
            if (hostEnd - at > 1 || bytes[at] != '-') {
                event.put(Field.LOG_SYSLOG_HOSTNAME, at, hostEnd - at);
                putHost(event);
            }
            at = Math.min(to, hostEnd + 1);
        }
        if (at + 1 < to && bytes[at] == ':' && bytes[at + 1] == ' ' && messageCode(bytes, at + 2) > 0) {
            // "sw1 : %LINK-3-UPDOWN: ..."
            at += 2;
        }
        int codeEnd = messageCode(bytes, at);
        if (codeEnd < 0 && (takeInner(event, from) || (mayBeCiscoHeader(bytes) && putCiscoHeader(event, at)))) {
            repaired(DOUBLE_HEADER);
            return null;
        }
        if (codeEnd > 0) {
            putCode(event, at, codeEnd);
        } else {
            putProgram(event);
        }
        putMessage(event, at);
        return null;
    }

    /**
     * Takes the header that a device wrote, where a relay put one of its own in front of it: host, time and priority are the device's.
     * A time without a priority may begin a message, too: in a header a host and a program follow, and no level.
     *
     * @return false if there is none; then the event is as it was
     */
    private boolean takeInner(EventBuilder event, int from) {
        byte[] bytes = event.bytes();
        boolean hasPriority = at < to && bytes[at] == '<';
        boolean isIso = isYear(bytes) && bytes[at + ISO_DATE_LENGTH] == 'T';
        if (depth == MOST_HEADERS || !(hasPriority || isIso || isMonth(bytes, at))) {
            return false;
        }
        int start = at;
        String before = repaired;
        EventBuilder inner = event.sibling(event.index());
        depth++;
        Rejection wrong = hasPriority ? readPriority(inner, from) : null;
        if (wrong == null) {
            boolean isNew = hasPriority && isVersion(bytes, at) && !isEpoch(bytes, at + 2);
            at += isNew ? 2 : 0;
            wrong = isNew ? readNew(inner, from) : readOld(inner, from, hasPriority);
        }
        depth--;
        boolean isCoded = inner.has(Field.EVENT_CODE);
        boolean isHeader = wrong == null
                && (isCoded
                        || (inner.has(Field.LOG_SYSLOG_HOSTNAME)
                                && (hasPriority
                                        || (inner.has(Field.LOG_SYSLOG_APPNAME)
                                                && !LEVELS.contains(inner.text(Field.LOG_SYSLOG_HOSTNAME)
                                                        .toUpperCase(Locale.ROOT))))));
        if (!isHeader) {
            at = start;
            repaired = before;
            return false;
        }
        if (inner.openIndex(TIME) < 0) {
            event.timestampMicros(inner.timestampMicros());
        }
        for (Field field : OF_HEADERS) {
            if (!inner.has(field)) {
                continue;
            }
            if (field.isSlice()) {
                event.put(field, inner.offsetOf(field), inner.lengthOf(field));
            } else {
                event.put(field, inner.number(field));
            }
        }
        return true;
    }

    /**
     * Where the code ends that messages of Cisco's devices begin with, {@code %ASA-6-302013:}: facility, severity and a word, with
     * minus signs between; -1 if there is none.
     */
    private int messageCode(byte[] bytes, int place) {
        if (place >= to || bytes[place] != '%') {
            return -1;
        }
        int dashes = 0;
        int end = place + 1;
        while (end < to && (isCodeByte(bytes[end]) || bytes[end] == '-')) {
            dashes += bytes[end] == '-' ? 1 : 0;
            end++;
        }
        return dashes >= 2 && end < to && bytes[end] == ':' && bytes[end - 1] != '-' ? end : -1;
    }

    private static boolean isCodeByte(byte b) {
        return isDigit(b) || (b >= 'A' && b <= 'Z') || b == '_';
    }

    /** Puts the code without its sign, and goes behind its colon. */
    private void putCode(EventBuilder event, int place, int end) {
        event.put(Field.EVENT_CODE, place + 1, end - place - 1);
        at = end + 1;
        if (at < to && event.bytes()[at] == ' ') {
            at++;
        }
    }

    /** Whether a fraction, a year or a zone may follow a time. */
    private boolean mayGoOn(byte[] bytes, int place) {
        if (place + 1 >= to) {
            return false;
        }
        byte next = bytes[place + 1];
        return bytes[place] == '.' || (bytes[place] == ' ' && (isDigit(next) || (next >= 'A' && next <= 'Z')));
    }

    /** Whether a sequence number or a time of Cisco's devices may begin here. */
    private boolean mayBeCiscoHeader(byte[] bytes) {
        return at < to && (isDigit(bytes[at]) || bytes[at] == '*' || bytes[at] == '.');
    }

    /**
     * Reads what Cisco's devices put in front of a message: {@code 123: sw1: 000124: *Jan  1 2024 00:00:01.123 UTC: %SYS-5-CONFIG_I:}, sequence
     * numbers, a name, and a time that an asterisk or a point says is not of a clock that was set. False if it is none; then nothing
     * was put.
     */
    private boolean putCiscoHeader(EventBuilder event, int from) {
        byte[] bytes = event.bytes();
        int place = from;
        int nameAt = -1;
        int nameEnd = -1;
        for (int i = 0; i < MOST_CISCO_WORDS && place < to; i++) {
            int code = messageCode(bytes, place);
            if (code > 0) {
                if (event.timestampMicros() == 0 && timeMissing == TimeMissing.DEAD_LETTER) {
                    return false;
                }
                putDevice(event, nameAt, nameEnd);
                putArrivalUnlessTimed(event);
                putCode(event, place, code);
                putMessage(event, at);
                return true;
            }
            int timeAt = bytes[place] == '*' || bytes[place] == '.' ? place + 1 : place;
            long micros = device.read(bytes, timeAt, to, event.createdMillis() * 1000);
            if (micros != IsoTime.WRONG && device.end() + 1 < to && bytes[device.end()] == ':') {
                int behind = device.end() + 2;
                int codeEnd = messageCode(bytes, behind);
                if (codeEnd < 0) {
                    return false;
                }
                putDevice(event, nameAt, nameEnd);
                event.timestampMicros(micros);
                putCode(event, behind, codeEnd);
                putMessage(event, at);
                return true;
            }
            at = place;
            int end = word(bytes);
            at = from;
            if (end == to || end == place || bytes[end - 1] != ':' || end - 1 == place) {
                return false;
            }
            boolean isNumber = true;
            for (int k = place; k < end - 1; k++) {
                isNumber &= isDigit(bytes[k]);
            }
            if (!isNumber) {
                if (nameAt >= 0) {
                    return false;
                }
                nameAt = place;
                nameEnd = end - 1;
            }
            place = end + 1;
        }
        return false;
    }

    private static void putDevice(EventBuilder event, int nameAt, int nameEnd) {
        if (nameAt >= 0) {
            event.put(Field.LOG_SYSLOG_HOSTNAME, nameAt, nameEnd - nameAt);
            putHost(event);
        }
    }

    private static void putArrivalUnlessTimed(EventBuilder event) {
        if (event.timestampMicros() == 0) {
            event.timestampMicros(event.createdMillis() * 1000);
            event.appendOpen(TIME, "arrival");
        }
    }

    private boolean isYear(byte[] bytes) {
        return isDate(bytes, at);
    }

    private boolean isDate(byte[] bytes, int place) {
        return to - place > ISO_DATE_LENGTH
                && isDigit(bytes[place])
                && (bytes[place + 4] == '-' || bytes[place + 4] == '/');
    }

    private boolean isMonth(byte[] bytes, int place) {
        return place + 3 < to && bytes[place + 3] == ' ' && AccessTime.month(bytes, place) > 0;
    }

    /** RFC 3164, 4.3.3: all of it is the message, in front of which a program may be named. */
    private Rejection readBare(EventBuilder event, int from) {
        Rejection missing = takeArrival(event, from, at);
        if (missing == null) {
            repaired("no-header");
            putProgram(event);
            putMessage(event, at);
        }
        return missing;
    }

    /** Whether a message begins that is no time, not even a wrong one: that is a dead letter. */
    private boolean isWithoutHeader(byte[] bytes) {
        if (at >= to || !(Slices.isLetter(bytes[at]) || bytes[at] == '{' || bytes[at] == '[' || bytes[at] == '"')) {
            return false;
        }
        int end = Math.min(to - 4, at + LONGEST_TIME);
        for (int place = at; place < end; place++) {
            if (bytes[place + 2] == ':' && pair(bytes, place) >= 0 && pair(bytes, place + 3) >= 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isWeekday(byte[] bytes) {
        return bytes[at + 3] == ' ' && WEEKDAYS.contains(new String(bytes, at, 3, US_ASCII));
    }

    private boolean isVersion(byte[] bytes, int place) {
        return place + 1 < to && bytes[place] == '1' && bytes[place + 1] == ' ';
    }

    /** Behind a time by ISO 8601, in which a space may stand for the T, without a colon behind it. */
    private int endOfIso(byte[] bytes) {
        int end = word(bytes);
        int timeAt = at + ISO_DATE_LENGTH + 1;
        if (end == timeAt - 1 && timeAt + 2 < to && isDigit(bytes[timeAt]) && bytes[timeAt + 2] == ':') {
            int date = at;
            at = timeAt;
            end = word(bytes);
            boolean hasOffset =
                    end + 2 < to && (bytes[end + 1] == '+' || bytes[end + 1] == '-') && isDigit(bytes[end + 2]);
            if (hasOffset) {
                at = end + 1;
                end = word(bytes);
            }
            at = date;
        }
        return bytes[end - 1] == ':' ? end - 1 : end;
    }

    /** Whether seconds since the epoch stand here, as {@code 1563249630.774247467} and a space. */
    private boolean isEpoch(byte[] bytes, int place) {
        int end = place;
        while (end < to && isDigit(bytes[end])) {
            end++;
        }
        if (end - place != EPOCH_DIGITS || end == to) {
            return false;
        }
        if (bytes[end] == '.') {
            do {
                end++;
            } while (end < to && isDigit(bytes[end]));
        }
        return end < to && bytes[end] == ' ';
    }

    private static long epochMicros(byte[] bytes, int from, int end) {
        long micros = 0;
        for (int place = from; place < from + EPOCH_DIGITS; place++) {
            micros = micros * 10 + bytes[place] - '0';
        }
        micros *= SECOND;
        long unit = SECOND / 10;
        for (int place = from + EPOCH_DIGITS + 1; place < end; place++) {
            micros += (bytes[place] - '0') * unit;
            unit /= 10;
        }
        return micros;
    }

    /** The time of {@code Oct 11 22:14:15} or {@code Oct  1 22:14:15} in the dataset's zone, or {@link IsoTime#WRONG}. */
    private long yearlessMicros(byte[] bytes, int place, long arrivalMicros) {
        if (to - place < YEARLESS_LENGTH
                || bytes[place + 3] != ' '
                || bytes[place + 6] != ' '
                || bytes[place + 9] != ':'
                || bytes[place + 12] != ':') {
            return IsoTime.WRONG;
        }
        int month = AccessTime.month(bytes, place);
        int day =
                bytes[place + 4] == ' ' && isDigit(bytes[place + 5]) ? bytes[place + 5] - '0' : pair(bytes, place + 4);
        int hour = pair(bytes, place + 7);
        int minute = pair(bytes, place + 10);
        int second = pair(bytes, place + 13);
        if (month == 0 || day < 1 || (hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 60) {
            return IsoTime.WRONG;
        }
        long ofDay = (hour * 3600L + minute * 60L + second) * SECOND;
        return years.micros(month, day, ofDay, arrivalMicros);
    }

    /** Puts the program and its process, if the text begins with them, and goes behind them. */
    private void putProgram(EventBuilder event) {
        byte[] bytes = event.bytes();
        int nameAt = at;
        int nameEnd = at;
        while (nameEnd < to && nameEnd - nameAt < LONGEST_NAME && isNameByte(bytes[nameEnd])) {
            nameEnd++;
        }
        if (nameEnd < to && bytes[nameEnd] == ' ') {
            while (nameAt < to && bytes[nameAt] == ' ') {
                nameAt++;
            }
            nameEnd = endOfWords(bytes, nameAt);
        }
        if (nameEnd == nameAt || nameEnd == to) {
            return;
        }
        if (bytes[nameAt] == '{' || bytes[nameAt] == '"' || isOtherHeader(bytes, nameAt, nameEnd)) {
            return;
        }
        int behind = nameEnd;
        int processEnd = -1;
        if (bytes[nameEnd] == '[') {
            processEnd = nameEnd + 1;
            while (processEnd < to && bytes[processEnd] != ']' && bytes[processEnd] != ' ') {
                processEnd++;
            }
            if (processEnd == to || bytes[processEnd] != ']' || processEnd == nameEnd + 1) {
                return;
            }
            behind = processEnd + 1;
        }
        boolean hasColon = behind < to && bytes[behind] == ':';
        if (!hasColon && processEnd < 0) {
            return;
        }
        event.put(Field.LOG_SYSLOG_APPNAME, nameAt, nameEnd - nameAt);
        if (processEnd > 0) {
            event.put(Field.LOG_SYSLOG_PROCID, nameEnd + 1, processEnd - nameEnd - 1);
        }
        at = hasColon ? behind + 1 : behind;
        if (at < to && bytes[at] == ' ') {
            at++;
        }
    }

    /** Whether what looks like a program begins the header of CEF or LEEF: {@code CEF:0|}, {@code LEEF:2.0|}. */
    private boolean isOtherHeader(byte[] bytes, int nameAt, int nameEnd) {
        boolean isEf = nameEnd - nameAt >= 3
                && nameEnd - nameAt <= 4
                && bytes[nameEnd - 1] == 'F'
                && bytes[nameEnd - 2] == 'E';
        if (!isEf || bytes[nameEnd] != ':') {
            return false;
        }
        int end = nameEnd + 1;
        while (end < to && (isDigit(bytes[end]) || bytes[end] == '.')) {
            end++;
        }
        return end > nameEnd + 1 && end < to && bytes[end] == '|';
    }

    /** Behind a name of several words, which only a process's number and a colon tell from a message; where it begins if it is none. */
    private int endOfWords(byte[] bytes, int from) {
        int end = from;
        while (end < to && end - from < LONGEST_NAME && (isNameByte(bytes[end]) || bytes[end] == ' ')) {
            end++;
        }
        int digit = end + 1;
        while (digit < to && isDigit(bytes[digit])) {
            digit++;
        }
        boolean isNamed = end > from && bytes[end - 1] != ' ' && end < to && bytes[end] == '[';
        boolean isNumbered = digit > end + 1 && digit + 1 < to && bytes[digit] == ']' && bytes[digit + 1] == ':';
        return isNamed && isNumbered ? end : from;
    }

    /** Any printable byte but what ends a name. */
    private static boolean isNameByte(byte b) {
        return b > ' ' && b < 0x7F && b != '[' && b != ']' && b != ':';
    }

    private static void putHost(EventBuilder event) {
        if (event.has(Field.LOG_SYSLOG_HOSTNAME)) {
            event.put(
                    Field.HOST_NAME,
                    event.offsetOf(Field.LOG_SYSLOG_HOSTNAME),
                    event.lengthOf(Field.LOG_SYSLOG_HOSTNAME));
        }
    }

    private void putMessage(EventBuilder event, int from) {
        if (from < to) {
            event.put(Field.MESSAGE, from, to - from);
        }
    }

    /** The end of the word that begins here: the next space, or the line's end. */
    private int word(byte[] bytes) {
        int end = at;
        while (end < to && bytes[end] != ' ') {
            end++;
        }
        return end;
    }

    private static int pair(byte[] bytes, int place) {
        return isDigit(bytes[place]) && isDigit(bytes[place + 1])
                ? (bytes[place] - '0') * 10 + bytes[place + 1] - '0'
                : -1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static Rejection reject(String reason, int from, int place) {
        return new Rejection(reason, place - from + 1);
    }
}
