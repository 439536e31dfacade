package io.drey.format;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventView;
import java.util.function.Predicate;

/**
 * Which events a dataset does not keep.
 *
 * @param written the condition as it is written, which is the reason
 * @param condition whether it holds
 */
public record DropRule(String written, Predicate<EventView> condition) {

    public DropRule {
        requireNonNull(written, "written is null");
        requireNonNull(condition, "condition is null");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DropRule that && written.equals(that.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    @Override
    public String toString() {
        return written;
    }
}
