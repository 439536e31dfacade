package io.drey.lake.table;

import io.drey.event.Field;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Events: the columns of the events topic, one for each {@link Field} behind the fixed ones. */
public final class LogsTable {

    /** The column of open fields: what else a line says, by full dotted name. */
    public static final String LABELS = "labels";

    /**
     * The column that names what renders a line: see {@link io.drey.format.line.LineRenderer}, and
     * {@link io.drey.format.json.Skeleton} for lines of which the skeleton is stored.
     */
    public static final String RENDERER = "event_renderer";

    public static final TableDefinition DEFINITION = TableDefinition.table(
                    "logs", "Every event that was landed, one row each.", columns(), "day")
            .timeColumn("ts")
            .seenBy(Visibility.ANALYSTS)
            .personal(personalColumns())
            .orders(
                    RowOrder.byArrival(),
                    RowOrder.thenByArrival("address", "source_ip", "user_agent_original", "ts"),
                    RowOrder.thenByArrival("path", "url_path", "ts"))
            .held(HoldCoverage.ofFields("ts", "ts_suspect"))
            .traits(Trait.COMPACTED, Trait.RETAINED, Trait.ERASED, Trait.TAGGED, Trait.COUNTED)
            .properties(properties())
            .build();

    private LogsTable() {}

    private static Columns columns() {
        Columns columns = new Columns();
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset");
        columns.required("ts", Types.TimestampType.withZone(), "@timestamp: when it happened, as the line says");
        columns.required("event_created", Types.TimestampType.withZone(), "event.created: when the line arrived");
        columns.required("event_ingested", Types.TimestampType.withZone(), "event.ingested: when it was parsed");
        columns.position();
        columns.required("day", Types.DateType.get(), "day of ts in UTC; of the arrival where ts is suspect");
        columns.required(
                "ts_suspect", Types.BooleanType.get(), "whether ts is before 1990 or a day beyond the arrival");
        for (Field field : Field.values()) {
            Type type =
                    switch (field.type()) {
                        case LONG -> Types.LongType.get();
                        case BINARY -> Types.BinaryType.get();
                        case KEYWORD, TEXT, IP -> Types.StringType.get();
                    };
            columns.optional(
                    field.columnName(),
                    type,
                    field.ecsName() + ": " + field.description() + savedAs(field),
                    field.formerColumnNames());
            if (field == Field.EVENT_TIMEZONE) {
                columns.optional(RENDERER, Types.StringType.get(), "what renders the line from the other columns");
            }
            if (field == Field.DESTINATION_PORT) {
                columns.optional(
                        LABELS, Columns.TEXT_BY_NAME, "open fields: what else the line says, by full dotted name");
            }
        }
        return columns;
    }

    /** Columns that follow from others, and are stored only where they do not. */
    private static String savedAs(Field field) {
        if (field == Field.EVENT_ORIGINAL) {
            return "; stored where no renderer gives it back";
        }
        return field.derivation()
                .map(derivation -> "; stored where it is not " + derivation.text(Field::columnName))
                .orElse("");
    }

    /** Columns of fields of which {@link Field#isPersonal} says so, and open fields, among which anything may be. */
    private static List<PersonalColumn> personalColumns() {
        return Stream.concat(
                        Arrays.stream(Field.values()).filter(Field::isPersonal).map(Field::columnName),
                        Stream.of(LABELS))
                .map(PersonalColumn::hidden)
                .toList();
    }

    private static Map<String, String> properties() {
        Map<String, String> properties =
                new HashMap<>(TableDefinition.withoutBounds(Field.EVENT_ORIGINAL.columnName()));
        // 128 KiB serve about 100,000 addresses in a row group with one false answer in a hundred.
        properties.put(
                TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX + Field.SOURCE_IP.columnName(), "true");
        properties.put(TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES, "131072");
        return properties;
    }
}
