package io.drey.query.report;

import io.drey.lake.EventTimes;
import io.drey.lake.audit.Access;
import io.drey.query.QueryException;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.QueryResult;
import io.drey.query.engine.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Runs reports. A report is four files: {@code ID.csv} and {@code ID.json} with all rows, {@code ID.html} to read and print, {@code
 * ID.manifest.json} which says what they rest on and has their SHA-256. The same snapshot and parameters give the same
 * bytes.
 */
public final class ReportRunner {

    private final QueryCatalog catalog;
    private final QueryEngine engine;
    private final Optional<LakeRecords> records;

    /** Makes reports that nothing is recorded of. */
    public ReportRunner(QueryCatalog catalog, QueryEngine engine) {
        this(catalog, engine, Optional.empty());
    }

    /** Makes reports of which the lake keeps a record: where that cannot be written, there is no report. */
    public ReportRunner(QueryCatalog catalog, QueryEngine engine, LakeRecords records) {
        this(catalog, engine, Optional.of(records));
    }

    private ReportRunner(QueryCatalog catalog, QueryEngine engine, Optional<LakeRecords> records) {
        this.catalog = catalog;
        this.engine = engine;
        this.records = records;
    }

    /**
     * A finished report.
     *
     * @param rowCount how many rows it has
     * @param csv all of them
     * @param json all of them
     * @param html the page
     * @param manifest what they rest on
     */
    public record Report(long rowCount, Path csv, Path json, Path html, Path manifest) {}

    /**
     * Runs a report and writes its files, which appear when they are complete and replace earlier ones.
     *
     * @param id the report
     * @param parameters {@code tenant}, if wanted {@code from} and {@code to}, and its own
     * @param folder where the files go; created if need be
     * @throws QueryUsageException if there is no such report or a parameter is wrong
     * @throws io.drey.lake.LakeException if the lake cannot be read, knows no such tenant, or the record of the report cannot
     *     be written
     * @throws QueryException if the query fails or the files cannot be written
     */
    public Report run(String id, Map<String, String> parameters, Path folder) {
        return run(id, parameters, folder, new Ending());
    }

    /**
     * As {@link #run(String, Map, Path)}, and may be ended before it is done.
     *
     * @param ending ends it; files that are there by then stay as they were
     */
    public Report run(String id, Map<String, String> parameters, Path folder, Ending ending) {
        QueryRequest request = QueryRequest.of(catalog.report(id), parameters);
        records.ifPresent(lake -> {
            lake.requireSeen(Access.Action.REPORT, engine, request);
            lake.requireTenant(request);
        });
        return run(request, Snapshots.CURRENT, folder, ending);
    }

    /**
     * As {@link #run(String, Map, Path, Ending)}, of what has arrived since the last look that remembers.
     *
     * @param memory where it is remembered
     * @throws QueryUsageException also if the report is none that remembers
     */
    public Report runSinceLast(
            String id, Map<String, String> parameters, Path folder, ReportMemory memory, Ending ending) {
        QueryRequest request = QueryRequest.of(catalog.report(id), parameters);
        records.ifPresent(lake -> {
            lake.requireSeen(Access.Action.REPORT, engine, request);
            lake.requireTenant(request);
        });
        return run(
                request.since(memory.read(request, engine.sight())),
                Snapshots.CURRENT,
                folder,
                ending,
                Optional.of(memory));
    }

    /** Runs a report for a tenant that the lake knows. */
    Report run(QueryRequest request, Snapshots snapshots, Path folder, Ending ending) {
        return run(request, snapshots, folder, ending, Optional.empty());
    }

    private Report run(
            QueryRequest request, Snapshots snapshots, Path folder, Ending ending, Optional<ReportMemory> memory) {
        QueryDefinition definition = request.definition().orElseThrow();
        return ReportFiles.make(folder, definition, files -> {
            try (QueryResult result = begin(request, snapshots, ending)) {
                Report made = records.isPresent()
                        ? records.get().audited(Access.Action.REPORT, result, read -> write(definition, read, files))
                        : write(definition, result, files).value();
                memory.ifPresent(kept -> kept.write(result));
                return made;
            }
        });
    }

    private LakeRecords.Read<Report> write(QueryDefinition definition, QueryResult result, ReportFiles files)
            throws IOException {
        EventTimes times = records.map(lake -> lake.times(result)).orElse(EventTimes.UNKNOWN);
        Report report = files.write(ReportContent.of(definition, result, times), (count, manifest) -> {
            if (records.isPresent()) {
                records.get().made(LakeRecords.Made.of(definition.id(), result, count), manifest);
            }
        });
        return new LakeRecords.Read<>(report, report.rowCount());
    }

    private QueryResult begin(QueryRequest request, Snapshots snapshots, Ending ending) {
        return records.isPresent()
                ? records.get().begin(Access.Action.REPORT, engine, request, snapshots, ending)
                : engine.run(request, snapshots, ending);
    }
}
