package io.drey.operations.dashboards;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.drey.operations.OperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A dashboard and its panels as {@code dashboards/packs/<id>.yaml} describes them.
 *
 * @param id in kebab case; the saved objects' ids begin with {@code drey-<id>}
 * @param title what people see
 * @param description what it shows
 * @param indexPatterns the indices that the panels read; the first is read by those that name none
 * @param query a Lucene query that all panels are restricted to
 * @param timeFrom the beginning of the range shown at first, as date math
 * @param refreshSeconds how often an open dashboard asks again
 * @param rows the panels, from top to bottom
 */
public record DashboardPack(
        @JsonProperty(required = true) String id,
        @JsonProperty(required = true) String title,
        @JsonProperty(required = true) String description,
        @JsonProperty(value = "index-patterns", required = true) List<IndexPattern> indexPatterns,
        @JsonProperty(required = true) String query,
        @JsonProperty(value = "time-from", required = true) String timeFrom,
        @JsonProperty(value = "refresh-seconds", required = true) int refreshSeconds,
        @JsonProperty(required = true) List<Row> rows) {

    /** How wide a row is. */
    static final int COLUMNS = 48;

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /**
     * The indices that panels read.
     *
     * @param id the saved object's id, which packs may share
     * @param title the indices' names, with a wildcard
     * @param timeField the field that holds a document's time
     */
    record IndexPattern(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String title,
            @JsonProperty(value = "time-field", required = true) String timeField) {}

    /**
     * Panels side by side.
     *
     * @param height in the grid's units
     * @param panels from left to right, together at most {@link #COLUMNS} wide
     */
    record Row(@JsonProperty(required = true) int height, @JsonProperty(required = true) List<Panel> panels) {}

    public DashboardPack {
        requireNonNull(id, "id is null");
        rows = List.copyOf(rows);
        indexPatterns = List.copyOf(indexPatterns);
        if (indexPatterns.isEmpty()) {
            throw new IllegalArgumentException("no index-patterns: name the indices that the panels read");
        }
        Set<String> ids = new HashSet<>();
        for (Row row : rows) {
            int width = row.panels().stream().mapToInt(Panel::width).sum();
            if (width > COLUMNS) {
                throw new IllegalArgumentException("the row of panel %s is %d columns wide: use %d at most"
                        .formatted(row.panels().get(0).id(), width, COLUMNS));
            }
            for (Panel panel : row.panels()) {
                indicesOf(panel, indexPatterns);
                if (!ids.add(panel.id())) {
                    throw new IllegalArgumentException(
                            "there are two panels %s: give one another id".formatted(panel.id()));
                }
            }
        }
    }

    /** The indices that a panel reads. */
    IndexPattern indicesOf(Panel panel) {
        return indicesOf(panel, indexPatterns);
    }

    private static IndexPattern indicesOf(Panel panel, List<IndexPattern> patterns) {
        return panel.indices() == null
                ? patterns.get(0)
                : patterns.stream()
                        .filter(pattern -> pattern.id().equals(panel.indices()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "panel %s reads the index pattern %s: name it in index-patterns, too"
                                        .formatted(panel.id(), panel.indices())));
    }

    /**
     * Reads a pack's file.
     *
     * @throws OperationException naming the file, the place and what is wrong
     */
    public static DashboardPack read(Path file) {
        try {
            return YAML.readValue(Files.readAllBytes(file), DashboardPack.class);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : ":%d:%d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw OperationException.failure("%s%s: %s".formatted(file, place, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw OperationException.failure("%s cannot be read: mend its permissions".formatted(file), e);
        }
    }
}
