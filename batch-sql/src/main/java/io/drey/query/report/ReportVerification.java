package io.drey.query.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Printable;
import io.drey.event.Sha256;
import io.drey.lake.audit.Reports;
import io.drey.query.QueryException;
import io.drey.query.QueryUsageException;
import io.drey.query.engine.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tells whether reports are as they were made, by their manifests and by what the lake keeps of them. */
public final class ReportVerification {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MANIFEST = ".manifest.json";

    private final Optional<Reports> reports;

    /** @param reports the lake's record; empty to look at the files alone */
    public ReportVerification(Optional<Reports> reports) {
        this.reports = reports;
    }

    /** What is found. */
    public enum Verdict {
        /** Files and manifest are those that were made. */
        OK,
        /** A file is not the one that was made, or is gone. */
        CHANGED,
        /** The files fit to the manifest, but the lake knows of no such manifest: it was changed, or made for another lake. */
        UNRECORDED,
        /** Files and manifest are those that were made; an erasure has since taken away what they were made from. */
        SUPERSEDED,
        /** There is no manifest that can be read. */
        UNREADABLE
    }

    /**
     * What is found of a report.
     *
     * @param report its id; a question mark where it is not known
     * @param manifest its manifest
     * @param verdict what
     * @param detail why; empty where there is nothing more to say
     */
    public record Finding(String report, Path manifest, Verdict verdict, String detail) {

        /** Whether the report can be relied on as evidence of what was read when it was made. */
        public boolean stands() {
            return switch (verdict) {
                case OK, SUPERSEDED -> true;
                case CHANGED, UNRECORDED, UNREADABLE -> false;
            };
        }
    }

    /**
     * Looks at a report.
     *
     * @param path a manifest; or a folder: the pack that it is, or every manifest in it and every pack in its folders
     * @throws QueryUsageException if there is no manifest
     */
    public List<Finding> verify(Path path) {
        List<Path> manifests = manifests(path);
        if (manifests.isEmpty()) {
            throw new QueryUsageException("%s holds no report: name a file or a folder of files whose names end in %s"
                    .formatted(path, MANIFEST));
        }
        return manifests.stream().map(this::finding).toList();
    }

    private static List<Path> manifests(Path path) {
        if (!Files.isDirectory(path)) {
            return Files.exists(path) ? List.of(path) : List.of();
        }
        List<Path> manifests = new ArrayList<>();
        for (Path entry : entries(path)) {
            if (Files.isDirectory(entry) && Files.isRegularFile(entry.resolve(PackRunner.MANIFEST))) {
                manifests.addAll(manifests(entry));
            } else if (entry.getFileName().toString().endsWith(MANIFEST)) {
                manifests.add(entry);
            }
        }
        return manifests;
    }

    /** What is in a folder, but what a run that was cut short left there. */
    private static List<Path> entries(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new QueryException("%s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private Finding finding(Path manifest) {
        JsonNode content;
        String sha256;
        try {
            content = JSON.readTree(Files.readString(manifest));
            sha256 = Sha256.of(manifest);
        } catch (IOException e) {
            return new Finding("?", manifest, Verdict.UNREADABLE, Failures.firstLine(String.valueOf(e.getMessage())));
        }
        boolean isPack = content.has("pack");
        String report = Printable.of(
                isPack
                        ? "pack " + content.path("pack").asText()
                        : content.path("report").asText("?"));
        if (!content.path("files").isArray() || content.path("files").isEmpty()) {
            return new Finding(report, manifest, Verdict.UNREADABLE, "it names no files");
        }
        List<String> changes = new ArrayList<>();
        for (JsonNode file : content.path("files")) {
            change(manifest, file.path("name").asText(), file.path("sha256").asText())
                    .ifPresent(changes::add);
        }
        if (isPack) {
            changes.addAll(strangers(manifest, content));
        }
        if (!changes.isEmpty()) {
            return new Finding(report, manifest, Verdict.CHANGED, String.join("; ", changes));
        }
        if (reports.isEmpty()) {
            return new Finding(report, manifest, Verdict.OK, "by the manifest alone");
        }
        List<Reports.Run> runs = reports.get().ofManifest(sha256);
        if (runs.isEmpty()) {
            return new Finding(
                    report,
                    manifest,
                    Verdict.UNRECORDED,
                    "the lake knows of no report with this manifest: it was changed, or is of another lake");
        }
        return reports.get()
                .supersededBy(snapshots(content, runs.get(0)))
                .map(erased -> new Finding(
                        report,
                        manifest,
                        Verdict.SUPERSEDED,
                        "snapshot %d of %s was taken away by erasure %s at %s"
                                .formatted(erased.snapshotId(), erased.table(), erased.erasureId(), erased.time())))
                .orElseGet(() -> new Finding(
                        report,
                        manifest,
                        Verdict.OK,
                        "made by %s at %s"
                                .formatted(runs.get(0).actor(), runs.get(0).time())));
    }

    /** The manifest's names are looked for beside it, and nowhere else. */
    private static Optional<String> change(Path manifest, String name, String sha256) {
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.contains("\0")) {
            return Optional.of("'%s' is no file of a report".formatted(Printable.of(name)));
        }
        Path file = manifest.resolveSibling(name);
        if (!Files.isRegularFile(file)) {
            return Optional.of(Printable.of(name) + " is missing");
        }
        try {
            return Sha256.of(file).equals(sha256) ? Optional.empty() : Optional.of(Printable.of(name) + " was changed");
        } catch (IOException e) {
            return Optional.of("%s cannot be read: %s".formatted(Printable.of(name), e.getMessage()));
        }
    }

    /** A pack's folder holds nothing else: who reads in it takes all of it for the pack's. */
    private static List<String> strangers(Path manifest, JsonNode content) {
        Set<String> names = new HashSet<>();
        names.add(manifest.getFileName().toString());
        content.path("files").forEach(file -> names.add(file.path("name").asText()));
        return entries(manifest.toAbsolutePath().getParent()).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> !names.contains(name))
                .map(name -> Printable.of(name) + " is none of the pack's files")
                .toList();
    }

    /** Of a report of several regions this lake's own, which the manifest has under the region's name. */
    private static Map<String, Long> snapshots(JsonNode manifest, Reports.Run run) {
        if (manifest.has("regions")) {
            return run.snapshots();
        }
        Map<String, Long> snapshots = new TreeMap<>();
        manifest.path("snapshots")
                .fields()
                .forEachRemaining(snapshot ->
                        snapshots.put(snapshot.getKey(), snapshot.getValue().asLong()));
        return snapshots;
    }
}
