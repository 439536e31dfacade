package io.drey.lake.restore;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Which lines are restored. Days are in UTC: for an event the day it is filed under, which is when it happened; for a line
 * that could not be parsed the day it arrived.
 *
 * @param id whose lines
 * @param from the first day; empty: from the beginning
 * @param to the day after the last; empty: to the end
 */
public record RestoreRange(DatasetId id, Optional<LocalDate> from, Optional<LocalDate> to) {

    public RestoreRange {
        requireNonNull(id, "id is null");
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new IllegalArgumentException("--from %s is not before --to %s: the last day is the one before --to"
                    .formatted(from.get(), to.get()));
        }
    }
}
