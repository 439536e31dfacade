package io.drey.format.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads OTLP as protocol buffers: {@code otlp_proto}. Fields that it does not know are passed over. */
final class BinaryReader implements RecordReader {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    /** The first byte of a request: field 1, bytes. */
    static final byte FIRST_OF_REQUEST = 0x0A;

    /** How deep values may be nested. */
    private static final int DEEPEST = 64;

    private static final int LONGEST_VARINT = 10;

    /** Goes through the fields of one message. */
    private static final class Fields {
        private final byte[] bytes;
        private final int to;
        private int at;
        private int number;
        private int type;
        private long value;
        private int from;
        private int end;

        Fields(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.at = from;
            this.to = to;
        }

        boolean next() throws DamagedException {
            if (at == to) {
                return false;
            }
            int tagAt = at;
            long tag = varint();
            number = (int) (tag >>> 3);
            type = (int) (tag & 7);
            if (tag >>> 3 == 0 || tag >>> 32 != 0) {
                throw new DamagedException("expected a field's number and type", tagAt);
            }
            switch (type) {
                case VARINT -> value = varint();
                case FIXED_64 -> value = fixed(8);
                case FIXED_32 -> value = fixed(4);
                case BYTES -> {
                    int lengthAt = at;
                    long length = varint();
                    if (length < 0 || length > to - at) {
                        throw new DamagedException("a field is longer than what it stands in", lengthAt);
                    }
                    from = at;
                    end = at + (int) length;
                    at = end;
                }
                default -> throw new DamagedException("expected a field's number and type", tagAt);
            }
            return true;
        }

        private long fixed(int count) throws DamagedException {
            if (to - at < count) {
                throw new DamagedException("the record ends within a number", to);
            }
            long number64 = 0;
            for (int i = 0; i < count; i++) {
                number64 |= (bytes[at + i] & 0xFFL) << (8 * i);
            }
            at += count;
            return number64;
        }

        private long varint() throws DamagedException {
            int begin = at;
            long number64 = 0;
            for (int i = 0; i < LONGEST_VARINT; i++) {
                if (at == to) {
                    throw new DamagedException("the record ends within a number", to);
                }
                byte b = bytes[at++];
                number64 |= (b & 0x7FL) << (7 * i);
                if (b >= 0) {
                    return number64;
                }
            }
            throw new DamagedException("a number is longer than %d bytes".formatted(LONGEST_VARINT), begin);
        }

        /** Whether this is that field, as bytes. */
        boolean isBytes(int wanted) {
            return number == wanted && type == BYTES;
        }

        byte[] copy() {
            return Arrays.copyOfRange(bytes, from, end);
        }
    }

    @Override
    public boolean isRecord(byte[] bytes, int from, int to) {
        return from < to && bytes[from] != FIRST_OF_REQUEST;
    }

    @Override
    public void request(byte[] bytes, int from, int to, Records records) throws DamagedException {
        Fields request = new Fields(bytes, from, to);
        while (request.next()) {
            if (request.isBytes(1)) {
                resource(bytes, request.from, request.end, records);
            } else if (request.number == 1) {
                throw new DamagedException("expected the logs of a resource", request.at);
            }
        }
    }

    private static void resource(byte[] bytes, int from, int to, Records records) throws DamagedException {
        Map<String, Object> attributes = new LinkedHashMap<>();
        // What a resource is may stand behind its records.
        Fields first = new Fields(bytes, from, to);
        while (first.next()) {
            if (first.isBytes(1)) {
                Fields resource = new Fields(bytes, first.from, first.end);
                while (resource.next()) {
                    if (resource.isBytes(1)) {
                        keyValue(bytes, resource.from, resource.end, attributes, 0);
                    }
                }
            }
        }
        Fields second = new Fields(bytes, from, to);
        while (second.next()) {
            if (second.isBytes(2)) {
                scope(bytes, second.from, second.end, attributes, records);
            }
        }
    }

