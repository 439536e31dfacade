package io.drey.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Printable;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.LineParser;
import io.drey.format.accesslog.AccessLogParser;
import io.drey.format.text.AccessTime;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.IsoTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Parses lines that hold one JSON value (RFC 8259, in UTF-8, nothing beyond the standard).
 *
 * <p>Known keys are nginx's variables, flat ({@code remote_addr}, {@code remote_user}, {@code time_local},
 * {@code http_method}, {@code request}, {@code http_version}, {@code status}, {@code body_bytes_sent},
 * {@code http_referer}, {@code http_user_agent}), where {@code -} and an empty text mean absent, and the names of all
 * {@linkplain Field fields}, nested or dotted, with {@code @timestamp}; {@code host} may be the host's name. Other keys
 * are left in {@code event.original}.
 *
 * <ul>
 *   <li>{@code event.original} is the whole JSON line. A text of that name inside it goes to {@code message}, unless the
 *       line has a message of its own.
 *   <li>Where the inner {@code event.original}, or else {@code message}, is a line of an access log and no key tells of a
 *       request, the access log's fields come from that line.
 *   <li>When it happened: the inner line's own time, else {@code time_local}, else {@code @timestamp} (ISO 8601, or a
 *       whole number of milliseconds since the epoch), else when the line arrived. A shipper's {@code @timestamp} says
 *       when it read the line, which is why it comes last.
 *   <li>Of equal keys the last one counts; {@code null} means absent. A known key with a value of the wrong type rejects
 *       the line.
 *   <li>A value that is no object is an event with a {@code message} only.
 * </ul>
 */
@SuppressWarnings("EnumOrdinal") // values are collected by the place of their field
final class JsonLineParser implements LineParser {

    private enum Kind {
        TEXT,
        ADDRESS,
        NUMBER,
        NGINX_TEXT,
        NGINX_VERSION,
        NGINX_REQUEST,
        NGINX_TIME,
        TIMESTAMP,
        INNER_ORIGINAL
    }

    private record Key(Kind kind, Field field) {}

    private static final int DEEPEST = 1000;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    private static final Map<String, Key> KEYS = keys();
    private static final Set<String> OBJECTS = objectsOf(KEYS.keySet());
    private static final Field[] FIELDS = Field.values();
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

    private final AccessLogParser combined = AccessLogParser.combined();
    private final AccessLogParser common = AccessLogParser.common();
    private final AccessTime accessTime = new AccessTime();

    private final String[] texts = new String[Field.count()];
    private final Long[] numbers = new Long[Field.count()];
    private String request;
    private String innerOriginal;
    private Long localMicros;
    private Long timestampMicros;
    private byte[] values = new byte[1024];
    private int valuesLength;

    @Override
    public Rejection parse(LogEvent event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        int foreign = foreignEncodingAt(event.bytes(), from, to);
        if (foreign >= 0) {
            return new Rejection("not JSON: expected UTF-8", foreign - from + 1);
        }
        forget();
        try (JsonParser json = FACTORY.createParser(event.bytes(), from, to - from)) {
            JsonToken token = json.nextToken();
            if (token == null) {
                return new Rejection("not JSON: the line is blank", to - from);
            }
            if (token == JsonToken.START_OBJECT) {
                Rejection wrong = readObject(json, "");
                if (wrong != null) {
                    return wrong;
                }
            } else {
                texts[Field.MESSAGE.ordinal()] =
                        token == JsonToken.VALUE_STRING ? json.getText() : text(event.bytes(), from, to);
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                return new Rejection("not JSON: expected the line to end behind its value", column(json));
            }
        } catch (StreamConstraintsException e) {
            return new Rejection("JSON beyond limits: " + message(e), column(e, event.bytes(), from, to));
        } catch (JsonProcessingException e) {
            return new Rejection("not JSON: " + message(e), column(e, event.bytes(), from, to));
        } catch (IOException e) {
            // Bytes that Jackson can read as no encoding.
            return new Rejection("not JSON: " + Printable.of(String.valueOf(e.getMessage())), 0);
        }
        fill(event, from, to);
        return null;
    }

