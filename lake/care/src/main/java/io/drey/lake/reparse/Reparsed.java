package io.drey.lake.reparse;

import static java.util.Objects.requireNonNull;

import io.drey.lake.LakeTable;
import java.util.List;
import java.util.Map;

/**
 * What became of the lines of a table.
 *
 * @param table where they were
 * @param lines how many of the range there were
 * @param replaced how many have a new row in {@code logs}
 * @param unchanged how many rows the parser makes the same of; they stay as they are
 * @param refused how many lines the parser refuses; they stay as they are
 * @param rowsHeld how many rows were not looked at because a legal hold covers them, by the hold's id
 * @param refusals the first of the refused lines
 */
public record Reparsed(
        LakeTable table,
        long lines,
        long replaced,
        long unchanged,
        long refused,
        Map<String, Long> rowsHeld,
        List<Refusal> refusals) {

    public Reparsed {
        requireNonNull(table, "table is null");
        rowsHeld = Map.copyOf(rowsHeld);
        refusals = List.copyOf(refusals);
    }
}
