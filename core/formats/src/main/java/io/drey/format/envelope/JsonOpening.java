package io.drey.format.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.format.Envelope;
import io.drey.format.FormatOptions;
import io.drey.format.FormatOptions.TimeMissing;
import io.drey.format.Opening;
import io.drey.format.json.JsonMembers;
import io.drey.format.json.MappedJsonParser;
import io.drey.format.text.ByteOrderMark;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Opens records that are one JSON object with the line in one of its members. Other members are fields by the list
 * {@code <envelope>.members.txt}, and what they are in lines of JSON.
 */
@SuppressWarnings("EnumOrdinal") // a member's place in the list is its bit
final class JsonOpening implements Opening {

    private static final byte[] NULL = "null".getBytes(UTF_8);

    /** Members whose presence tells which envelope a record is in; their places are bits. */
    private enum Sign {
        LOG("log"),
        MESSAGE("message"),
        MSG("msg"),
        JOURNAL_MESSAGE("MESSAGE"),
        RAW_MESSAGE("rawmsg"),
        STREAM("stream"),
        TIME("time"),
        TIMESTAMP("@timestamp"),
        DATE("date"),
        KUBERNETES("kubernetes"),
        METADATA("@metadata"),
        AGENT("agent"),
        ECS("ecs"),
        SOURCE_TYPE("source_type"),
        SYSLOG_TAG("syslogtag"),
        PROGRAM_NAME("programname"),
        TIME_REPORTED("timereported"),
        TIME_GENERATED("timegenerated"),
        FROM_HOST("fromhost"),
        FROM_HOST_IP("fromhost-ip"),
        FACILITY_TEXT("syslogfacility-text"),
        INPUT_NAME("inputname");

        private static final Sign[] ALL = values();

        @SuppressWarnings("ImmutableEnumChecker") // bytes that nobody changes
        private final byte[] name;

        Sign(String name) {
            this.name = name.getBytes(UTF_8);
        }

        boolean isIn(int signs) {
            return (signs & 1 << ordinal()) != 0;
        }

        private static int mask(Sign... any) {
            return Arrays.stream(any).mapToInt(sign -> 1 << sign.ordinal()).sum();
        }
    }

    private static final int FLUENT_BIT = Sign.mask(Sign.TIMESTAMP, Sign.DATE, Sign.KUBERNETES);
    private static final int RSYSLOG = Sign.mask(
            Sign.SYSLOG_TAG,
            Sign.PROGRAM_NAME,
            Sign.TIME_REPORTED,
            Sign.TIME_GENERATED,
            Sign.FROM_HOST,
            Sign.FROM_HOST_IP,
            Sign.FACILITY_TEXT,
            Sign.INPUT_NAME);

    /** The members that may hold the line, the first that is there and is a text counts. */
    private static final Map<Envelope, List<Sign>> LINES = new EnumMap<>(Map.of(
            Envelope.DOCKER, List.of(Sign.LOG),
            Envelope.FLUENT_BIT, List.of(Sign.LOG, Sign.MESSAGE, Sign.MSG, Sign.JOURNAL_MESSAGE),
            Envelope.FILEBEAT, List.of(Sign.MESSAGE),
            Envelope.VECTOR, List.of(Sign.MESSAGE),
            Envelope.RSYSLOG, List.of(Sign.MSG, Sign.MESSAGE, Sign.RAW_MESSAGE)));

    private final FormatOptions options;
    private final Envelope only;
    private final Map<Envelope, MappedJsonParser> parsers = new EnumMap<>(Envelope.class);
    private final JsonMembers members = new JsonMembers();
    private final JsonMembers line = new JsonMembers();

    /** The values of members that tell, which are texts: where they begin and end. */
    private final int[] texts = new int[2 * Sign.ALL.length];

    /**
     * An opening.
     *
     * @param only the envelope that records are in; {@link Envelope#AUTO}: any of those that are JSON
     * @param options what the dataset says; its names and form of times are those of the line
     */
    JsonOpening(Envelope only, FormatOptions options) {
        this.only = only;
        this.options = options.withTimeFields(List.of()).withTimeFormat("").withTimeMissing(TimeMissing.ARRIVAL);
    }

