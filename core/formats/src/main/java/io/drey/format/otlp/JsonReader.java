package io.drey.format.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.format.json.JsonMembers;
import io.drey.format.text.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads OTLP as JSON: {@code otlp_json}. Members that it does not know are passed over, as OTLP demands. */
final class JsonReader implements RecordReader {

    /** How deep values may be nested. */
    private static final int DEEPEST = 64;

    private static final byte[] RESOURCE_LOGS = ascii("resourceLogs");
    private static final byte[] RESOURCE = ascii("resource");
    private static final byte[] SCOPE_LOGS = ascii("scopeLogs");
    private static final byte[] SCOPE = ascii("scope");
    private static final byte[] LOG_RECORDS = ascii("logRecords");
    private static final byte[] ATTRIBUTES = ascii("attributes");
    private static final byte[] NAME = ascii("name");
    private static final byte[] VERSION = ascii("version");
    private static final byte[] KEY = ascii("key");
    private static final byte[] VALUE = ascii("value");
    private static final byte[] VALUES = ascii("values");
    private static final byte[] TIME = ascii("timeUnixNano");
    private static final byte[] OBSERVED = ascii("observedTimeUnixNano");
    private static final byte[] SEVERITY_NUMBER = ascii("severityNumber");
    private static final byte[] SEVERITY_TEXT = ascii("severityText");
    private static final byte[] BODY = ascii("body");
    private static final byte[] TRACE_ID = ascii("traceId");
    private static final byte[] SPAN_ID = ascii("spanId");
    private static final byte[] EVENT_NAME = ascii("eventName");
    private static final byte[] DROPPED = ascii("droppedAttributesCount");
    private static final byte[] STRING_VALUE = ascii("stringValue");
    private static final byte[] BOOL_VALUE = ascii("boolValue");
    private static final byte[] INT_VALUE = ascii("intValue");
    private static final byte[] DOUBLE_VALUE = ascii("doubleValue");
    private static final byte[] ARRAY_VALUE = ascii("arrayValue");
    private static final byte[] LIST_VALUE = ascii("kvlistValue");
    private static final byte[] BYTES_VALUE = ascii("bytesValue");
    private static final byte[] NULL = ascii("null");

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** Something to do with the member, or the element, that is read. */
    @FunctionalInterface
    private interface Visit {
        void at(JsonMembers members) throws DamagedException;
    }

    @Override
    public boolean isRecord(byte[] bytes, int from, int to) {
        JsonMembers members = new JsonMembers();
        boolean isObject = members.object(bytes, from, to);
        while (isObject && members.next()) {
            if (members.isNamed(RESOURCE_LOGS)) {
                return false;
            }
        }
        return isObject && !members.isDamaged();
    }

    @Override
    public void request(byte[] bytes, int from, int to, Records records) throws DamagedException {
        each(bytes, from, to, '{', request -> {
            if (request.isNamed(RESOURCE_LOGS)) {
                each(
                        bytes,
                        request.valueAt(),
                        request.valueEnd(),
                        '[',
                        logs -> resource(bytes, logs.valueAt(), logs.valueEnd(), records));
            }
        });
    }

    private void resource(byte[] bytes, int from, int to, Records records) throws DamagedException {
        Map<String, Object> attributes = new LinkedHashMap<>();
        // What a resource is may stand behind its records.
        each(bytes, from, to, '{', member -> {
            if (member.isNamed(RESOURCE) && member.isObject()) {
                each(bytes, member.valueAt(), member.valueEnd(), '{', resource -> {
                    if (resource.isNamed(ATTRIBUTES)) {
                        keyValues(bytes, resource.valueAt(), resource.valueEnd(), attributes, 0);
                    }
                });
            }
        });
        each(bytes, from, to, '{', member -> {
            if (member.isNamed(SCOPE_LOGS) && member.isArray()) {
                each(
                        bytes,
                        member.valueAt(),
                        member.valueEnd(),
                        '[',
                        scope -> scope(bytes, scope.valueAt(), scope.valueEnd(), attributes, records));
            }
        });
    }

    private void scope(byte[] bytes, int from, int to, Map<String, Object> resource, Records records)
            throws DamagedException {
        LogRecord.Scope scope = new LogRecord.Scope();
        scope.resource.putAll(resource);
        each(bytes, from, to, '{', member -> {
            if (member.isNamed(SCOPE) && member.isObject()) {
                each(bytes, member.valueAt(), member.valueEnd(), '{', of -> {
                    if (of.isNamed(NAME) && of.isText()) {
                        scope.name = of.text();
                    } else if (of.isNamed(VERSION) && of.isText()) {
                        scope.version = of.text();
                    } else if (of.isNamed(ATTRIBUTES)) {
                        keyValues(bytes, of.valueAt(), of.valueEnd(), scope.attributes, 0);
                    }
                });
            }
        });
        each(bytes, from, to, '{', member -> {
            if (member.isNamed(LOG_RECORDS) && member.isArray()) {
                each(
                        bytes,
                        member.valueAt(),
                        member.valueEnd(),
                        '[',
                        record -> records.record(scope, record.valueAt(), record.valueEnd()));
            }
        });
    }

