package io.drey.query.engine;

import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.sight.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A table that a query may read.
 *
 * @param table the table
 * @param snapshotId the snapshot that is read; empty where nothing was ever written
 */
record Source(LakeTable table, OptionalLong snapshotId) {

    /**
     * The tables that a query's text names.
     *
     * @param sight what of the lake those may see who ask
     * @param snapshots at which snapshots
     * @throws io.drey.lake.LakeException if one cannot be read
     */
    static List<Source> of(Lake lake, QueryRequest request, Sight sight, String sql, Snapshots snapshots) {
        List<Source> sources = new ArrayList<>();
        for (LakeTable table : LakeTable.values()) {
            if (TenantView.mayRead(request, sight, sql, table)) {
                lake.requireQueryable(table);
                sources.add(new Source(table, snapshots.idOf(lake, table)));
            }
        }
        return sources;
    }

    /** The snapshots by table; those that nothing was written to are left out. */
    static SortedMap<String, Long> snapshotIds(List<Source> sources) {
        SortedMap<String, Long> ids = new TreeMap<>();
        for (Source source : sources) {
            source.snapshotId().ifPresent(id -> ids.put(source.table().tableName(), id));
        }
        return ids;
    }
}