    /** Jackson would take zeros among the first bytes for UTF-16 or UTF-32, and so would it a byte order mark. */
    private static int foreignEncodingAt(byte[] bytes, int from, int to) {
        for (int i = from; i < to && i < from + 4; i++) {
            if (bytes[i] == 0 || bytes[i] == (byte) 0xFE || bytes[i] == (byte) 0xFF) {
                return i;
            }
        }
        return -1;
    }

    private Rejection readObject(JsonParser json, String name) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String path = name.isEmpty() ? json.currentName() : name + "." + json.currentName();
            JsonToken value = json.nextToken();
            Key key = KEYS.get(path);
            Rejection wrong = null;
            if (value == JsonToken.START_OBJECT && OBJECTS.contains(path)) {
                wrong = readObject(json, path);
            } else if (key == null
                    || (value.isStructStart() && Field.ofEcsName(path).isEmpty())) {
                // A flat name with an object or array behind it is another program's key.
                json.skipChildren();
            } else if (value.isStructStart()) {
                return wrong(json, path, "a single value", value == JsonToken.START_OBJECT ? "an object" : "an array");
            } else {
                wrong = readValue(json, path, key, value);
            }
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private Rejection readValue(JsonParser json, String path, Key key, JsonToken token) throws IOException {
        String text = token == JsonToken.VALUE_NULL ? null : json.getText();
        switch (key.kind) {
            case TEXT -> texts[key.field.ordinal()] = text;
            case ADDRESS -> {
                if (text != null && !isAddress(text)) {
                    return wrong(json, path, "an IP address", quoted(text));
                }
                texts[key.field.ordinal()] = text;
            }
            case NUMBER -> {
                Long number = isNothing(text) ? null : Long.valueOf(number(text));
                if (number != null && (number < 0 || (isStatus(key.field) && number > 999))) {
                    return wrong(json, path, isStatus(key.field) ? "a status of three digits" : "a whole number", text);
                }
                numbers[key.field.ordinal()] = number;
            }
            case NGINX_TEXT -> texts[key.field.ordinal()] = isNothing(text) ? null : text;
            case NGINX_VERSION ->
                texts[key.field.ordinal()] =
                        isNothing(text) ? null : text.startsWith("HTTP/") ? text.substring("HTTP/".length()) : text;
            case NGINX_REQUEST -> request = isNothing(text) ? null : text;
            case INNER_ORIGINAL -> innerOriginal = text;
            case NGINX_TIME -> {
                long micros = isNothing(text) ? 0 : accessMicros(text);
                if (micros == IsoTime.WRONG) {
                    return wrong(json, path, "a time such as 17/May/2015:10:05:03 +0000 or by ISO 8601", quoted(text));
                }
                localMicros = isNothing(text) ? null : Long.valueOf(micros);
            }
            case TIMESTAMP -> {
                long micros = text == null ? 0 : timestampMicros(token, text);
                if (micros == IsoTime.WRONG) {
                    return wrong(json, path, "a time by ISO 8601 or milliseconds since the epoch", quoted(text));
                }
                timestampMicros = text == null ? null : Long.valueOf(micros);
            }
        }
        return null;
    }

    private static boolean isStatus(Field field) {
        return field == Field.HTTP_RESPONSE_STATUS_CODE;
    }

    private static boolean isNothing(String text) {
        return text == null || text.isEmpty() || text.equals("-");
    }

