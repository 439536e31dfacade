package io.drey.lake.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Columns of a table in the order in which they were added: a new one is appended, none is removed or moved. */
final class Columns {

    /**
     * Its ids are given when those of all columns are known. No value is null, but Flink SQL takes what a map lacks for an
     * empty text where none may be.
     */
    static final Types.MapType TEXT_BY_NAME =
            Types.MapType.ofOptional(0, 0, Types.StringType.get(), Types.StringType.get());

    private final List<Types.NestedField> fields = new ArrayList<>();
    private final Map<String, List<String>> formerNames = new HashMap<>();

    Columns required(String name, Type type, String doc) {
        fields.add(Types.NestedField.required(fields.size() + 1, name, type, doc));
        return this;
    }

    Columns optional(String name, Type type, String doc) {
        fields.add(Types.NestedField.optional(fields.size() + 1, name, type, doc));
        return this;
    }

    /** A column that was called otherwise before: the table's column is renamed, and keeps what it holds. */
    Columns optional(String name, Type type, String doc, List<String> former) {
        optional(name, type, doc);
        if (!former.isEmpty()) {
            formerNames.put(name, former);
        }
        return this;
    }

    /** Where a line stood: its topic, partition, offset, and place in the record. */
    Columns position() {
        return required("raw_topic_id", Types.StringType.get(), "id of the topic the line arrived on")
                .required("raw_topic", Types.StringType.get(), "name of that topic")
                .required("raw_partition", Types.IntegerType.get(), "partition of that topic")
                .required("raw_offset", Types.LongType.get(), "offset in that partition")
                .required("raw_index", Types.IntegerType.get(), "line within that record");
    }

    Map<String, List<String>> formerNames() {
        return Map.copyOf(formerNames);
    }

    /** The ids of nested columns come after those of all others, as Iceberg gives them. */
    Schema schema() {
        List<Types.NestedField> numbered = new ArrayList<>();
        int last = fields.size();
        for (Types.NestedField field : fields) {
            if (!field.type().isMapType()) {
                numbered.add(field);
                continue;
            }
            Types.MapType map = field.type().asMapType();
            Type type = Types.MapType.ofOptional(last + 1, last + 2, map.keyType(), map.valueType());
            numbered.add(Types.NestedField.from(field).ofType(type).build());
            last += 2;
        }
        return new Schema(numbered);
    }
}
