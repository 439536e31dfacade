package io.drey.query.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Sha256;
import io.drey.lake.audit.Access;
import io.drey.query.QueryException;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.PackDefinition;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.Snapshots;
import io.drey.query.rows.SafeJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes packs of reports. A pack is a folder: the files of each report, {@code index.html} that maps the standard's clauses to
 * them, and {@code pack.manifest.json} with what all rests on and the SHA-256 of each file. All reports read the same snapshot
 * of each table. The same snapshots, period and parameters give the same bytes.
 */
public final class PackRunner {

    /** The name of a pack's manifest. */
    public static final String MANIFEST = "pack.manifest.json";

    private static final String COVER = "index.html";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReportRunner runner;
    private final QueryEngine engine;
    private final Optional<LakeRecords> records;

    /** Makes packs that nothing is recorded of. */
    public PackRunner(QueryCatalog catalog, QueryEngine engine) {
        this.runner = new ReportRunner(catalog, engine);
        this.engine = engine;
        this.records = Optional.empty();
    }

    /** Makes packs of which the lake keeps a record: where that cannot be written, there is no pack. */
    public PackRunner(QueryCatalog catalog, QueryEngine engine, LakeRecords records) {
        this.runner = new ReportRunner(catalog, engine, records);
        this.engine = engine;
        this.records = Optional.of(records);
    }

    /**
     * A finished pack.
     *
     * @param folder its folder, which holds nothing else
     * @param reports how many reports it has
     * @param rowCount how many rows they have
     */
    public record Pack(Path folder, int reports, long rowCount) {

        /** The page to begin with. */
        public Path cover() {
            return folder.resolve(COVER);
        }

        /** What all of it rests on. */
        public Path manifest() {
            return folder.resolve(MANIFEST);
        }
    }

    /** Makes a pack that only time-outs of its queries end. */
    public Pack run(PackRequest request, Path out, Consumer<String> progress) {
        return run(request, out, progress, new Ending());
    }

