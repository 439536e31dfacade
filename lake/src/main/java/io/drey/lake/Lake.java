package io.drey.lake;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;

/** The lake as a whole: opens its catalog, creates its tables, tells what they hold. */
public final class Lake implements AutoCloseable {

    /** What {@link #init} found or did. */
    public enum Outcome {
        CREATED,
        /** Columns or properties that this version adds were added. */
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
     * Creates the tables that are missing and adds the columns and properties that are missing. Safe to repeat, and for two to do at
     * once.
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
     * The table, to be read.
     *
     * @throws LakeException if it does not exist
     */
    public Table table(LakeTable table) {
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
        Snapshot snapshot = table(table).currentSnapshot();
        return snapshot == null ? OptionalLong.empty() : OptionalLong.of(snapshot.snapshotId());
    }

    /** How many rows the table's data files hold; for {@code alerts} this counts replaced rows too. */
    public long rowCount(LakeTable table) {
        Snapshot snapshot = table(table).currentSnapshot();
        return snapshot == null
                ? 0
                : Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    }

    /** How many bytes the table's data files have. */
    public long byteCount(LakeTable table) {
        Snapshot snapshot = table(table).currentSnapshot();
        return snapshot == null
                ? 0
                : Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_FILE_SIZE_PROP, "0"));
    }

    /**
     * Refuses a table whose columns are not the ones this version writes, or that is partitioned otherwise.
     *
     * @throws LakeException if it is such a table, or there is none
     */
    public void requireCurrent(LakeTable table) {
        Table existing = table(table);
        List<String> has = names(existing.schema());
        List<String> wants = names(table.schema());
        if (!has.equals(wants)) {
            throw new LakeException("table %s has the columns %s, but this version writes %s: run 'drey lake init'"
                    .formatted(table.identifier(), has, wants));
        }
        if (!partitions(existing.spec()).equals(partitions(table.spec()))) {
            throw new LakeException("table %s is partitioned by %s, but this version writes %s: someone else changed it"
                    .formatted(table.identifier(), partitions(existing.spec()), partitions(table.spec())));
        }
    }

    private static List<String> partitions(PartitionSpec spec) {
        return spec.fields().stream()
                .map(field -> field.transform() + " " + field.name())
                .toList();
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
                Table created =
                        catalog.createTable(table.identifier(), table.schema(), table.spec(), table.properties());
                return new TableState(table, Outcome.CREATED, created.location());
            } catch (AlreadyExistsException e) {
                // Another init was faster.
                return extend(table);
            }
        }
        return extend(table);
    }

    private TableState extend(LakeTable table) {
        Table existing = table(table);
        List<String> has = names(existing.schema());
        List<Types.NestedField> wanted = table.schema().columns();
        List<String> wantedNames = names(table.schema());
        if (has.equals(wantedNames)) {
            return new TableState(table, addProperties(table, existing), existing.location());
        }
        if (has.size() > wantedNames.size() || !has.equals(wantedNames.subList(0, has.size()))) {
            throw new LakeException(
                    "table %s has the columns %s, which this version (%s) does not continue: use the version that made it, or another namespace"
                            .formatted(table.identifier(), has, wantedNames));
        }
        UpdateSchema update = existing.updateSchema();
        for (Types.NestedField field : wanted.subList(has.size(), wanted.size())) {
            update.addColumn(field.name(), field.type(), field.doc());
        }
        update.commit();
        // Some name columns that have just been added.
        addProperties(table, existing);
        return new TableState(table, Outcome.EXTENDED, existing.location());
    }

    /** Those that are there stay as they are: someone may have set them. */
    private static Outcome addProperties(LakeTable table, Table existing) {
        UpdateProperties update = existing.updateProperties();
        Outcome outcome = Outcome.UNCHANGED;
        for (Map.Entry<String, String> property : table.properties().entrySet()) {
            if (!property.getKey().equals(TableProperties.FORMAT_VERSION)
                    && !existing.properties().containsKey(property.getKey())) {
                update.set(property.getKey(), property.getValue());
                outcome = Outcome.EXTENDED;
            }
        }
        if (outcome == Outcome.EXTENDED) {
            update.commit();
        }
        return outcome;
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

    private static List<String> names(Schema schema) {
        return schema.columns().stream().map(Types.NestedField::name).toList();
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
