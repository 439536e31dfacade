package io.drey.lake;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import io.drey.event.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The lake's tables: Iceberg format 2, Parquet with zstd, in the namespace {@code drey}, partitioned by tenant and day.
 *
 * <p>Columns are appended and never removed or moved, so that their ids, given in order at creation, stay.
 */
@SuppressWarnings("ImmutableEnumChecker") // Iceberg does not mark its immutable types
public enum LakeTable {
    /** Every event that was landed, one row each. */
    LOGS("logs", logs(), "day", logsProperties()),
    /** Alerts, one row for each id: a repeated delivery replaces the row. */
    ALERTS("alerts", alerts(), "ts", Map.of()),
    /** Lines that could not become events, with their bytes. */
    DEAD_LETTERS("dead_letters", deadLetters(), "event_created", metricsOff("raw"));

    /** The namespace of all tables. */
    public static final Namespace NAMESPACE = Namespace.of("drey");

    /**
     * SQL that gives an event's id in a query over {@code logs}. Its parts are stored, the id is not: see
     * {@link io.drey.event.Position#eventId()}.
     */
    public static final String EVENT_ID_SQL =
            "raw_topic_id || '.' || CAST(raw_partition AS VARCHAR) || '.' || CAST(raw_offset AS VARCHAR) || '.' || CAST(raw_index AS VARCHAR)";

    /** What identifies an alert. The time stamp is part of it because the day of the partition follows from it. */
    static final List<String> ALERT_KEY = List.of("tenant", "ts", "id");

    /** The column that names what renders a line: see {@link io.drey.event.render.line.LineRenderer}. */
    static final String RENDERER = "event_renderer";

    private final String tableName;
    private final Schema schema;
    private final PartitionSpec spec;
    private final Map<String, String> properties;

    LakeTable(String tableName, Schema schema, String dayColumn, Map<String, String> extraProperties) {
        this.tableName = tableName;
        this.schema = schema;
        PartitionSpec.Builder builder = PartitionSpec.builderFor(schema).identity("tenant");
        if (schema.findType(dayColumn).equals(Types.DateType.get())) {
            builder.identity(dayColumn);
        } else {
            builder.day(dayColumn);
        }
        this.spec = builder.build();
        Map<String, String> all = new HashMap<>(extraProperties);
        all.put("format-version", "2");
        all.put("write.format.default", "parquet");
        all.put("write.parquet.compression-codec", "zstd");
        all.put("write.parquet.compression-level", "3");
        // A commit at every checkpoint would leave metadata files without end.
        all.put("write.metadata.delete-after-commit.enabled", "true");
        all.put("write.metadata.previous-versions-max", "100");
        all.put("write.metadata.compression-codec", "gzip");
        this.properties = Map.copyOf(all);
    }

    /** The table's name within the namespace. */
    public String tableName() {
        return tableName;
    }

    public TableIdentifier identifier() {
        return TableIdentifier.of(NAMESPACE, tableName);
    }

    public Schema schema() {
        return schema;
    }

    public PartitionSpec spec() {
        return spec;
    }

    public Map<String, String> properties() {
        return properties;
    }

