package io.drey.rules.sigma;

import java.util.List;

/** A condition that cannot be followed. Its message tells the first fault. */
@SuppressWarnings("serial") // never leaves the process
public final class RefusedConditionException extends IllegalArgumentException {

    /**
     * What is wrong with a part of it.
     *
     * @param pointer the part, as a JSON pointer whose names are not escaped; empty for all of it
     * @param part whether the value there or the key before it is meant
     * @param message the reason and, behind its last colon, the remedy
     */
    public record Fault(String pointer, Part part, String message) {}

    /** What of an entry is meant. */
    public enum Part {
        KEY,
        VALUE
    }

    private final List<Fault> faults;

    RefusedConditionException(List<Fault> faults) {
        super(faults.get(0).message());
        this.faults = List.copyOf(faults);
    }

    /** All that is wrong, at least one. */
    public List<Fault> faults() {
        return faults;
    }
}
