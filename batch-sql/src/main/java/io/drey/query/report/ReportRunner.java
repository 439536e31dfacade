package io.drey.query.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Sha256;
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
import io.drey.query.mining.TemplateMemory;
import io.drey.query.rows.JsonRows;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.RowWriter;
import io.drey.query.rows.SafeJson;
import io.drey.query.sight.Sight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs reports. A report is four files: {@code ID.csv} and {@code ID.json} with all rows, {@code ID.html} to read and print, {@code
 * ID.manifest.json} which says what they rest on and has their SHA-256. The same snapshot and parameters give the same
 * bytes.
 */
public final class ReportRunner {

    private static final ObjectMapper JSON = new ObjectMapper();

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

    private record Target(Path csv, Path json, Path html, Path manifest) {

        static Target in(Path folder, String id) {
            return new Target(
                    folder.resolve(id + ".csv"),
                    folder.resolve(id + ".json"),
                    folder.resolve(id + ".html"),
                    folder.resolve(id + ".manifest.json"));
        }

        List<Path> ofRows() {
            return List.of(csv, json, html);
        }

        /** What a report that failed leaves behind. */
        void deleteParts() throws IOException {
            for (Path file : List.of(csv, json, html, manifest)) {
                Files.deleteIfExists(part(file));
            }
        }
    }

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
        Target files = Target.in(folder, definition.id());
        try {
            Files.createDirectories(folder);
            try (QueryResult result = begin(request, snapshots, ending)) {
                Report made = records.isPresent()
                        ? records.get().audited(Access.Action.REPORT, result, read -> write(definition, read, files))
                        : write(definition, result, files).value();
                memory.ifPresent(kept -> kept.write(result));
                return made;
            } finally {
                files.deleteParts();
            }
        } catch (IOException | UncheckedIOException e) {
            throw new QueryException("the report cannot be written to %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private QueryResult begin(QueryRequest request, Snapshots snapshots, Ending ending) {
        return records.isPresent()
                ? records.get().begin(Access.Action.REPORT, engine, request, snapshots, ending)
                : engine.run(request, snapshots, ending);
    }

    private LakeRecords.Read<Report> write(QueryDefinition definition, QueryResult result, Target files)
            throws IOException {
        Tee rows;
        long count;
        try (Writer out = Files.newBufferedWriter(part(files.csv), UTF_8);
                Writer jsonOut = Files.newBufferedWriter(part(files.json), UTF_8)) {
            JsonRows json = new JsonRows(result.columns(), jsonOut);
            rows = new Tee(definition, result, json);
            count = RowWriter.write(result.columns(), rows, OutputFormat.CSV, out);
            json.end();
        }
        try (Writer out = Files.newBufferedWriter(part(files.html), UTF_8)) {
            EventTimes times = records.map(lake -> lake.times(result)).orElse(EventTimes.UNKNOWN);
            new ReportPage(definition, result, times).write(result.columns(), rows.first, count, rows.chart, out);
        }
        String manifest = manifest(definition, result, count, files);
        Files.writeString(part(files.manifest), manifest, UTF_8);
        if (records.isPresent()) {
            records.get().made(LakeRecords.Made.of(definition.id(), result, count), manifest);
        }
        for (Path file : files.ofRows()) {
            Files.move(part(file), file, REPLACE_EXISTING);
        }
        Files.move(part(files.manifest), files.manifest, REPLACE_EXISTING);
        return new LakeRecords.Read<>(new Report(count, files.csv, files.json, files.html, files.manifest), count);
    }

    private static String manifest(QueryDefinition definition, QueryResult result, long count, Target target)
            throws IOException {
        QueryRequest request = result.request();
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("report", definition.id());
        manifest.put("title", definition.title());
        ArrayNode clauses = manifest.putArray("clauses");
        definition.clauses().forEach(clauses::add);
        manifest.put("engine", result.engine());
        ObjectNode parameters = manifest.putObject("parameters");
        request.parameters().forEach(parameters::put);
        if (!request.earlier().equals(TemplateMemory.NONE)) {
            // With it the same snapshot gives the same bytes.
            manifest.put("remembered_sha256", Sha256.of(request.earlier().json()));
        }
        if (!result.sight().equals(Sight.EVERYTHING)) {
            manifest.put("seen_by", result.sight().words());
        }
        ObjectNode snapshots = manifest.putObject("snapshots");
        // As text: JSON readers that know only doubles would round them.
        result.snapshotIds().forEach((table, id) -> snapshots.put(table, id.toString()));
        manifest.put("sql", result.sql());
        manifest.put("sql_sha256", Sha256.of(result.sql()));
        manifest.put("rows", count);
        ArrayNode files = manifest.putArray("files");
        for (Path file : target.ofRows()) {
            ManifestFile.add(file.getFileName().toString(), part(file), files);
        }
        return SafeJson.escape(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest)) + "\n";
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /** Keeps the first rows and the chart's sums of what passes, and writes all of it as JSON. */
    private static final class Tee implements Iterator<List<Object>> {

        private final QueryResult rows;
        private final JsonRows json;
        private final List<List<Object>> first = new ArrayList<>();
        private final BarChart chart = new BarChart();
        private final int label;
        private final int value;

        Tee(QueryDefinition definition, QueryResult rows, JsonRows json) {
            this.rows = rows;
            this.json = json;
            this.label = definition
                    .chart()
                    .map(c -> rows.columns().indexOf(c.label()))
                    .orElse(-1);
            this.value = definition
                    .chart()
                    .map(c -> rows.columns().indexOf(c.value()))
                    .orElse(-1);
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public List<Object> next() {
            List<Object> row = rows.next();
            try {
                json.add(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (first.size() < ReportPage.ROWS) {
                first.add(row);
            }
            if (label >= 0 && value >= 0) {
                chart.add(row.get(label), row.get(value));
            }
            return row;
        }
    }
}