    /** A whole number that is not negative, or -1. */
    private static long number(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException beyond64Bits) {
            return -1;
        }
    }

    private static boolean isAddress(String text) {
        byte[] bytes = Utf8.encode(text);
        return IpLiteral.isAddress(bytes, 0, bytes.length);
    }

    private long accessMicros(String text) {
        byte[] bytes = Utf8.encode(text);
        long micros = bytes.length == AccessTime.LENGTH ? accessTime.read(bytes, 0, bytes.length) : AccessTime.WRONG;
        return micros == AccessTime.WRONG ? IsoTime.micros(text) : micros;
    }

    private static long timestampMicros(JsonToken token, String text) {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            return IsoTime.micros(text);
        }
        try {
            return Math.multiplyExact(Long.parseLong(text), 1000L);
        } catch (ArithmeticException | NumberFormatException beyond64Bits) {
            return IsoTime.WRONG;
        }
    }

    private static Rejection wrong(JsonParser json, String path, String expected, String found) {
        return new Rejection("'%s' is %s: expected %s".formatted(path, Printable.of(found), expected), column(json));
    }

    private static String quoted(String text) {
        return "'" + Printable.of(text) + "'";
    }

    private static int column(JsonParser json) {
        return (int) json.currentTokenLocation().getByteOffset() + 1;
    }

    private static int column(JsonProcessingException e, byte[] bytes, int from, int to) {
        long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        int at = from + (int) Math.max(0, Math.min(offset, to - from));
        if (e.getOriginalMessage().contains(" token '")) {
            // Jackson says where it stood behind the unknown word.
            at--;
            while (at > from && !isLetter(bytes[at])) {
                at--;
            }
            while (at > from && isLetter(bytes[at - 1])) {
                at--;
            }
        }
        return at - from + 1;
    }

    private static boolean isLetter(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }

    /** Jackson's message without what speaks of Java and its settings. */
    private static String message(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        for (String technical : new String[] {" (start marker at", " (for root", ": enable `", " (`StreamRead"}) {
            int at = message.indexOf(technical);
            message = at < 0 ? message : message.substring(0, at);
        }
        return Printable.of(message);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private void forget() {
        Arrays.fill(texts, null);
        Arrays.fill(numbers, null);
        request = null;
        innerOriginal = null;
        localMicros = null;
        timestampMicros = null;
        valuesLength = 0;
    }

    private void fill(LogEvent event, int from, int to) {
        int base = event.bytes().length;
        int[] froms = new int[FIELDS.length];
        int[] tos = new int[FIELDS.length];
        for (int i = 0; i < FIELDS.length; i++) {
            froms[i] = base + valuesLength;
            append(texts[i]);
            tos[i] = base + valuesLength;
        }
        int requestAt = base + valuesLength;
        append(request);
        int originalAt = base + valuesLength;
        append(innerOriginal);
        byte[] bytes = Arrays.copyOf(event.bytes(), base + valuesLength);
        System.arraycopy(values, 0, bytes, base, valuesLength);
        event.bytes(bytes);

        int message = Field.MESSAGE.ordinal();
        boolean isAccessLine = request == null
                && !tellsOfRequest()
                && (innerOriginal != null
                        ? parseAccessLine(event, originalAt, bytes.length)
                        : texts[message] != null && parseAccessLine(event, froms[message], tos[message]));
        long micros = isAccessLine ? event.timestampMicros() : micros(event);
        if (request != null) {
            putRequest(event, requestAt, originalAt);
        }
        if (texts[message] == null && innerOriginal != null) {
            event.put(Field.MESSAGE, originalAt, bytes.length - originalAt);
        }
        for (int i = 0; i < FIELDS.length; i++) {
            if (texts[i] != null && (!isAccessLine || i == message || !event.has(FIELDS[i]))) {
                event.put(FIELDS[i], froms[i], tos[i] - froms[i]);
            } else if (numbers[i] != null) {
                event.put(FIELDS[i], numbers[i]);
            }
        }
        completeAddress(event);
        completeTarget(event);
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        event.timestampMicros(micros);
    }

    private void append(String text) {
        if (text == null) {
            return;
        }
        byte[] utf8 = Utf8.encode(text);
        if (valuesLength + utf8.length > values.length) {
            values = Arrays.copyOf(values, Math.max(values.length * 2, valuesLength + utf8.length));
        }
        System.arraycopy(utf8, 0, values, valuesLength, utf8.length);
        valuesLength += utf8.length;
    }

    private boolean tellsOfRequest() {
        for (Field field : REQUEST_FIELDS) {
            if (texts[field.ordinal()] != null || numbers[field.ordinal()] != null) {
                return true;
            }
        }
        return false;
    }

    private boolean parseAccessLine(LogEvent event, int from, int to) {
        int end = to;
        while (end > from && (event.bytes()[end - 1] == '\n' || event.bytes()[end - 1] == '\r')) {
            end--;
        }
        if (combined.parse(event, from, end) == null) {
            return true;
        }
        removeAll(event);
        if (common.parse(event, from, end) == null) {
            return true;
        }
        removeAll(event);
        return false;
    }

    private static void removeAll(LogEvent event) {
        for (Field field : FIELDS) {
            event.remove(field);
        }
    }

    private long micros(LogEvent event) {
        if (localMicros != null) {
            return localMicros;
        }
        return timestampMicros != null ? timestampMicros : event.createdMillis() * 1000L;
    }

    /** Puts nginx's {@code $request}, or the bare target that some write there. */
    private static void putRequest(LogEvent event, int from, int to) {
        byte first = event.bytes()[from];
        if (first == '/' || first == '*') {
            AccessLogParser.putTarget(event, from, to);
        } else {
            AccessLogParser.putRequestLine(event, from, to);
        }
    }

    private static void completeAddress(LogEvent event) {
        if (event.has(Field.SOURCE_IP) && !event.has(Field.SOURCE_ADDRESS)) {
            event.put(Field.SOURCE_ADDRESS, event.offsetOf(Field.SOURCE_IP), event.lengthOf(Field.SOURCE_IP));
        } else if (event.has(Field.SOURCE_ADDRESS) && !event.has(Field.SOURCE_IP)) {
            int from = event.offsetOf(Field.SOURCE_ADDRESS);
            int length = event.lengthOf(Field.SOURCE_ADDRESS);
            if (IpLiteral.isAddress(event.bytes(), from, from + length)) {
                event.put(Field.SOURCE_IP, from, length);
            }
        }
    }

    private void completeTarget(LogEvent event) {
        if (texts[Field.URL_ORIGINAL.ordinal()] != null
                && texts[Field.URL_PATH.ordinal()] == null
                && texts[Field.URL_QUERY.ordinal()] == null) {
            int from = event.offsetOf(Field.URL_ORIGINAL);
            AccessLogParser.putTarget(event, from, from + event.lengthOf(Field.URL_ORIGINAL));
        }
    }

    private static Map<String, Key> keys() {
        Map<String, Key> keys = new HashMap<>();
        for (Field field : Field.values()) {
            Kind kind =
                    switch (field.type()) {
                        case KEYWORD, TEXT -> Kind.TEXT;
                        case IP -> Kind.ADDRESS;
                        case LONG -> Kind.NUMBER;
                        case BINARY -> Kind.INNER_ORIGINAL;
                    };
            keys.put(field.ecsName(), new Key(kind, field));
        }
        keys.put("@timestamp", new Key(Kind.TIMESTAMP, null));
        keys.put("host", new Key(Kind.TEXT, Field.HOST_NAME));
        keys.put("remote_addr", new Key(Kind.NGINX_TEXT, Field.SOURCE_ADDRESS));
        keys.put("remote_user", new Key(Kind.NGINX_TEXT, Field.USER_NAME));
        keys.put("time_local", new Key(Kind.NGINX_TIME, null));
        keys.put("http_method", new Key(Kind.NGINX_TEXT, Field.HTTP_REQUEST_METHOD));
        keys.put("request", new Key(Kind.NGINX_REQUEST, null));
        keys.put("http_version", new Key(Kind.NGINX_VERSION, Field.HTTP_VERSION));
        keys.put("status", new Key(Kind.NUMBER, Field.HTTP_RESPONSE_STATUS_CODE));
        keys.put("body_bytes_sent", new Key(Kind.NUMBER, Field.HTTP_RESPONSE_BODY_BYTES));
        keys.put("http_referer", new Key(Kind.NGINX_TEXT, Field.HTTP_REQUEST_REFERRER));
        keys.put("http_user_agent", new Key(Kind.NGINX_TEXT, Field.USER_AGENT_ORIGINAL));
        return Map.copyOf(keys);
    }

    /** The names of the objects that hold known keys. */
    private static Set<String> objectsOf(Set<String> keys) {
        Set<String> objects = new HashSet<>();
        for (String key : keys) {
            for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
                objects.add(key.substring(0, dot));
            }
        }
        return Set.copyOf(objects);
    }
}
