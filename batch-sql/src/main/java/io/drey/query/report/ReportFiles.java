package io.drey.query.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Sha256;
import io.drey.query.QueryException;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.mining.TemplateMemory;
import io.drey.query.report.ReportContent.Source;
import io.drey.query.report.ReportRunner.Report;
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

/** The files of a report, which appear when all are complete and replace earlier ones. */
record ReportFiles(Path csv, Path json, Path html, Path manifest) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Makes a report with the files it is given. */
    interface Making {

        Report make(ReportFiles files) throws IOException;
    }

    /** Records that a report was made, before its files are there. */
    interface Recording {

        void made(long rowCount, String manifest) throws IOException;
    }

    /**
     * Makes a report in a folder, which is created if need be. Nothing of one that fails stays there.
     *
     * @throws QueryException also if files cannot be written
     */
    static Report make(Path folder, QueryDefinition definition, Making making) {
        ReportFiles files = in(folder, definition.id());
        try {
            Files.createDirectories(folder);
            try {
                return making.make(files);
            } finally {
                files.deleteParts();
            }
        } catch (IOException | UncheckedIOException e) {
            throw new QueryException("the report cannot be written to %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static ReportFiles in(Path folder, String id) {
        return new ReportFiles(
                folder.resolve(id + ".csv"),
                folder.resolve(id + ".json"),
                folder.resolve(id + ".html"),
                folder.resolve(id + ".manifest.json"));
    }

    private List<Path> ofRows() {
        return List.of(csv, json, html);
    }

    /** What a report that failed leaves behind. */
    private void deleteParts() throws IOException {
        for (Path file : List.of(csv, json, html, manifest)) {
            Files.deleteIfExists(part(file));
        }
    }

    /** Writes them. */
    Report write(ReportContent content, Recording recording) throws IOException {
        Tee rows;
        long count;
        try (Writer out = Files.newBufferedWriter(part(csv), UTF_8);
                Writer jsonOut = Files.newBufferedWriter(part(json), UTF_8)) {
            JsonRows jsonRows = new JsonRows(content.columns(), jsonOut);
            rows = new Tee(content, jsonRows);
            count = RowWriter.write(content.columns(), rows, OutputFormat.CSV, out);
            jsonRows.end();
        }
        try (Writer out = Files.newBufferedWriter(part(html), UTF_8)) {
            new ReportPage(content).write(rows.first, count, rows.chart, out);
        }
        String text = manifest(content, count);
        Files.writeString(part(manifest), text, UTF_8);
        recording.made(count, text);
        for (Path file : ofRows()) {
            Files.move(part(file), file, REPLACE_EXISTING);
        }
        Files.move(part(manifest), manifest, REPLACE_EXISTING);
        return new Report(count, csv, json, html, manifest);
    }

    private String manifest(ReportContent content, long count) throws IOException {
        QueryDefinition definition = content.definition();
        QueryRequest request = content.request();
        ObjectNode written = JSON.createObjectNode();
        written.put("report", definition.id());
        written.put("title", definition.title());
        ArrayNode clauses = written.putArray("clauses");
        definition.clauses().forEach(clauses::add);
        written.put("engine", content.engine());
        ObjectNode parameters = written.putObject("parameters");
        request.parameters().forEach(parameters::put);
        if (!request.earlier().equals(TemplateMemory.NONE)) {
            // With it the same snapshot gives the same bytes.
            written.put("remembered_sha256", Sha256.of(request.earlier().json()));
        }
        ObjectNode regions = JSON.createObjectNode();
        for (Source source : content.sources()) {
            ObjectNode of = source.isRegion() ? regions.putObject(source.region()) : written;
            if (source.isRegion()) {
                of.put("engine", source.engine());
            }
            describe(source, of);
        }
        if (!regions.isEmpty()) {
            written.set("regions", regions);
            ArrayNode notes = written.putArray("notes");
            content.notes().forEach(notes::add);
        }
        written.put("rows", count);
        ArrayNode files = written.putArray("files");
        for (Path file : ofRows()) {
            ManifestFile.add(file.getFileName().toString(), part(file), files);
        }
        return SafeJson.escape(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(written)) + "\n";
    }

    private static void describe(Source source, ObjectNode of) {
        if (!source.sight().equals(Sight.EVERYTHING)) {
            of.put("seen_by", source.sight().words());
        }
        ObjectNode snapshots = of.putObject("snapshots");
        // As text: JSON readers that know only doubles would round them.
        source.snapshotIds().forEach((table, id) -> snapshots.put(table, id.toString()));
        of.put("sql", source.sql());
        of.put("sql_sha256", Sha256.of(source.sql()));
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /** Keeps the first rows and the chart's sums of what passes, and writes all of it as JSON. */
    private static final class Tee implements Iterator<List<Object>> {

        private final Iterator<List<Object>> rows;
        private final JsonRows json;
        private final List<List<Object>> first = new ArrayList<>();
        private final BarChart chart = new BarChart();
        private final int label;
        private final int value;

        Tee(ReportContent content, JsonRows json) {
            List<String> columns = content.columns();
            this.rows = content.rows();
            this.json = json;
            this.label = content.definition()
                    .chart()
                    .map(drawn -> columns.indexOf(drawn.label()))
                    .orElse(-1);
            this.value = content.definition()
                    .chart()
                    .map(drawn -> columns.indexOf(drawn.value()))
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