    private static void scope(byte[] bytes, int from, int to, Map<String, Object> resource, Records records)
            throws DamagedException {
        LogRecord.Scope scope = new LogRecord.Scope();
        scope.resource.putAll(resource);
        Fields first = new Fields(bytes, from, to);
        while (first.next()) {
            if (first.isBytes(1)) {
                Fields fields = new Fields(bytes, first.from, first.end);
                while (fields.next()) {
                    if (fields.isBytes(1)) {
                        scope.name = fields.copy();
                    } else if (fields.isBytes(2)) {
                        scope.version = fields.copy();
                    } else if (fields.isBytes(3)) {
                        keyValue(bytes, fields.from, fields.end, scope.attributes, 0);
                    }
                }
            }
        }
        Fields second = new Fields(bytes, from, to);
        while (second.next()) {
            if (second.isBytes(2)) {
                records.record(scope, second.from, second.end);
            }
        }
    }

    @Override
    public LogRecord record(byte[] bytes, int from, int to) throws DamagedException {
        LogRecord record = new LogRecord();
        Fields fields = new Fields(bytes, from, to);
        while (fields.next()) {
            switch (fields.number << 3 | fields.type) {
                case 1 << 3 | FIXED_64 -> record.timeNanos = fields.value;
                case 11 << 3 | FIXED_64 -> record.observedNanos = fields.value;
                case 2 << 3 | VARINT -> record.severityNumber = fields.value;
                case 3 << 3 | BYTES -> record.severityText = fields.copy();
                case 5 << 3 | BYTES -> record.body = value(bytes, fields.from, fields.end, 0);
                case 6 << 3 | BYTES -> keyValue(bytes, fields.from, fields.end, record.attributes, 0);
                case 7 << 3 | VARINT -> record.droppedAttributes = fields.value;
                case 9 << 3 | BYTES -> record.traceId = hex(fields);
                case 10 << 3 | BYTES -> record.spanId = hex(fields);
                case 12 << 3 | BYTES -> record.eventName = fields.copy();
                default -> {
                    // Known fields of another type are damage, unknown ones are of a later version.
                    if (fields.number <= 12 && fields.number != 4 && fields.number != 8) {
                        throw new DamagedException("a log record has no such field", fields.at);
                    }
                }
            }
        }
        return record;
    }

    private static byte[] hex(Fields fields) {
        return HexFormat.of().formatHex(fields.copy()).getBytes(US_ASCII);
    }

    private static void keyValue(byte[] bytes, int from, int to, Map<String, Object> into, int depth)
            throws DamagedException {
        String key = "";
        Object value = null;
        Fields fields = new Fields(bytes, from, to);
        while (fields.next()) {
            if (fields.isBytes(1)) {
                key = new String(bytes, fields.from, fields.end - fields.from, UTF_8);
            } else if (fields.isBytes(2)) {
                value = value(bytes, fields.from, fields.end, depth);
            }
        }
        into.put(key, value);
    }

    private static Object value(byte[] bytes, int from, int to, int depth) throws DamagedException {
        if (depth > DEEPEST) {
            throw new DamagedException("values are nested deeper than %d levels".formatted(DEEPEST), from);
        }
        Object value = null;
        Fields fields = new Fields(bytes, from, to);
        while (fields.next()) {
            switch (fields.number << 3 | fields.type) {
                case 1 << 3 | BYTES -> value = fields.copy();
                case 2 << 3 | VARINT -> value = fields.value != 0;
                case 3 << 3 | VARINT -> value = fields.value;
                case 4 << 3 | FIXED_64 -> value = Double.longBitsToDouble(fields.value);
                case 5 << 3 | BYTES -> {
                    List<Object> list = new ArrayList<>();
                    Fields values = new Fields(bytes, fields.from, fields.end);
                    while (values.next()) {
                        if (values.isBytes(1)) {
                            list.add(value(bytes, values.from, values.end, depth + 1));
                        }
                    }
                    value = list;
                }
                case 6 << 3 | BYTES -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    Fields values = new Fields(bytes, fields.from, fields.end);
                    while (values.next()) {
                        if (values.isBytes(1)) {
                            keyValue(bytes, values.from, values.end, map, depth + 1);
                        }
                    }
                    value = map;
                }
                case 7 << 3 | BYTES -> value = new LogRecord.Blob(fields.copy());
                default -> {
                    if (fields.number <= 7) {
                        throw new DamagedException("no value has such a type", fields.at);
                    }
                }
            }
        }
        return value;
    }
}