    /**
     * Makes a pack: a folder that appears when it is complete, and replaces an earlier one of the same name.
     *
     * @param out where the folder goes; created if need be
     * @param progress is told of each report as it is begun
     * @param ending ends it before it is done; an earlier pack stays then
     * @throws io.drey.lake.LakeException if the lake cannot be read, knows no such tenant, or the record of the pack cannot be
     *     written
     * @throws QueryException if a query fails or the files cannot be written
     */
    public Pack run(PackRequest request, Path out, Consumer<String> progress, Ending ending) {
        records.ifPresent(lake -> {
            lake.requireSeen(Access.Action.REPORT, engine, request.reports().get(0));
            lake.requireTenant(request.reports().get(0));
        });
        Path target = out.resolve(request.folderName());
        try {
            requireReplaceable(target);
            Files.createDirectories(out);
            Path unfinished = Files.createDirectory(beside(target));
            try {
                Pack made = write(request, unfinished, progress, ending);
                replace(target, unfinished);
                return new Pack(target, made.reports(), made.rowCount());
            } finally {
                delete(unfinished);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new QueryException("the pack cannot be written to %s: %s".formatted(target, e.getMessage()), e);
        }
    }

    private Pack write(PackRequest request, Path folder, Consumer<String> progress, Ending ending) throws IOException {
        Snapshots snapshots = engine.snapshots(request.reports());
        Map<String, ReportRunner.Report> reports = new LinkedHashMap<>();
        for (QueryRequest report : request.reports()) {
            String id = report.definition().orElseThrow().id();
            progress.accept("%s, %d of %d"
                    .formatted(id, reports.size() + 1, request.reports().size()));
            reports.put(id, runner.run(report, snapshots, folder, ending));
        }
        String engineName = engine.name();
        try (Writer cover = Files.newBufferedWriter(folder.resolve(COVER), UTF_8)) {
            new PackPage(request, snapshots, engineName).write(reports, cover);
        }
        long rowCount = reports.values().stream()
                .mapToLong(ReportRunner.Report::rowCount)
                .sum();
        ObjectNode clauses = clauses(request.pack());
        String manifest = manifest(request, snapshots, engineName, clauses, reports, folder);
        Files.writeString(folder.resolve(MANIFEST), manifest, UTF_8);
        if (records.isPresent()) {
            records.get()
                    .made(
                            new LakeRecords.Made(
                                    "pack " + request.pack().id(),
                                    request.tenant(),
                                    engineName,
                                    parameters(request),
                                    ids(snapshots),
                                    clauses.toString(),
                                    rowCount),
                            manifest);
        }
        return new Pack(folder, reports.size(), rowCount);
    }

    private static String manifest(
            PackRequest request,
            Snapshots snapshots,
            String engine,
            ObjectNode clauses,
            Map<String, ReportRunner.Report> reports,
            Path folder)
            throws IOException {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("pack", request.pack().id());
        manifest.put("title", request.pack().title());
        manifest.put("edition", request.pack().edition());
        manifest.put("engine", engine);
        ObjectNode parameters = manifest.putObject("parameters");
        parameters(request).forEach(parameters::put);
        ObjectNode ids = manifest.putObject("snapshots");
        // As text: JSON readers that know only doubles would round them.
        ids(snapshots).forEach((table, id) -> ids.put(table, id.toString()));
        ObjectNode committed = manifest.putObject("committed");
        for (Snapshots.Taken taken : snapshots.taken()) {
            taken.committed().ifPresent(time -> committed.put(taken.table(), time.toString()));
        }
        manifest.set("clauses", clauses);
        ArrayNode made = manifest.putArray("reports");
        for (Map.Entry<String, ReportRunner.Report> report : reports.entrySet()) {
            ObjectNode entry = made.addObject();
            entry.put("report", report.getKey());
            entry.put("rows", report.getValue().rowCount());
            entry.put("manifest_sha256", Sha256.of(report.getValue().manifest()));
        }
        ArrayNode files = manifest.putArray("files");
        for (Path file : filesOf(folder)) {
            ManifestFile.add(file.getFileName().toString(), file, files);
        }
        return SafeJson.escape(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest)) + "\n";
    }

    private static Map<String, String> parameters(PackRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("tenant", request.tenant());
        parameters.put("period", request.period().text());
        parameters.put("from", request.period().from().toString());
        parameters.put("to", request.period().to().toString());
        return parameters;
    }

    private static SortedMap<String, Long> ids(Snapshots snapshots) {
        SortedMap<String, Long> ids = new TreeMap<>();
        for (Snapshots.Taken taken : snapshots.taken()) {
            taken.id().ifPresent(id -> ids.put(taken.table(), id));
        }
        return ids;
    }

    /** The reports that serve each clause; none where the pack says why. */
    private static ObjectNode clauses(PackDefinition pack) {
        ObjectNode clauses = JSON.createObjectNode();
        for (PackDefinition.Clause clause : pack.clauses()) {
            ArrayNode reports = clauses.putArray(clause.clause());
            clause.reports().forEach(reports::add);
        }
        return clauses;
    }

    /** What stands there under the pack's name is an earlier pack, or somebody else's. */
    private static void requireReplaceable(Path target) {
        if (Files.exists(target) && !Files.exists(target.resolve(MANIFEST))) {
            throw new QueryException(
                    "%s is there and is no pack: move it away, or write the pack elsewhere with --out"
                            .formatted(target),
                    null);
        }
    }

    private static void replace(Path target, Path finished) throws IOException {
        Optional<Path> earlier = Optional.empty();
        if (Files.exists(target)) {
            earlier = Optional.of(Files.move(target, beside(target)));
        }
        Files.move(finished, target);
        if (earlier.isPresent()) {
            delete(earlier.get());
        }
    }

    /** A name that nobody takes for a pack, on the same disk. */
    private static Path beside(Path target) {
        return target.resolveSibling(".%s.%s".formatted(target.getFileName(), UUID.randomUUID()));
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
