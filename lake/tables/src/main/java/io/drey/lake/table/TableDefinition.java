package io.drey.lake.table;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * All that the suite has to know of a table: its columns and files, who sees it, and what is done with its rows.
 *
 * <p>Facts, not behaviour: who lands, queries or looks after tables reads them here.
 */
public final class TableDefinition {

    /** The table property that keeps a file's first and last dataset whole, so that files of one dataset are known. */
    public static final String DATASET_BOUNDS = "write.metadata.metrics.column.dataset";

    private static final String DATASET = "dataset";
    private static final String OFFSET = "raw_offset";

    private final String name;
    private final String description;
    private final Schema schema;
    private final Map<String, List<String>> formerNames;
    private final PartitionSpec spec;
    private final Optional<String> dayColumn;
    private final String timeColumn;
    private final List<String> key;
    private final Visibility visibility;
    private final List<PersonalColumn> personalColumns;
    private final List<RowOrder> rowOrders;
    private final Optional<HoldCoverage> holdCoverage;
    private final Set<Trait> traits;
    private final Map<String, String> properties;

    private TableDefinition(Builder builder) {
        this.name = builder.name;
        this.description = builder.description;
        this.schema = builder.columns.schema();
        this.formerNames = builder.columns.formerNames();
        this.spec = builder.dayColumn.map(this::byTenantAndDay).orElseGet(PartitionSpec::unpartitioned);
        this.dayColumn = builder.dayColumn;
        this.timeColumn = builder.timeColumn;
        this.key = builder.key;
        this.visibility = builder.visibility;
        this.personalColumns = builder.personalColumns;
        this.rowOrders = builder.rowOrders;
        this.holdCoverage = builder.holdCoverage;
        this.traits = builder.traits;
        this.properties = properties(builder.properties);
        requireConsistent();
    }

    private PartitionSpec byTenantAndDay(String day) {
        PartitionSpec.Builder builder = PartitionSpec.builderFor(schema).identity("tenant");
        return isDate(day) ? builder.identity(day).build() : builder.day(day).build();
    }

    private boolean isDate(String column) {
        return schema.findType(column).equals(Types.DateType.get());
    }

    private void requireConsistent() {
        if (rowOrders.isEmpty()) {
            throw new IllegalStateException("table %s has no order of rows: give one".formatted(name));
        }
        if (has(Trait.RETAINED) && !(hasDatasets() && dayColumn.isPresent())) {
            throw new IllegalStateException(
                    "table %s has no datasets or no days, by which rows are retained: give both".formatted(name));
        }
        if ((has(Trait.RETAINED) || has(Trait.ERASED)) && holdCoverage.isEmpty()) {
            throw new IllegalStateException(
                    "rows of table %s are deleted: say which of them a legal hold covers".formatted(name));
        }
    }

    private Map<String, String> properties(Map<String, String> own) {
        Map<String, String> all = new HashMap<>(own);
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
        if (hasDatasets()) {
            all.put(DATASET_BOUNDS, "full");
        }
        // What anyone who expires snapshots without saying how keeps: drey lake expire has settings of its own.
        all.put("history.expire.max-snapshot-age-ms", "86400000");
        all.put("history.expire.min-snapshots-to-keep", "500");
        return Map.copyOf(all);
    }

    /** The table's name within the namespace. */
    public String name() {
        return name;
    }

    /** What its rows are: a sentence. */
    public String description() {
        return description;
    }

    public Schema schema() {
        return schema;
    }

    /** What columns were called in earlier versions, by their names. */
    public Map<String, List<String>> formerNames() {
        return formerNames;
    }

    /** By tenant and day, or by nothing. */
    public PartitionSpec spec() {
        return spec;
    }

    /** The column whose day rows are filed under: a date or a time; empty where the table has no partitions. */
    public Optional<String> dayColumn() {
        return dayColumn;
    }

    /** Whether that column is a date, and not a time whose day counts. */
    public boolean isFiledByDate() {
        return dayColumn.filter(this::isDate).isPresent();
    }

    /** The column that ranges of time are about. */
    public String timeColumn() {
        return timeColumn;
    }

    /** What identifies a row, where a later row replaces an earlier one; empty where rows are only added. */
    public List<String> key() {
        return key;
    }

    public Visibility visibility() {
        return visibility;
    }

    /** The columns that analysts do not see, or not as they are. */
    public List<PersonalColumn> personalColumns() {
        return personalColumns;
    }

    /** The orders that are tried on its rows, at least one; the first is taken where nothing speaks for another. */
    public List<RowOrder> rowOrders() {
        return rowOrders;
    }

    /** Which rows a legal hold covers; empty where nothing ever deletes any. */
    public Optional<HoldCoverage> holdCoverage() {
        return holdCoverage;
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** Whether each row is of a dataset, and not of its tenant as a whole. */
    public boolean hasDatasets() {
        return schema.findField(DATASET) != null;
    }

    /** Whether each row is a line's, so that its event id can be told. */
    public boolean hasPositions() {
        return schema.findField(OFFSET) != null;
    }

    /** What it is created with. */
    public Map<String, String> properties() {
        return properties;
    }

    /** Begins a table that is partitioned by tenant and the day of a column, which is what ranges of time are about, too. */
    static Builder table(String name, String description, Columns columns, String dayColumn) {
        return new Builder(name, description, columns, Optional.of(dayColumn), dayColumn);
    }

    /** Begins a table without partitions: it is small, or read as a whole. */
    static Builder unpartitioned(String name, String description, Columns columns, String timeColumn) {
        return new Builder(name, description, columns, Optional.empty(), timeColumn);
    }

    /** Says what holds for a table beside its columns. */
    static final class Builder {

        private final String name;
        private final String description;
        private final Columns columns;
        private final Optional<String> dayColumn;
        private String timeColumn;
        private List<String> key = List.of();
        private Visibility visibility = Visibility.AUDITS;
        private List<PersonalColumn> personalColumns = List.of();
        private List<RowOrder> rowOrders = List.of();
        private Optional<HoldCoverage> holdCoverage = Optional.empty();
        private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
        private Map<String, String> properties = Map.of();

        private Builder(
                String name, String description, Columns columns, Optional<String> dayColumn, String timeColumn) {
            this.name = name;
            this.description = description;
            this.columns = columns;
            this.dayColumn = dayColumn;
            this.timeColumn = timeColumn;
        }

        /** Ranges of time are about another column than days are. */
        Builder timeColumn(String column) {
            timeColumn = column;
            return this;
        }

        Builder key(String... names) {
            key = List.of(names);
            return this;
        }

        Builder seenBy(Visibility who) {
            visibility = who;
            return this;
        }

        Builder hidden(String... names) {
            return personal(Arrays.stream(names).map(PersonalColumn::hidden).toList());
        }

        Builder personal(List<PersonalColumn> columnsOfPeople) {
            personalColumns = List.copyOf(columnsOfPeople);
            return this;
        }

        Builder orders(RowOrder... orders) {
            rowOrders = List.of(orders);
            return this;
        }

        Builder held(HoldCoverage coverage) {
            holdCoverage = Optional.of(coverage);
            return this;
        }

        Builder traits(Trait... all) {
            traits.addAll(List.of(all));
            return this;
        }

        Builder properties(Map<String, String> own) {
            properties = Map.copyOf(own);
            return this;
        }

        TableDefinition build() {
            return new TableDefinition(this);
        }
    }

    /** Bounds of raw lines would only swell the manifests. */
    static Map<String, String> withoutBounds(String column) {
        return Map.of("write.metadata.metrics.column." + column, "counts");
    }
}
