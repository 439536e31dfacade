package io.drey.lake.reparse;

import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.lake.LakeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts lines. */
final class Tally {

    private static final int REFUSALS = 5;

    private long lines;
    private long replaced;
    private long unchanged;
    private long refused;
    private final Map<String, Long> held = new TreeMap<>();
    private final List<Refusal> refusals = new ArrayList<>();

    void replace() {
        lines++;
        replaced++;
    }

    void leave() {
        lines++;
        unchanged++;
    }

    void refuse(Position position, Rejection rejection) {
        lines++;
        refused++;
        if (refusals.size() < REFUSALS) {
            refusals.add(new Refusal(position, rejection));
        }
    }

    void hold(String hold) {
        lines++;
        held.merge(hold, 1L, Long::sum);
    }

    long replaced() {
        return replaced;
    }

    long lines() {
        return lines;
    }

    void add(Tally other) {
        lines += other.lines;
        replaced += other.replaced;
        unchanged += other.unchanged;
        refused += other.refused;
        other.held.forEach((hold, rows) -> held.merge(hold, rows, Long::sum));
        other.refusals.stream().limit(REFUSALS - refusals.size()).forEach(refusals::add);
    }

    Reparsed of(LakeTable table) {
        return new Reparsed(table, lines, replaced, unchanged, refused, held, refusals);
    }
}
