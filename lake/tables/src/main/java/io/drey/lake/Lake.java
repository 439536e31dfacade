package io.drey.lake;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** The lake as a whole: opens its catalog, creates its tables, tells what they hold. */
public final class Lake implements AutoCloseable {

    /** What {@link #init} found or did. */
    public enum Outcome {
        CREATED,
        /** Columns or properties that this version adds were added, or columns widened or renamed. */
        EXTENDED,
        UNCHANGED
    }

    /**
     * A table after {@link #init}.
     *
     * @param table the table
     * @param outcome what was done
     * @param location its folder
     */
    public record TableState(LakeTable table, Outcome outcome, String location) {}

    private static final int ATTEMPTS = 10;

    private final LakeSettings settings;
    private final Catalog catalog;

    private Lake(LakeSettings settings, Catalog catalog) {
        this.settings = settings;
        this.catalog = catalog;
    }

    /**
     * Opens the lake.
     *
     * @throws LakeException if its catalog cannot be reached
     */
    public static Lake open(LakeSettings settings) {
        return new Lake(settings, settings.catalogLoader().loadCatalog());
    }

    /**
     * Creates the tables that are missing, and brings the others to this version: adds columns and properties that are missing,
     * widens and renames columns. Jobs of the former version go on writing. Safe to repeat, and for two to do at once.
     *
     * @throws LakeException if the catalog or the warehouse cannot be reached, or a table is not ours
     */
    public List<TableState> init() {
        try {
            createNamespace();
            List<TableState> states = new ArrayList<>();
            for (LakeTable table : LakeTable.values()) {
                states.add(init(table));
            }
            return states;
        } catch (LakeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw Failures.unreachable(address(), e);
        }
    }

    /**
     * The table, to be read by this version's names.
     *
     * @throws LakeException if it does not exist, or its columns are not to be read by their names
     */
    public Table table(LakeTable table) {
        Table existing = asItIs(table);
        TableColumns.of(table, existing).requireReadable();
        return existing;
    }

    /**
     * The table, whatever an earlier or a later version or somebody else has made of its columns.
     *
     * @throws LakeException if it does not exist
     */
    public Table asItIs(LakeTable table) {
        try {
            return catalog.loadTable(table.identifier());
        } catch (NoSuchTableException e) {
            throw new LakeException(
                    "the lake has no table %s at %s: create it with 'drey lake init'"
                            .formatted(table.identifier(), address()),
                    e);
        } catch (RuntimeException e) {
            throw Failures.unreachable(address(), e);
        }
    }

    /** The id of the table's current snapshot; empty where nothing was ever written. */
    public OptionalLong snapshotId(LakeTable table) {
        Snapshot snapshot = asItIs(table).currentSnapshot();
        return snapshot == null ? OptionalLong.empty() : OptionalLong.of(snapshot.snapshotId());
    }

    /** How many rows the table's data files hold; for {@code alerts} this counts replaced rows too. */
    public long rowCount(LakeTable table) {
        Snapshot snapshot = asItIs(table).currentSnapshot();
        return snapshot == null
                ? 0
                : Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    }