    private static Schema logs() {
        Columns columns = new Columns();
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset");
        columns.required("ts", Types.TimestampType.withZone(), "@timestamp: when it happened, as the line says");
        columns.required("event_created", Types.TimestampType.withZone(), "event.created: when the line arrived");
        columns.required("event_ingested", Types.TimestampType.withZone(), "event.ingested: when it was parsed");
        columns.required("raw_topic_id", Types.StringType.get(), "id of the topic the line arrived on");
        columns.required("raw_topic", Types.StringType.get(), "name of that topic");
        columns.required("raw_partition", Types.IntegerType.get(), "partition of that topic");
        columns.required("raw_offset", Types.LongType.get(), "offset in that partition");
        columns.required("raw_index", Types.IntegerType.get(), "line within that record");
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
            columns.optional(field.columnName(), type, field.ecsName() + ": " + field.description() + savedAs(field));
            if (field == Field.EVENT_TIMEZONE) {
                columns.optional(RENDERER, Types.StringType.get(), "what renders the line from the other columns");
            }
        }
        return columns.schema();
    }

    /** Columns that follow from others, and are stored only where they do not. */
    private static String savedAs(Field field) {
        return switch (field) {
            case SOURCE_ADDRESS -> "; stored where it is not source_ip";
            case URL_ORIGINAL -> "; stored where it is not url_path, and a question mark before url_query";
            case EVENT_ORIGINAL -> "; stored where no renderer gives it back";
            default -> "";
        };
    }

    private static Map<String, String> logsProperties() {
        Map<String, String> properties = new HashMap<>(metricsOff(Field.EVENT_ORIGINAL.columnName()));
        // 128 KiB serve about 100,000 addresses in a row group with one false answer in a hundred.
        properties.put(
                TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX + Field.SOURCE_IP.columnName(), "true");
        properties.put(TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES, "131072");
        return properties;
    }

    private static Schema alerts() {
        Columns columns = new Columns();
        columns.required("id", Types.StringType.get(), "hash of rule, version, tenant, group, first and last event");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset of the completing event");
        columns.required("rule_id", Types.StringType.get(), "rule.id");
        columns.required("rule_version", Types.IntegerType.get(), "rule.version");
        columns.optional("rule_title", Types.StringType.get(), "what the rule looks for");
        columns.optional("severity", Types.StringType.get(), "informational, low, medium, high or critical");
        columns.required("group_key", Types.StringType.get(), "what the events have in common");
        columns.required("first_ts", Types.TimestampType.withZone(), "when the first event happened");
        columns.required("ts", Types.TimestampType.withZone(), "when the completing event happened");
        columns.required("event_created", Types.TimestampType.withZone(), "when the alert was raised");
        columns.optional("reason", Types.StringType.get(), "why it fired");
        columns.required("event_count", Types.LongType.get(), "how many events it rests on");
        // The ids of nested columns come after those of all others, as Iceberg gives them.
        Types.StructType evidence = Types.StructType.of(
                required(16, "event_id", Types.StringType.get()),
                required(17, "ts", Types.TimestampType.withZone()),
                optional(18, "event_original", Types.BinaryType.get()));
        columns.required("evidence", Types.ListType.ofRequired(15, evidence), "the first of these events");
        return columns.schema();
    }

    private static Schema deadLetters() {
        Columns columns = new Columns();
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset");
        columns.required("raw_topic_id", Types.StringType.get(), "id of the topic the line arrived on");
        columns.required("raw_topic", Types.StringType.get(), "name of that topic");
        columns.required("raw_partition", Types.IntegerType.get(), "partition of that topic");
        columns.required("raw_offset", Types.LongType.get(), "offset in that partition");
        columns.required("raw_index", Types.IntegerType.get(), "line within that record");
        columns.required("error_column", Types.IntegerType.get(), "first byte that does not fit, from 1; 0: the whole");
        columns.required("error_reason", Types.StringType.get(), "what was expected");
        columns.required("event_created", Types.TimestampType.withZone(), "event.created: when the line arrived");
        columns.required("raw", Types.BinaryType.get(), "the line byte for byte");
        columns.required("raw_length", Types.IntegerType.get(), "its length in bytes");
        columns.optional("raw_sha256", Types.StringType.get(), "its SHA-256 in hexadecimal");
        return columns.schema();
    }

    /** Bounds of raw lines would only swell the manifests. */
    private static Map<String, String> metricsOff(String column) {
        return Map.of("write.metadata.metrics.column." + column, "counts");
    }

    private static final class Columns {

        private final List<Types.NestedField> fields = new ArrayList<>();

        void required(String name, Type type, String doc) {
            fields.add(Types.NestedField.required(fields.size() + 1, name, type, doc));
        }

        void optional(String name, Type type, String doc) {
            fields.add(Types.NestedField.optional(fields.size() + 1, name, type, doc));
        }

        Schema schema() {
            return new Schema(fields);
        }
    }
}
