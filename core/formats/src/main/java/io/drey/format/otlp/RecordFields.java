package io.drey.format.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.OpenFieldLimits;
import io.drey.event.OpenNames;
import io.drey.event.Utf8;
import io.drey.format.text.Decimal;
import io.drey.format.text.IpLiteral;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Puts values of OTLP into an event: collected first, so that the event's bytes are copied once. Not thread-safe. */
final class RecordFields {

    private final OpenFieldLimits limits;
    private final ByteArrayOutputStream texts = new ByteArrayOutputStream();
    private EventBuilder event;
    private int behind;
    private int openBytes;
    private long dropped;

    RecordFields(OpenFieldLimits limits) {
        this.limits = limits;
    }

    /** Begins with an event. */
    void begin(EventBuilder of) {
        event = of;
        behind = of.bytes().length;
        texts.reset();
        openBytes = 0;
        dropped = 0;
    }

    /** Gives the event the bytes that its fields refer to, and says how many values were left out. */
    void end() {
        byte[] longer = Arrays.copyOf(event.bytes(), behind + texts.size());
        System.arraycopy(texts.toByteArray(), 0, longer, behind, texts.size());
        event.bytes(longer);
        if (dropped > 0) {
            event.appendOpen(OpenNames.OURS + "dropped_fields", Long.toString(dropped));
        }
        completeAddress();
        canonicalize(Field.SOURCE_IP);
        canonicalize(Field.DESTINATION_IP);
        Utf8.repairTexts(event);
        event = null;
    }

    /** The caller's address follows from how the record names the caller, and the other way round. */
    private void completeAddress() {
        if (event.has(Field.SOURCE_ADDRESS) && !event.has(Field.SOURCE_IP)) {
            event.put(Field.SOURCE_IP, event.offsetOf(Field.SOURCE_ADDRESS), event.lengthOf(Field.SOURCE_ADDRESS));
        } else if (event.has(Field.SOURCE_IP) && !event.has(Field.SOURCE_ADDRESS)) {
            event.put(Field.SOURCE_ADDRESS, event.offsetOf(Field.SOURCE_IP), event.lengthOf(Field.SOURCE_IP));
        }
    }

    /** An address has one spelling, and what is none is no address. */
    private void canonicalize(Field field) {
        if (event.has(field)) {
            int from = event.offsetOf(field);
            int to = from + event.lengthOf(field);
            event.remove(field);
            IpLiteral.put(event, field, from, to);
        }
    }

    /** Counts values that others left out. */
    void countDropped(long count) {
        dropped += count;
    }

    /** Puts a text that is there, unless the event has the field. */
    void put(Field field, byte[] text) {
        if (text != null && text.length > 0 && !event.has(field)) {
            event.put(field, add(text), text.length);
        }
    }

    /** Puts all of them, a list as JSON and the members of a map by their paths. */
    void putAll(Map<String, Object> values) {
        values.forEach((name, value) -> put(name.isEmpty() ? "_empty" : name, value));
    }

    private void put(String name, Object value) {
        if (value == null) {
            return;
        }
        if (value instanceof Map<?, ?> members) {
            members.forEach((member, inner) -> put(name + "." + member, inner));
            return;
        }
        byte[] text = text(value);
        Field field = Field.ofEcsName(name).orElse(null);
        if (field != null && field != Field.EVENT_ORIGINAL && !event.has(field)) {
            if (field.isSlice() && (field.type() != Field.Type.IP || IpLiteral.isAddress(text, 0, text.length))) {
                event.put(field, add(text), text.length);
                return;
            }
            long number = field.isSlice() ? -1 : Decimal.whole(text, 0, text.length);
            if (number >= 0) {
                event.put(field, number);
                return;
            }
        }
        putOpen(OpenNames.ofMember(name), text);
    }

    /** Puts an open field, unless the event has it or has enough. */
    void putOpen(String name, byte[] text) {
        int bytes = name.length() + text.length;
        if (event.openCount() >= limits.fields() || openBytes + bytes > limits.bytes()) {
            dropped++;
            return;
        }
        if (event.openIndex(name) < 0) {
            openBytes += bytes;
            event.putOpen(name, add(text), text.length);
        }
    }

    private int add(byte[] text) {
        int at = behind + texts.size();
        texts.writeBytes(text);
        return at;
    }

    /** A value as text. */
    static byte[] text(Object value) {
        if (value instanceof byte[] text) {
            return text;
        }
        if (value instanceof LogRecord.Written number) {
            return number.digits();
        }
        if (value instanceof LogRecord.Blob blob) {
            return Base64.getEncoder().encode(blob.bytes());
        }
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            writeJson(value, json);
            return json.toByteArray();
        }
        return value.toString().getBytes(US_ASCII);
    }

    private static void writeJson(Object value, ByteArrayOutputStream json) {
        if (value == null) {
            json.writeBytes("null".getBytes(US_ASCII));
        } else if (value instanceof List<?> list) {
            json.write('[');
            String comma = "";
            for (Object each : list) {
                json.writeBytes(comma.getBytes(US_ASCII));
                writeJson(each, json);
                comma = ",";
            }
            json.write(']');
        } else if (value instanceof Map<?, ?> map) {
            json.write('{');
            String comma = "";
            for (Map.Entry<?, ?> each : map.entrySet()) {
                json.writeBytes(comma.getBytes(US_ASCII));
                writeText(each.getKey().toString().getBytes(UTF_8), json);
                json.write(':');
                writeJson(each.getValue(), json);
                comma = ",";
            }
            json.write('}');
        } else if (value instanceof byte[] || value instanceof LogRecord.Blob) {
            writeText(text(value), json);
        } else {
            json.writeBytes(text(value));
        }
    }

    private static void writeText(byte[] text, ByteArrayOutputStream json) {
        json.write('"');
        for (byte b : text) {
            if (b == '"' || b == '\\') {
                json.write('\\');
                json.write(b);
            } else if (b >= 0 && b < ' ') {
                json.writeBytes("\\u%04x".formatted((int) b).getBytes(US_ASCII));
            } else {
                json.write(b);
            }
        }
        json.write('"');
    }
}
