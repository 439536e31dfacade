package io.drey.lake.audit;

import io.drey.lake.Lake;
import io.drey.lake.LakeTable;
import io.drey.lake.retention.AppendedRows;
import io.drey.lake.retention.Erasures;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/**
 * The reports that were made, in the lake's table {@code reports}: rows only ever added, one for each run, so that a report can be
 * told from one that was changed or made up, and one whose rows were erased since from both.
 */
public final class Reports {

    private final Lake lake;

    /**
     * A run of a report.
     *
     * @param runId what names it
     * @param report the report
     * @param tenant whose rows
     * @param time when
     * @param actor who made it
     * @param engine what ran the query
     * @param parameters all parameters, as a JSON object
     * @param snapshots the snapshot that was read, by table
     * @param sqlSha256 SHA-256 of the query
     * @param rowCount how many rows it has
     * @param files SHA-256 of each file by its name, as a JSON object
     * @param manifestSha256 SHA-256 of the manifest
     */
    public record Run(
            String runId,
            String report,
            String tenant,
            Instant time,
            String actor,
            String engine,
            String parameters,
            Map<String, Long> snapshots,
            String sqlSha256,
            long rowCount,
            String files,
            String manifestSha256) {}

    /**
     * A snapshot that a report was made from and that an erasure took away.
     *
     * @param table the table
     * @param snapshotId the snapshot
     * @param erasureId which erasure
     * @param time when
     */
    public record Superseded(String table, long snapshotId, String erasureId, Instant time) {}

    public Reports(Lake lake) {
        this.lake = lake;
    }

    /** Records a run. */
    public void record(Run run) {
        Table table = lake.table(LakeTable.REPORTS);
        Record row = GenericRecord.create(table.schema());
        row.setField("run_id", run.runId());
        row.setField("report", run.report());
        row.setField("tenant", run.tenant());
        row.setField("event_created", run.time().atOffset(ZoneOffset.UTC));
        row.setField("actor", run.actor());
        row.setField("engine", run.engine());
        row.setField("parameters", run.parameters());
        row.setField("snapshots", Snapshots.text(run.snapshots()));
        row.setField("sql_sha256", run.sqlSha256());
        row.setField("row_count", run.rowCount());
        row.setField("files", run.files());
        row.setField("manifest_sha256", run.manifestSha256());
        AppendedRows.append(table, row);
    }

    /** The runs whose manifest has this SHA-256: several where the same report was made again from the same snapshots. */
    public List<Run> ofManifest(String manifestSha256) {
        return AppendedRows.read(lake.table(LakeTable.REPORTS), Expressions.equal("manifest_sha256", manifestSha256))
                .stream()
                .map(Reports::run)
                .toList();
    }

    /** The first of these snapshots that an erasure took away; empty if none did. */
    public Optional<Superseded> supersededBy(Map<String, Long> snapshots) {
        Erasures erasures = new Erasures(lake);
        return snapshots.entrySet().stream()
                .flatMap(snapshot -> Arrays.stream(LakeTable.values())
                        .filter(table -> table.tableName().equals(snapshot.getKey()))
                        .flatMap(table -> erasures.supersedingOf(table, snapshot.getValue()).stream())
                        .map(erasure -> new Superseded(
                                snapshot.getKey(), snapshot.getValue(), erasure.erasureId(), erasure.time())))
                .findFirst();
    }

    private static Run run(Record row) {
        return new Run(
                (String) row.getField("run_id"),
                (String) row.getField("report"),
                (String) row.getField("tenant"),
                ((OffsetDateTime) row.getField("event_created")).toInstant(),
                (String) row.getField("actor"),
                (String) row.getField("engine"),
                (String) row.getField("parameters"),
                Snapshots.parse((String) row.getField("snapshots")),
                (String) row.getField("sql_sha256"),
                (Long) row.getField("row_count"),
                (String) row.getField("files"),
                (String) row.getField("manifest_sha256"));
    }
}