    @Override
    public Outcome open(LogEvent record, int to, boolean certain, Lines into) {
        byte[] bytes = record.bytes();
        int from = ByteOrderMark.behind(bytes, 0, to);
        if (!certain && (from == to || bytes[from] != '{')) {
            return Outcome.NOT_ENVELOPED;
        }
        int signs = signs(bytes, from, to);
        if (members.isDamaged()) {
            return damaged(to, certain, into, "not JSON: " + members.wrong(), members.wrongAt() + 1);
        }
        Envelope envelope = only == Envelope.AUTO ? shown(signs) : only;
        Sign member = envelope == Envelope.NONE ? null : lineOf(envelope);
        if (member == null) {
            return certain
                    ? damaged(to, true, into, "expected a text in %s".formatted(names()), 0)
                    : Outcome.NOT_ENVELOPED;
        }
        int valueAt = texts[2 * member.ordinal()];
        int valueEnd = texts[2 * member.ordinal() + 1];
        EventBuilder around = record.sibling(0, withoutLine(bytes, to, valueAt, valueEnd));
        Rejection wrong = parsers.computeIfAbsent(
                        envelope,
                        each -> new MappedJsonParser(JsonOpening.class, each.word() + ".members.txt", options))
                .parse(around, 0, around.bytes().length);
        if (wrong != null) {
            int shift = wrong.column() > valueAt ? valueEnd - valueAt - NULL.length : 0;
            return damaged(to, certain, into, wrong.reason(), wrong.column() + shift);
        }
        around.remove(Field.EVENT_ORIGINAL);
        around.appendOpen(OpenNames.OURS + "envelope", envelope.word());
        line.value(bytes, valueAt, valueEnd);
        byte[] text = line.text();
        // What stands between the tag's colon and the message is no part of it (RFC 3164, 4.1.3).
        int skipped = envelope == Envelope.RSYSLOG && text.length > 0 && text[0] == ' ' ? 1 : 0;
        into.line(
                skipped == 0 ? text : Arrays.copyOfRange(text, skipped, text.length),
                around,
                0,
                bytes.length,
                index -> line.placeOf(skipped + index));
        return Outcome.OPENED;
    }

    private static byte[] withoutLine(byte[] bytes, int to, int valueAt, int valueEnd) {
        byte[] without = new byte[to - (valueEnd - valueAt) + NULL.length];
        System.arraycopy(bytes, 0, without, 0, valueAt);
        System.arraycopy(NULL, 0, without, valueAt, NULL.length);
        System.arraycopy(bytes, valueEnd, without, valueAt + NULL.length, to - valueEnd);
        return without;
    }

    private Outcome damaged(int to, boolean certain, Lines into, String reason, int column) {
        if (!certain) {
            return Outcome.NOT_ENVELOPED;
        }
        into.damaged(0, to, new Rejection("no record of %s: %s".formatted(only.word(), reason), column));
        return Outcome.OPENED;
    }

    private String names() {
        return String.join(
                " or ",
                LINES.get(only).stream()
                        .map(sign -> "\"" + new String(sign.name, UTF_8) + "\"")
                        .toList());
    }

    /** Which members that tell the record has; a repeated one counts where it stands last, as in all JSON. */
    private int signs(byte[] bytes, int from, int to) {
        Arrays.fill(texts, 0);
        int signs = 0;
        boolean isObject = members.object(bytes, from, to);
        while (isObject && members.next()) {
            for (Sign sign : Sign.ALL) {
                if (members.isNamed(sign.name)) {
                    signs |= 1 << sign.ordinal();
                    texts[2 * sign.ordinal()] = members.isText() ? members.valueAt() : 0;
                    texts[2 * sign.ordinal() + 1] = members.valueEnd();
                    break;
                }
            }
        }
        return signs;
    }

    private boolean isText(Sign sign) {
        return texts[2 * sign.ordinal()] > 0;
    }

    private Sign lineOf(Envelope envelope) {
        for (Sign sign : LINES.get(envelope)) {
            if (isText(sign)) {
                return sign;
            }
        }
        return null;
    }

    /** The envelope that a record shows, or none. */
    private Envelope shown(int signs) {
        if (isText(Sign.LOG)) {
            if ((signs & FLUENT_BIT) != 0) {
                return Envelope.FLUENT_BIT;
            }
            return isText(Sign.STREAM) && isText(Sign.TIME) ? Envelope.DOCKER : Envelope.NONE;
        }
        if (isText(Sign.MESSAGE)) {
            if (Sign.METADATA.isIn(signs) || (Sign.AGENT.isIn(signs) && Sign.ECS.isIn(signs))) {
                return Envelope.FILEBEAT;
            }
            if (isText(Sign.SOURCE_TYPE)) {
                return Envelope.VECTOR;
            }
        }
        boolean isRsyslog =
                (isText(Sign.MESSAGE) || isText(Sign.MSG) || isText(Sign.RAW_MESSAGE)) && (signs & RSYSLOG) != 0;
        return isRsyslog ? Envelope.RSYSLOG : Envelope.NONE;
    }
}
