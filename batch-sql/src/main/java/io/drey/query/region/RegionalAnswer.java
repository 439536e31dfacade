package io.drey.query.region;

import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.RowWriter;
import io.drey.query.rows.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One answer of several regions.
 *
 * @param rows the rows
 * @param regions what came of each region
 * @param notes what must be known of the rows: what is left out, and by how much a sum may be too low
 */
public record RegionalAnswer(Rows rows, List<Outcome> regions, List<String> notes) {

    public RegionalAnswer {
        regions = List.copyOf(regions);
        notes = List.copyOf(notes);
    }

    /**
     * What came of a region.
     *
     * @param region its name
     * @param rows how many rows it gave
     * @param missing why it gave none; empty where it answered
     */
    public record Outcome(String region, long rows, Optional<String> missing) {}

    /** An object of the rows, the regions and the notes, whose text is as harmless as that of {@link Rows}. */
    public String json() {
        List<List<Object>> outcomes = new ArrayList<>();
        regions.forEach(region -> outcomes.add(
                Arrays.asList(region.region(), region.rows(), region.missing().orElse(null))));
        List<List<Object>> said = new ArrayList<>();
        notes.forEach(note -> said.add(List.of(note)));
        return "{\"rows\":%s,\"regions\":%s,\"notes\":%s}"
                .formatted(
                        text(rows),
                        text(new Rows(List.of("region", "rows", "missing"), outcomes)),
                        text(new Rows(List.of("note"), said)));
    }

    private static String text(Rows rows) {
        StringBuilder text = new StringBuilder();
        try {
            RowWriter.write(rows.columns(), rows.rows().iterator(), OutputFormat.JSON, text);
        } catch (IOException e) {
            throw new IllegalStateException("a text keeps all that is written", e);
        }
        return text.toString().strip();
    }

    /** The regions that did not answer. */
    public List<Outcome> missing() {
        return regions.stream().filter(region -> region.missing().isPresent()).toList();
    }
}