    /** How many bytes the table's data files have. */
    public long byteCount(LakeTable table) {
        Snapshot snapshot = asItIs(table).currentSnapshot();
        return snapshot == null
                ? 0
                : Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_FILE_SIZE_PROP, "0"));
    }

    /**
     * Refuses a table that rows of this version cannot be written to, or that is partitioned otherwise. What a later version has
     * added, widened or renamed does no harm.
     *
     * @throws LakeException if it is such a table, or there is none
     */
    public void requireCurrent(LakeTable table) {
        writable(table);
    }

    /**
     * Refuses a table in which a query would not find this version's columns by their names.
     *
     * @throws LakeException if it is such a table, or there is none
     */
    public void requireQueryable(LakeTable table) {
        TableColumns columns = TableColumns.of(table, asItIs(table));
        columns.requireWritable();
        columns.requireReadable();
    }

    /**
     * Where rows of this version go in a table.
     *
     * @throws LakeException if they cannot be written to it, or there is none
     */
    public TableColumns writable(LakeTable table) {
        return writable(table, asItIs(table));
    }

    /**
     * Where rows of this version go in a table that was loaded.
     *
     * @throws LakeException if they cannot be written to it
     */
    public static TableColumns writable(LakeTable table, Table existing) {
        TableColumns columns = TableColumns.of(table, existing);
        columns.requireWritable();
        columns.requirePartitions(existing.spec(), table.spec());
        return columns;
    }

    private void createNamespace() {
        if (!(catalog instanceof SupportsNamespaces namespaces)) {
            return;
        }
        try {
            if (!namespaces.namespaceExists(LakeTable.NAMESPACE)) {
                // Iceberg's REST client asks whether null is among the keys, which Map.of() does not take.
                namespaces.createNamespace(LakeTable.NAMESPACE, new HashMap<>());
            }
        } catch (AlreadyExistsException e) {
            // Another init was faster.
            return;
        }
    }

    private TableState init(LakeTable table) {
        if (!catalog.tableExists(table.identifier())) {
            try {
                Table created = catalog.createTable(table.identifier(), table.schema(), table.spec(), created(table));
                evolve(new LakeTable.Layout(table));
                return new TableState(table, Outcome.CREATED, created.location());
            } catch (AlreadyExistsException e) {
                // Another init was faster.
                return evolve(new LakeTable.Layout(table));
            }
        }
        return evolve(new LakeTable.Layout(table));
    }

    /** With the ids that catalogs give: in order. If one does not, the note is put right afterwards. */
    private static Map<String, String> created(LakeTable table) {
        Map<String, String> properties = new HashMap<>(table.definition().properties());
        properties.put(
                TableColumns.IDS,
                new TableColumns(table.tableName(), table.schema(), Map.of(), table.schema(), Map.of()).ids());
        return properties;
    }

    /**
     * Brings a table to a version's columns: adds, widens, renames. Done at once, beside writers and others that do the same.
     *
     * @throws LakeException if that cannot be
     */
    TableState evolve(LakeTable.Layout layout) {
        for (int attempt = 1; ; attempt++) {
            Table existing = asItIs(layout.table());
            try {
                return new TableState(layout.table(), evolve(layout, existing), existing.location());
            } catch (CommitFailedException e) {
                // A writer committed meanwhile, or another init: what is left to do is found anew.
                if (attempt == ATTEMPTS) {
                    throw new LakeException(
                            "table %s is changed faster than its columns: run 'drey lake init' again"
                                    .formatted(layout.table().identifier()),
                            e);
                }
            }
        }
    }

    private static Outcome evolve(LakeTable.Layout layout, Table existing) {
        TableColumns columns = TableColumns.of(layout, existing);
        columns.requireMendable();
        Transaction transaction = existing.newTransaction();
        boolean changed = !columns.changes().isEmpty();
        if (changed) {
            UpdateSchema update = transaction.updateSchema();
            columns.change(update);
            update.commit();
            if (existing.currentSnapshot() != null) {
                // Queries name a snapshot, and see the columns that the table had then.
                transaction.newAppend().commit();
            }
        }
        Map<String, String> properties = missingProperties(layout, transaction.table());
        if (!properties.isEmpty()) {
            UpdateProperties update = transaction.updateProperties();
            properties.forEach(update::set);
            update.commit();
        }
        if (!changed && properties.isEmpty()) {
            return Outcome.UNCHANGED;
        }
        transaction.commitTransaction();
        return Outcome.EXTENDED;
    }

    /** Those that are there stay as they are: someone may have set them. */
    private static Map<String, String> missingProperties(LakeTable.Layout layout, Table table) {
        Map<String, String> missing = new HashMap<>(layout.table().definition().properties());
        missing.remove(TableProperties.FORMAT_VERSION);
        missing.keySet().removeAll(table.properties().keySet());
        String ids = TableColumns.of(layout, table).ids();
        if (!ids.equals(table.properties().get(TableColumns.IDS))) {
            missing.put(TableColumns.IDS, ids);
        }
        return missing;
    }

    /** How Hadoop's file systems are reached. */
    public Configuration hadoop() {
        Configuration hadoop = new Configuration();
        settings.hadoopProperties().forEach(hadoop::set);
        return hadoop;
    }

    private String address() {
        return settings.catalogUri().orElse(settings.warehouse());
    }

    Catalog catalog() {
        return catalog;
    }

    /** Closes the catalog. */
    @Override
    public void close() {
        if (catalog instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new LakeException("the lake's catalog at %s did not close".formatted(address()), e);
            }
        }
    }
}
