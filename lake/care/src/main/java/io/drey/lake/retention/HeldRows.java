package io.drey.lake.retention;

import io.drey.event.DatasetId;
import io.drey.lake.LakeTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.data.Record;

/**
 * Which rows of a dataset legal holds cover, as the holds were when this was made: whoever replaces rows remembers {@link
 * Holds#version()} from before, and looks again right before it commits.
 */
public final class HeldRows {

    private final LakeTable table;
    private final List<Hold> holds;

    private HeldRows(LakeTable table, List<Hold> holds) {
        this.table = table;
        this.holds = holds;
    }

    /** The rows of a dataset in a table that are held now. */
    public static HeldRows of(Holds holds, LakeTable table, DatasetId dataset) {
        return new HeldRows(
                table,
                holds.active(dataset.tenant()).stream()
                        .filter(hold -> hold.mayCover(dataset.tenant(), Optional.of(dataset.dataset())))
                        .toList());
    }

    /** The columns that {@link #holdOf} looks at. */
    public Set<String> columns() {
        return holds.isEmpty() ? Set.of() : Hold.columns(table, holds);
    }

    /** The id of a hold that covers a row of the dataset; empty where none does. */
    public Optional<String> holdOf(Record row) {
        for (Hold hold : holds) {
            if (hold.covers(table, row)) {
                return Optional.of(hold.id());
            }
        }
        return Optional.empty();
    }
}
