package io.drey.lake;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.Field;
import io.drey.format.LineRenderers;
import io.drey.format.json.Skeleton;
import io.drey.format.json.SkeletonValues;
import io.drey.format.line.LineRenderer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.ArgumentCount;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.ConstantArgumentCount;
import org.apache.flink.table.types.inference.InputTypeStrategy;
import org.apache.flink.table.types.inference.Signature;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.inference.TypeStrategies;

/**
 * Flink's function {@value #NAME}: the line of a row of {@code logs}. What SQL alone could say of it is so long that Flink takes
 * seconds to make a query's code of it.
 */
public final class StoredLine extends ScalarFunction {

    /** What queries call it. */
    public static final String NAME = "drey_line";

    /** The fixed fields that its last argument has, a ROW, in this order. */
    static final List<Field> FIELDS = StoredFields.ALL.stream()
            .filter(field -> field != Field.EVENT_ORIGINAL)
            .toList();

    private static final long serialVersionUID = 1L;

    /** No line says where it stood, so any place will do. */
    private static final EventOrigin NOWHERE = new EventOrigin(new DatasetId("any", "any"), "", "", 0);

    private static final Map<String, LineRenderer> RENDERERS =
            LineRenderers.all().stream().collect(Collectors.toMap(LineRenderer::id, Function.identity()));

    private transient Skeleton last;

    /**
     * The line. Whoever asks for that of a row that has its line already, as where a view is over a view, gets the same.
     *
     * @param renderer the column {@code renderer}
     * @param stored the column {@code event_original}: a skeleton, the line, or NULL where it is rendered
     * @param labels the open fields
     * @param timestamp when it happened
     * @param fields the fixed fields as they are stored, without the line, in their order
     * @return the line, or NULL where there is none, or a newer version wrote it
     */
    public byte[] eval(StringData renderer, byte[] stored, MapData labels, TimestampData timestamp, RowData fields) {
        String id = renderer == null ? "" : renderer.toString();
        if (id.equals(Skeleton.ID)) {
            return stored == null
                    ? null
                    : skeleton(stored).render(SkeletonValues.of(event(withOpen(of(fields), labels), timestamp)));
        }
        LineRenderer known = RENDERERS.get(id);
        return stored != null || known == null ? stored : known.render(event(of(fields), timestamp));
    }

    /** Neighbours mostly have the same. */
    private Skeleton skeleton(byte[] text) {
        if (last == null || !Arrays.equals(last.text(), text)) {
            last = Skeleton.of(text);
        }
        return last;
    }

    private static StoredFields of(RowData row) {
        StoredFields stored = new StoredFields();
        for (int i = 0; i < FIELDS.size(); i++) {
            if (!row.isNullAt(i)) {
                Field field = FIELDS.get(i);
                if (field.isSlice()) {
                    stored.slice(field, row.getString(i).toBytes());
                } else {
                    stored.number(field, row.getLong(i));
                }
            }
        }
        return stored;
    }

    private static StoredFields withOpen(StoredFields stored, MapData labels) {
        if (labels != null) {
            ArrayData names = labels.keyArray();
            ArrayData values = labels.valueArray();
            for (int i = 0; i < labels.size(); i++) {
                if (!values.isNullAt(i)) {
                    stored.open(
                            names.getString(i).toString(), values.getString(i).toBytes());
                }
            }
        }
        return stored;
    }

    private static EventBuilder event(StoredFields stored, TimestampData timestamp) {
        return stored.event(bytes -> {
            EventBuilder event = new EventBuilder(NOWHERE, 0, 0, 0, bytes);
            event.timestampMicros(timestamp.getMillisecond() * 1000 + timestamp.getNanoOfMillisecond() / 1000);
            return event;
        });
    }

    /** Takes what it is given as Flink has it: a cast would be code, and so would a text of each field. */
    @Override
    public TypeInference getTypeInference(DataTypeFactory types) {
        return TypeInference.newBuilder()
                .inputTypeStrategy(new AsTheyAre())
                .outputTypeStrategy(TypeStrategies.explicit(DataTypes.BYTES()))
                .build();
    }

    /** Any types, in Flink's own classes. */
    private static final class AsTheyAre implements InputTypeStrategy {

        private static final int ARGUMENTS = 5;

        @Override
        public ArgumentCount getArgumentCount() {
            return ConstantArgumentCount.of(ARGUMENTS);
        }

        @Override
        public Optional<List<DataType>> inferInputTypes(CallContext call, boolean throwOnFailure) {
            return Optional.of(call.getArgumentDataTypes().stream()
                    .map(DataType::toInternal)
                    .toList());
        }

        @Override
        public List<Signature> getExpectedSignatures(FunctionDefinition definition) {
            return List.of(Signature.of(
                    Signature.Argument.of("renderer", "STRING"),
                    Signature.Argument.of("stored", "BYTES"),
                    Signature.Argument.of("labels", "MAP<STRING, STRING>"),
                    Signature.Argument.of("timestamp", "TIMESTAMP_LTZ(6)"),
                    Signature.Argument.of("fields", "ROW")));
        }
    }
}
