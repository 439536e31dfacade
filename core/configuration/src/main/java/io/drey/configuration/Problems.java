package io.drey.configuration;

import io.drey.rules.sigma.RefusedConditionException;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a document, each where it stands as a JSON pointer. */
final class Problems {

    /**
     * One of them.
     *
     * @param pointer the value, or the value behind the key
     * @param part whether the key or the value is meant
     */
    record Problem(String pointer, Part part, String message) {}

    /** What of an entry is meant. */
    enum Part {
        KEY,
        VALUE
    }

    /** What becomes of keys that this version does not know, or has no use for. */
    enum UnknownKeys {
        /** Somebody's typing error. */
        REFUSED,
        /** A newer version's, which an older job must be able to read on. */
        IGNORED
    }

    private final UnknownKeys unknownKeys;
    private final List<Problem> found = new ArrayList<>();

    Problems(UnknownKeys unknownKeys) {
        this.unknownKeys = unknownKeys;
    }

    void value(String pointer, String message) {
        found.add(new Problem(pointer, Part.VALUE, message));
    }

    void key(String pointer, String message) {
        found.add(new Problem(pointer, Part.KEY, message));
    }

    void add(Problem problem) {
        found.add(problem);
    }

    void unknownKey(String pointer, String message) {
        if (unknownKeys == UnknownKeys.REFUSED) {
            key(pointer, message);
        }
    }

    /** All that is wrong with a condition that stands there. */
    void refused(String pointer, RefusedConditionException refused) {
        refused.faults().forEach(fault -> found.add(of(pointer, fault)));
    }

    /** What is wrong with a part of a condition that stands there. */
    static Problem of(String pointer, RefusedConditionException.Fault fault) {
        return new Problem(
                pointer + fault.pointer(),
                switch (fault.part()) {
                    case KEY -> Part.KEY;
                    case VALUE -> Part.VALUE;
                },
                fault.message());
    }

    List<Problem> found() {
        return found;
    }
}
