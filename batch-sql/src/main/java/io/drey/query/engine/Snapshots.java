package io.drey.query.engine;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.sight.Sight;
import io.drey.query.sql.NamedFields;
import io.drey.query.sql.SqlDialect;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;

/**
 * Which snapshot of each table queries read: the one that is current when a query begins, or ones that were looked up before,
 * so that several queries rest on the same rows.
 */
public final class Snapshots {

    /** Those of the moment in which a query begins. */
    public static final Snapshots CURRENT = new Snapshots(Optional.empty());

    private final Optional<Map<String, Taken>> taken;

    /**
     * A snapshot that was looked up.
     *
     * @param table the table's name
     * @param id the snapshot; empty where nothing was ever written
     * @param committed when it was written; empty where nothing was
     */
    public record Taken(String table, OptionalLong id, Optional<Instant> committed) {}

    private Snapshots(Optional<Map<String, Taken>> taken) {
        this.taken = taken;
    }

    /**
     * Looks up the current snapshots of all tables that some queries name.
     *
     * @throws io.drey.lake.LakeException if one cannot be read
     */
    static Snapshots of(LakeSettings settings, Sight sight, SqlDialect dialect, List<QueryRequest> requests) {
        Map<String, Taken> taken = new TreeMap<>();
        try (Lake lake = Lake.open(settings)) {
            for (QueryRequest request : requests) {
                String sql = NamedFields.write(request.sql(dialect), dialect);
                for (LakeTable table : LakeTable.values()) {
                    if (!taken.containsKey(table.tableName()) && TenantView.mayRead(request, sight, sql, table)) {
                        taken.put(table.tableName(), take(lake, table));
                    }
                }
            }
        }
        return new Snapshots(Optional.of(taken));
    }

    private static Taken take(Lake lake, LakeTable table) {
        Snapshot snapshot = lake.asItIs(table).currentSnapshot();
        return snapshot == null
                ? new Taken(table.tableName(), OptionalLong.empty(), Optional.empty())
                : new Taken(
                        table.tableName(),
                        OptionalLong.of(snapshot.snapshotId()),
                        Optional.of(Instant.ofEpochMilli(snapshot.timestampMillis())));
    }

    /** Those that were looked up, by table; none of {@link #CURRENT}. */
    public Collection<Taken> taken() {
        return taken.map(Map::values).orElse(List.of());
    }

    /** When the newest of those that were looked up was written; empty if there is none. */
    public Optional<Instant> lastCommitted() {
        return taken().stream().flatMap(each -> each.committed().stream()).max(Instant::compareTo);
    }

    /** The snapshot that a query reads of a table; empty where nothing was ever written. */
    OptionalLong idOf(Lake lake, LakeTable table) {
        if (taken.isEmpty()) {
            return lake.snapshotId(table);
        }
        Taken found = taken.get().get(table.tableName());
        if (found == null) {
            throw new IllegalArgumentException(
                    "no snapshot of %s was looked up: look up those of all queries".formatted(table.tableName()));
        }
        return found.id();
    }
}
