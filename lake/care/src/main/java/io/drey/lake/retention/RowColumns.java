package io.drey.lake.retention;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.lake.table.LogsTable;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /**
     * The columns that tell what a row of {@code logs} says by a name: the field's own, those it follows from where it is not
     * stored, and open fields, as it may have been one when the row was landed.
     */
    static Set<String> of(FieldName name) {
        Set<String> columns = new HashSet<>(Set.of(LogsTable.LABELS));
        if (name instanceof FieldName.Fixed fixed) {
            columns.add(fixed.field().columnName());
            fixed.field()
                    .derivation()
                    .ifPresent(derivation -> derivation.sources().forEach(source -> columns.add(source.columnName())));
        }
        return columns;
    }

    /**
     * What a row of {@code logs} says by a name, wherever it stands: see {@link #of}. Null where it says nothing.
     *
     * @param name no part of the envelope
     */
    static String value(Record row, FieldName name) {
        if (name instanceof FieldName.Fixed fixed) {
            String value = field(row, fixed.field());
            if (value != null) {
                return value;
            }
        }
        return row.getField(LogsTable.LABELS) instanceof Map<?, ?> labels && labels.get(name.dotted()) != null
                ? labels.get(name.dotted()).toString()
                : null;
    }

    /** A fixed field of a row of {@code logs}: what it follows from where it is not stored. */
    static String field(Record row, Field field) {
        String stored = text(row, field.columnName());
        return stored != null
                ? stored
                : field.derivation()
                        .map(derivation -> derivation.text(source -> text(row, source.columnName())))
                        .orElse(null);
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
        } else if (value instanceof Map<?, ?> map) {
            // Whoever writes lines chooses names, too.
            map.forEach((name, each) -> {
                add(name, texts);
                add(each, texts);
            });
        } else if (value instanceof Record nested) {
            for (int i = 0; i < nested.size(); i++) {
                add(nested.get(i), texts);
            }
        }
    }
}