    @Override
    public LogRecord record(byte[] bytes, int from, int to) throws DamagedException {
        LogRecord record = new LogRecord();
        each(bytes, from, to, '{', member -> {
            if (isNull(bytes, member)) {
                return;
            }
            if (member.isNamed(TIME)) {
                record.timeNanos = unsigned(bytes, member);
            } else if (member.isNamed(OBSERVED)) {
                record.observedNanos = unsigned(bytes, member);
            } else if (member.isNamed(SEVERITY_NUMBER)) {
                record.severityNumber = member.isText() ? 0 : unsigned(bytes, member);
            } else if (member.isNamed(SEVERITY_TEXT)) {
                record.severityText = text(member);
            } else if (member.isNamed(BODY)) {
                record.body = value(bytes, member.valueAt(), member.valueEnd(), 0);
            } else if (member.isNamed(ATTRIBUTES)) {
                keyValues(bytes, member.valueAt(), member.valueEnd(), record.attributes, 0);
            } else if (member.isNamed(TRACE_ID)) {
                record.traceId = text(member);
            } else if (member.isNamed(SPAN_ID)) {
                record.spanId = text(member);
            } else if (member.isNamed(EVENT_NAME)) {
                record.eventName = text(member);
            } else if (member.isNamed(DROPPED)) {
                record.droppedAttributes = unsigned(bytes, member);
            }
        });
        return record;
    }

    private static void each(byte[] bytes, int from, int to, char bracket, Visit visit) throws DamagedException {
        JsonMembers members = new JsonMembers();
        if (bracket == '{') {
            members.object(bytes, from, to);
        } else {
            members.array(bytes, from, to);
        }
        while (members.next()) {
            visit.at(members);
        }
        if (members.isDamaged()) {
            throw new DamagedException("not JSON of OTLP: " + members.wrong(), members.wrongAt());
        }
    }

    private static boolean isNull(byte[] bytes, JsonMembers member) {
        return Arrays.equals(bytes, member.valueAt(), member.valueEnd(), NULL, 0, NULL.length);
    }

    private static byte[] text(JsonMembers member) throws DamagedException {
        if (!member.isText()) {
            throw new DamagedException("expected a text", member.valueAt());
        }
        return member.text();
    }

    /** A whole number, which JSON of protocol buffers writes as a text if it has 64 bits. */
    private static long unsigned(byte[] bytes, JsonMembers member) throws DamagedException {
        int quote = member.isText() ? 1 : 0;
        long number = Decimal.whole(bytes, member.valueAt() + quote, member.valueEnd() - quote);
        if (number < 0) {
            throw new DamagedException("expected a whole number", member.valueAt());
        }
        return number;
    }

    private static void keyValues(byte[] bytes, int from, int to, Map<String, Object> into, int depth)
            throws DamagedException {
        each(bytes, from, to, '[', element -> {
            String[] key = {""};
            Object[] value = new Object[1];
            each(bytes, element.valueAt(), element.valueEnd(), '{', member -> {
                if (member.isNamed(KEY)) {
                    key[0] = new String(text(member), UTF_8);
                } else if (member.isNamed(VALUE) && !isNull(bytes, member)) {
                    value[0] = value(bytes, member.valueAt(), member.valueEnd(), depth);
                }
            });
            into.put(key[0], value[0]);
        });
    }

    private static Object value(byte[] bytes, int from, int to, int depth) throws DamagedException {
        if (depth > DEEPEST) {
            throw new DamagedException("values are nested deeper than %d levels".formatted(DEEPEST), from);
        }
        Object[] value = new Object[1];
        each(bytes, from, to, '{', member -> {
            if (isNull(bytes, member)) {
                return;
            }
            if (member.isNamed(STRING_VALUE)) {
                value[0] = text(member);
            } else if (member.isNamed(BOOL_VALUE)) {
                value[0] = bytes[member.valueAt()] == 't';
            } else if (member.isNamed(INT_VALUE) || member.isNamed(DOUBLE_VALUE)) {
                // As it is written: a number is text in the event.
                int quote = member.isText() ? 1 : 0;
                value[0] = new LogRecord.Written(
                        Arrays.copyOfRange(bytes, member.valueAt() + quote, member.valueEnd() - quote));
            } else if (member.isNamed(BYTES_VALUE)) {
                value[0] = new LogRecord.Blob(decoded(member));
            } else if (member.isNamed(ARRAY_VALUE)) {
                List<Object> list = new ArrayList<>();
                each(bytes, member.valueAt(), member.valueEnd(), '{', of -> {
                    if (of.isNamed(VALUES) && of.isArray()) {
                        each(
                                bytes,
                                of.valueAt(),
                                of.valueEnd(),
                                '[',
                                each -> list.add(value(bytes, each.valueAt(), each.valueEnd(), depth + 1)));
                    }
                });
                value[0] = list;
            } else if (member.isNamed(LIST_VALUE)) {
                Map<String, Object> map = new LinkedHashMap<>();
                each(bytes, member.valueAt(), member.valueEnd(), '{', of -> {
                    if (of.isNamed(VALUES) && of.isArray()) {
                        keyValues(bytes, of.valueAt(), of.valueEnd(), map, depth + 1);
                    }
                });
                value[0] = map;
            }
        });
        return value[0];
    }

    private static byte[] decoded(JsonMembers member) throws DamagedException {
        try {
            return Base64.getDecoder().decode(text(member));
        } catch (IllegalArgumentException e) {
            throw new DamagedException("expected Base64", member.valueAt());
        }
    }
}
