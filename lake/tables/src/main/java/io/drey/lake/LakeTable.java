package io.drey.lake;

import io.drey.lake.table.AccessAuditTable;
import io.drey.lake.table.AlertsTable;
import io.drey.lake.table.DeadLettersTable;
import io.drey.lake.table.DocumentChangesTable;
import io.drey.lake.table.DroppedTable;
import io.drey.lake.table.ErasuresTable;
import io.drey.lake.table.HoldsTable;
import io.drey.lake.table.LedgerTable;
import io.drey.lake.table.LogsTable;
import io.drey.lake.table.MetricsTable;
import io.drey.lake.table.ReportsTable;
import io.drey.lake.table.TableDefinition;
import io.drey.lake.table.Trait;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The lake's tables: Iceberg format 2, Parquet with zstd, in the namespace {@code drey}, partitioned by tenant and day
 * (but the ledger). What each is stands in its {@link TableDefinition}.
 *
 * <p>Columns are appended and never removed or moved. They may be widened (int to long, float to double, decimals of more
 * digits), and a renamed one says what it was called before: {@link Lake#init} brings tables to this version, while jobs of the
 * former one write to them.
 */
@SuppressWarnings("ImmutableEnumChecker") // Iceberg does not mark its immutable types
public enum LakeTable {
    LOGS(LogsTable.DEFINITION),
    ALERTS(AlertsTable.DEFINITION),
    DEAD_LETTERS(DeadLettersTable.DEFINITION),
    HOLDS(HoldsTable.DEFINITION),
    ERASURES(ErasuresTable.DEFINITION),
    LEDGER(LedgerTable.DEFINITION),
    REPORTS(ReportsTable.DEFINITION),
    ACCESS_AUDIT(AccessAuditTable.DEFINITION),
    METRICS(MetricsTable.DEFINITION),
    DROPPED(DroppedTable.DEFINITION),
    DOCUMENT_CHANGES(DocumentChangesTable.DEFINITION);

    /** The namespace of all tables. */
    public static final Namespace NAMESPACE = Namespace.of("drey");

    /**
     * SQL that gives an event's id in a query over {@code logs}. Its parts are stored, the id is not: see
     * {@link io.drey.event.Position#eventId()}.
     */
    public static final String EVENT_ID_SQL =
            "raw_topic_id || '.' || CAST(raw_partition AS VARCHAR) || '.' || CAST(raw_offset AS VARCHAR) || '.' || CAST(raw_index AS VARCHAR)";

    private final TableDefinition definition;

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
            this(table, table.definition.schema(), table.definition.formerNames());
        }
    }

    LakeTable(TableDefinition definition) {
        this.definition = definition;
    }

    /** Those of which something holds: first those of lines, then what is made of lines, each in their order. */
    public static List<LakeTable> having(Trait trait) {
        return Arrays.stream(values())
                .filter(table -> table.definition.has(trait))
                .sorted(Comparator.comparing(table -> !table.definition.has(Trait.COUNTED)))
                .toList();
    }

    /** All that is to be known of it. */
    public TableDefinition definition() {
        return definition;
    }

    /** The table's name within the namespace. */
    public String tableName() {
        return definition.name();
    }

    public TableIdentifier identifier() {
        return TableIdentifier.of(NAMESPACE, tableName());
    }

    public Schema schema() {
        return definition.schema();
    }

    public PartitionSpec spec() {
        return definition.spec();
    }
}
