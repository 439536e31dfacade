package io.drey.detection;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a detection is known by.
 *
 * @param id its id, in kebab case
 * @param version at least 1; a changed meaning is a new version
 * @param title what it looks for, in a few words
 * @param severity one of Sigma's levels: {@code informational, low, medium, high, critical}
 * @param timespan how long what it looks for may take; a whole number of milliseconds
 */
public record Rule(String id, int version, String title, String severity, Duration timespan) implements Serializable {

    public Rule {
        requireNonNull(id, "id is null");
        requireNonNull(title, "title is null");
        requireNonNull(severity, "severity is null");
        requireNonNull(timespan, "timespan is null");
        if (version < 1) {
            throw new IllegalArgumentException("version of rule %s is %d: begin at 1".formatted(id, version));
        }
        if (timespan.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "timespan of rule %s is %s: it must be at least a millisecond".formatted(id, timespan));
        }
    }
}
