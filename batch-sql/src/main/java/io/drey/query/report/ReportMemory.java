package io.drey.query.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.Place;
import io.drey.query.QueryException;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.QueryResult;
import io.drey.query.mining.TemplateMemory;
import io.drey.query.sight.Sight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Snapshot;

/**
 * What reports remember from one look to the next: a file for each tenant, report and role, beside the lake's tables:
 * {@code memory/<tenant>/<report>.json}.
 */
public final class ReportMemory {

    private static final String FOLDER = "memory";
    private static final String REMEDY = "Let the lake's login write beside its tables";

    private final LakeSettings settings;

    /** That of a lake. */
    public ReportMemory(LakeSettings settings) {
        this.settings = settings;
    }

    /**
     * What was found before.
     *
     * @throws QueryException if there is something that cannot be read
     */
    TemplateMemory read(QueryRequest request, Sight sight) {
        String name = name(request, sight);
        try {
            return at((lake, place) -> place.read(name))
                    .map(TemplateMemory::parse)
                    .orElse(TemplateMemory.NONE);
        } catch (IllegalArgumentException e) {
            throw new QueryException(
                    "what %s has found before, %s/%s beside the lake's tables, is not as it must be: %s. Take it away to begin anew"
                            .formatted(request.statement(), FOLDER, name, e.getMessage()),
                    e);
        }
    }

    /**
     * Keeps what is known now, once the report is there. What arrived before the snapshot that was read counts as looked at.
     *
     * @throws QueryException if it cannot be written
     */
    void write(QueryResult result) {
        Optional<TemplateMemory> memory = result.memory();
        Long snapshotId = result.snapshotIds().get(LakeTable.LOGS.tableName());
        if (memory.isEmpty() || snapshotId == null) {
            return;
        }
        String name = name(result.request(), result.sight());
        at((lake, place) -> {
            Snapshot snapshot = lake.asItIs(LakeTable.LOGS).snapshot(snapshotId);
            Path file = Files.createTempFile("drey-memory", ".json");
            try {
                Files.writeString(
                        file,
                        memory.get()
                                .until(Instant.ofEpochMilli(snapshot.timestampMillis()))
                                .json(),
                        UTF_8);
                place.put(file, name);
            } finally {
                Files.delete(file);
            }
            return Optional.<String>empty();
        });
    }

    private interface Access {

        Optional<String> run(Lake lake, Place place) throws IOException;
    }

    private Optional<String> at(Access access) {
        try (Lake lake = Lake.open(settings)) {
            String tables = lake.asItIs(LakeTable.LOGS).location();
            String folder = tables.substring(0, tables.lastIndexOf('/') + 1) + FOLDER;
            try (Place place = Place.at(folder, lake, Optional.empty(), REMEDY)) {
                return access.run(lake, place);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new QueryException(
                    "what a report has found cannot be kept beside the lake's tables: " + e.getMessage(), e);
        }
    }

    /** Whoever sees less must not learn from what others have found. */
    private static String name(QueryRequest request, Sight sight) {
        String role = sight.equals(Sight.EVERYTHING) ? "" : "-" + sight.name().replaceAll("[^a-z0-9._@-]", "_");
        return "%s/%s%s.json".formatted(request.tenant(), request.statement(), role);
    }
}
