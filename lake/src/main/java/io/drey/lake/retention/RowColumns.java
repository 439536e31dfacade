package io.drey.lake.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Field;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.data.Record;

/** Reads columns of stored rows, those that follow from others included. */
final class RowColumns {

    private RowColumns() {}

    static String text(Record row, String column) {
        Object value = row.getField(column);
        return value == null ? null : value.toString();
    }

    static byte[] bytes(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return value == null ? null : value.toString().getBytes(UTF_8);
    }

    static OffsetDateTime time(Record row, String column) {
        return (OffsetDateTime) row.getField(column);
    }

    /** A field of a row of {@code logs}: the address is {@code source_ip} where none is stored, the target its path and query. */
    static String field(Record row, Field field) {
        String stored = text(row, field.columnName());
        if (stored != null) {
            return stored;
        }
        return switch (field) {
            case SOURCE_ADDRESS -> text(row, Field.SOURCE_IP.columnName());
            case URL_ORIGINAL -> target(row);
            default -> null;
        };
    }

    /** All text of a row that may say something of somebody. Where it came from is not looked at. */
    static List<byte[]> texts(Record row, Set<String> skipped) {
        List<byte[]> texts = new ArrayList<>();
        for (var column : row.struct().fields()) {
            if (!skipped.contains(column.name())) {
                add(row.getField(column.name()), texts);
            }
        }
        return texts;
    }

    private static void add(Object value, List<byte[]> texts) {
        if (value instanceof ByteBuffer || value instanceof CharSequence) {
            texts.add(bytes(value));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> add(each, texts));
        } else if (value instanceof Record nested) {
            for (int i = 0; i < nested.size(); i++) {
                add(nested.get(i), texts);
            }
        }
    }

    private static String target(Record row) {
        String path = text(row, Field.URL_PATH.columnName());
        String query = text(row, Field.URL_QUERY.columnName());
        return path == null || query == null ? path : path + "?" + query;
    }
}
