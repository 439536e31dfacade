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
 * The lake's tables: Iceberg format 2, Parquet with zstd, in the namespace {@code drey}, partitioned by tenant and day
 * (but the ledger).
 *
 * <p>Columns are appended and never removed or moved. They may be widened (int to long, float to double, decimals of more
 * digits), and a renamed one says what it was called before: {@link Lake#init} brings tables to this version, while jobs of the
 * former one write to them.
 */
@SuppressWarnings("ImmutableEnumChecker") // Iceberg does not mark its immutable types
public enum LakeTable {
    LOGS("logs", "Every event that was landed, one row each.", logs(), "day", logsProperties()),
    ALERTS("alerts", "Alerts, one row for each id: a repeated delivery replaces the row.", alerts(), "ts", Map.of()),
    DEAD_LETTERS(
            "dead_letters",
            "Lines that could not become events, with their bytes.",
            deadLetters(),
            "event_created",
            metricsOff("raw")),
    /** See {@link io.drey.lake.retention.Holds}. */
    HOLDS(
            "holds",
            "Legal holds, each a row when it is placed and another when it is released.",
            holds(),
            "event_created",
            Map.of()),
    /** See {@link io.drey.lake.retention.Erasures}. */
    ERASURES("erasures", "What was erased of data subjects, without the data.", erasures(), "event_created", Map.of()),
    /** Not partitioned: it is small, and read in the order of its entries. */
    LEDGER(
            "ledger",
            "What each snapshot of logs and dead_letters added or took away, as a chain of hashes.",
            ledger(),
            PartitionSpec.unpartitioned(),
            Map.of()),
    /** See {@link io.drey.lake.audit.Reports}. */
    REPORTS(
            "reports",
            "Reports that were made, with the SHA-256 of their files.",
            reports(),
            "event_created",
            Map.of()),
    /** See {@link io.drey.lake.audit.AccessAudit}. */
    ACCESS_AUDIT("access_audit", "Who asked for which tenant's rows.", accessAudit(), "event_created", Map.of()),
    METRICS(
            "metrics",
            "Counts of windows, one row for each place in a window's lists: a correction replaces the row.",
            metrics(),
            "ts",
            Map.of()),
    DROPPED(
            "dropped",
            "Lines without an event of their own: where they stood, and by which rule they were not kept, or of which event they are"
                    + " part.",
            dropped(),
            "event_created",
            Map.of());

    /** The namespace of all tables. */
    public static final Namespace NAMESPACE = Namespace.of("drey");

    /**
     * SQL that gives an event's id in a query over {@code logs}. Its parts are stored, the id is not: see
     * {@link io.drey.event.Position#eventId()}.
     */
    public static final String EVENT_ID_SQL =
            "raw_topic_id || '.' || CAST(raw_partition AS VARCHAR) || '.' || CAST(raw_offset AS VARCHAR) || '.' || CAST(raw_index AS VARCHAR)";

    /** What identifies an alert. The time stamp is part of it because the day of the partition follows from it. */
    public static final List<String> ALERT_KEY = List.of("tenant", "ts", "id");

    /** What identifies a metric. The time stamp, that of its window, is part of it because the day of the partition follows from it. */
    public static final List<String> METRIC_KEY = List.of("tenant", "ts", "id");

    /** The column of open fields: what else a line says, by full dotted name. */
    public static final String LABELS = "labels";

    /**
     * The column that names what renders a line: see {@link io.drey.format.line.LineRenderer}, and
     * {@link io.drey.format.json.Skeleton} for lines of which the skeleton is stored.
     */
    public static final String RENDERER = "event_renderer";

    /** The table property that keeps a file's first and last dataset whole, so that files of one dataset are known. */
    public static final String DATASET_BOUNDS = "write.metadata.metrics.column.dataset";

    private final String tableName;
    private final String description;
    private final Schema schema;
    private final Map<String, List<String>> formerNames;
    private final PartitionSpec spec;
    private final Map<String, String> properties;

    /**
     * What a version makes of a table.
     *
     * @param table the table
     * @param schema its columns
     * @param formerNames what columns were called in earlier versions, by their names
     */
    record Layout(LakeTable table, Schema schema, Map<String, List<String>> formerNames) {

        /** This version's. */
        Layout(LakeTable table) {
            this(table, table.schema, table.formerNames);
        }
    }

    LakeTable(
            String tableName,
            String description,
            Columns columns,
            String dayColumn,
            Map<String, String> extraProperties) {
        this(tableName, description, columns, byTenantAndDay(columns.schema(), dayColumn), extraProperties);
    }

    LakeTable(
            String tableName,
            String description,
            Columns columns,
            PartitionSpec spec,
            Map<String, String> extraProperties) {
        this.tableName = tableName;
        this.description = description;
        this.schema = columns.schema();
        this.formerNames = Map.copyOf(columns.formerNames);
        this.spec = spec;
        Map<String, String> all = new HashMap<>(extraProperties);
        all.put("format-version", "2");
        all.put("write.format.default", "parquet");
        all.put("write.parquet.compression-codec", "zstd");
        all.put("write.parquet.compression-level", "3");
        // Jobs and whoever cares for the table commit side by side: four tries, as is the default, are few on a busy
        // machine.
        all.put("commit.retry.num-retries", "20");
        all.put("commit.retry.max-wait-ms", "5000");
        // A commit at every checkpoint would leave metadata files without end.
        all.put("write.metadata.delete-after-commit.enabled", "true");
        all.put("write.metadata.previous-versions-max", "100");
        all.put("write.metadata.compression-codec", "gzip");
        if (schema.findField("dataset") != null) {
            all.put(DATASET_BOUNDS, "full");
        }
        // What anyone who expires snapshots without saying how keeps: drey lake expire has settings of its own.
        all.put("history.expire.max-snapshot-age-ms", "86400000");
        all.put("history.expire.min-snapshots-to-keep", "500");
        this.properties = Map.copyOf(all);
    }

    /** The table's name within the namespace. */
    public String tableName() {
        return tableName;
    }

    /** What its rows are: a sentence. */
    public String description() {
        return description;
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

    private static Columns logs() {
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

    private static Map<String, String> logsProperties() {
        Map<String, String> properties = new HashMap<>(metricsOff(Field.EVENT_ORIGINAL.columnName()));
        // 128 KiB serve about 100,000 addresses in a row group with one false answer in a hundred.
        properties.put(
                TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX + Field.SOURCE_IP.columnName(), "true");
        properties.put(TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES, "131072");
        return properties;
    }

    private static Columns alerts() {
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
        return columns;
    }

    private static Columns deadLetters() {
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
        return columns;
    }

    private static Columns dropped() {
        Columns columns = new Columns();
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset");
        columns.required("raw_topic_id", Types.StringType.get(), "id of the topic the line arrived on");
        columns.required("raw_topic", Types.StringType.get(), "name of that topic");
        columns.required("raw_partition", Types.IntegerType.get(), "partition of that topic");
        columns.required("raw_offset", Types.LongType.get(), "offset in that partition");
        columns.required("raw_index", Types.IntegerType.get(), "line within that record");
        columns.required("reason", Types.StringType.get(), "the rule by which it was dropped");
        columns.required("event_created", Types.TimestampType.withZone(), "event.created: when the line arrived");
        return columns;
    }

    private static Columns holds() {
        Columns columns = new Columns();
        columns.required("hold_id", Types.StringType.get(), "what names the hold");
        columns.required("action", Types.StringType.get(), "hold or release");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace: whose rows are held");
        columns.required("event_created", Types.TimestampType.withZone(), "when it was placed or released");
        columns.required("actor", Types.StringType.get(), "who did it");
        columns.required("reason", Types.StringType.get(), "why");
        columns.optional("dataset", Types.StringType.get(), "data_stream.dataset; null for all");
        columns.optional("from_ts", Types.TimestampType.withZone(), "first moment held; null for no beginning");
        columns.optional("to_ts", Types.TimestampType.withZone(), "moment after the last held; null for no end");
        columns.optional("field", Types.StringType.get(), "field that has the value; null for all rows");
        columns.optional("value", Types.StringType.get(), "value of that field");
        return columns;
    }

    private static Columns erasures() {
        Columns columns = new Columns();
        columns.required("erasure_id", Types.StringType.get(), "what names the erasure");
        columns.required(
                "action", Types.StringType.get(), "begin, expire (these snapshots go), table (it is done) or end");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("event_created", Types.TimestampType.withZone(), "when");
        columns.required("actor", Types.StringType.get(), "who did it");
        columns.required("reason", Types.StringType.get(), "why");
        columns.required("subject_fields", Types.StringType.get(), "which fields identify the subject");
        columns.required("subject_hash", Types.StringType.get(), "salted slow hash of the subject");
        columns.optional("table_name", Types.StringType.get(), "the table that is done");
        columns.optional("rows_erased", Types.LongType.get(), "rows that are gone");
        columns.optional("rows_held", Types.LongType.get(), "rows that a legal hold kept");
        columns.optional("held_by", Types.StringType.get(), "these holds, separated by commas");
        columns.optional("files_removed", Types.LongType.get(), "files deleted from storage");
        columns.optional("replaced_tags", Types.StringType.get(), "tag=old snapshot>new snapshot, separated by commas");
        columns.optional("expired_snapshots", Types.StringType.get(), "snapshots that are gone, separated by commas");
        columns.optional("clean_snapshot", Types.LongType.get(), "snapshot of the table found to hold nothing");
        return columns;
    }

    private static Columns ledger() {
        Columns columns = new Columns();
        columns.required("entry_number", Types.LongType.get(), "place in the chain, from 0");
        columns.required("kind", Types.StringType.get(), "added, deleted, or snapshot: the snapshot as a whole");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace; empty for a snapshot as a whole");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset; empty for a snapshot as a whole");
        columns.required("event_created_hour", Types.TimestampType.withZone(), "hour the lines arrived in");
        columns.required("lake_table", Types.StringType.get(), "table the snapshot is of");
        columns.required("snapshot_id", Types.LongType.get(), "the snapshot");
        columns.required("snapshot_sequence", Types.LongType.get(), "its sequence number in the table");
        columns.required("snapshot_committed", Types.TimestampType.withZone(), "when it was committed");
        columns.required(
                "operation", Types.StringType.get(), "what it was made for: drey.operation, or Iceberg's word");
        columns.required("raw_topic_id", Types.StringType.get(), "id of the topic the lines arrived on");
        columns.required("raw_topic", Types.StringType.get(), "name of that topic");
        columns.required("raw_partition", Types.IntegerType.get(), "partition of that topic");
        columns.required("raw_index", Types.IntegerType.get(), "line within the records");
        columns.required(
                "line_count", Types.LongType.get(), "lines added or deleted; of a snapshot: more or fewer rows");
        columns.required("late_count", Types.LongType.get(), "lines of a time more than an hour before their arrival");
        columns.required("min_offset", Types.LongType.get(), "lowest offset; -1 where there is none");
        columns.required("max_offset", Types.LongType.get(), "highest offset; -1 where there is none");
        columns.required(
                "offset_ranges", Types.BinaryType.get(), "all offsets, as LEB128 pairs of distance and length");
        columns.required("content_checksum", Types.LongType.get(), "sum of the lines' hashes, modulo 2^64");
        columns.required("previous_hash", Types.StringType.get(), "entry_hash of the entry before");
        columns.required("entry_hash", Types.StringType.get(), "SHA-256 of previous_hash and this entry");
        return columns;
    }

    private static Columns reports() {
        Columns columns = new Columns();
        columns.required("run_id", Types.StringType.get(), "what names this run of the report");
        columns.required("report", Types.StringType.get(), "the report's id");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("event_created", Types.TimestampType.withZone(), "when it was made");
        columns.required("actor", Types.StringType.get(), "who made it");
        columns.required("engine", Types.StringType.get(), "what ran the query");
        columns.required("parameters", Types.StringType.get(), "all parameters, as a JSON object");
        columns.required("snapshots", Types.StringType.get(), "table=snapshot, separated by commas");
        columns.required("sql_sha256", Types.StringType.get(), "SHA-256 of the query");
        columns.required("row_count", Types.LongType.get(), "rows of the report");
        columns.required("files", Types.StringType.get(), "SHA-256 of each file by its name, as a JSON object");
        columns.required("manifest_sha256", Types.StringType.get(), "SHA-256 of the manifest");
        return columns;
    }

    private static Columns accessAudit() {
        Columns columns = new Columns();
        columns.required("access_id", Types.StringType.get(), "what names the access");
        columns.required("action", Types.StringType.get(), "query, report or restore");
        columns.required("outcome", Types.StringType.get(), "begun, done or failed");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace: whose rows");
        columns.required("event_created", Types.TimestampType.withZone(), "when");
        columns.required("actor", Types.StringType.get(), "who");
        columns.required("engine", Types.StringType.get(), "what read the rows");
        columns.required(
                "statement", Types.StringType.get(), "what was asked, without values, at most 4,096 characters");
        columns.required("statement_sha256", Types.StringType.get(), "SHA-256 of what was asked, values included");
        columns.required("snapshots", Types.StringType.get(), "table=snapshot, separated by commas");
        columns.optional("row_count", Types.LongType.get(), "rows that were given; null where that is not known");
        return columns;
    }

    private static Columns metrics() {
        Columns columns = new Columns();
        columns.required("id", Types.StringType.get(), "hash of tenant, dataset, window, attribute type and place");
        columns.required("tenant", Types.StringType.get(), "data_stream.namespace");
        columns.required("dataset", Types.StringType.get(), "data_stream.dataset");
        columns.required("ts", Types.TimestampType.withZone(), "@timestamp: when the window begins");
        columns.required("end_time", Types.TimestampType.withZone(), "when it ends");
        columns.required("window_seconds", Types.IntegerType.get(), "its length");
        columns.required("hour_of_day", Types.IntegerType.get(), "hour it begins in, UTC");
        columns.required("attribute_type", Types.StringType.get(), "what is counted by");
        columns.optional("attribute_value", Types.StringType.get(), "which value of it");
        columns.optional("count", Types.LongType.get(), "how many events have the value");
        columns.optional("count_error", Types.LongType.get(), "how many fewer there may be");
        columns.optional("rank", Types.IntegerType.get(), "place in the list, from 1");
        columns.optional(
                "metric",
                Types.StringType.get(),
                "requests, bytes, visitors, late or rest; of metrics of the user's own what was measured: sum, p95");
        columns.optional("dimension", Types.StringType.get(), "what the value is of");
        columns.optional("value", Types.LongType.get(), "the value, rounded");
        columns.optional("value_error", Types.LongType.get(), "how far off it may be, rounded up");
        columns.required("version", Types.LongType.get(), "events counted: grows with each correction");
        columns.optional("number", Types.DoubleType.get(), "the value with its fraction, where it may have one");
        return columns;
    }

    private static PartitionSpec byTenantAndDay(Schema schema, String dayColumn) {
        PartitionSpec.Builder builder = PartitionSpec.builderFor(schema).identity("tenant");
        if (schema.findType(dayColumn).equals(Types.DateType.get())) {
            return builder.identity(dayColumn).build();
        }
        return builder.day(dayColumn).build();
    }

    /** Bounds of raw lines would only swell the manifests. */
    private static Map<String, String> metricsOff(String column) {
        return Map.of("write.metadata.metrics.column." + column, "counts");
    }

    private static final class Columns {

        /**
         * Its ids are given when those of all columns are known. No value is null, but Flink SQL takes what a map lacks for an
         * empty text where none may be.
         */
        static final Types.MapType TEXT_BY_NAME =
                Types.MapType.ofOptional(0, 0, Types.StringType.get(), Types.StringType.get());

        private final List<Types.NestedField> fields = new ArrayList<>();
        private final Map<String, List<String>> formerNames = new HashMap<>();

        void required(String name, Type type, String doc) {
            fields.add(Types.NestedField.required(fields.size() + 1, name, type, doc));
        }

        void optional(String name, Type type, String doc) {
            fields.add(Types.NestedField.optional(fields.size() + 1, name, type, doc));
        }

        /** A column that was called otherwise before: the table's column is renamed, and keeps what it holds. */
        void optional(String name, Type type, String doc, List<String> former) {
            optional(name, type, doc);
            if (!former.isEmpty()) {
                formerNames.put(name, former);
            }
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
}
