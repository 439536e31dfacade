package io.drey.cli.query;

import io.drey.configuration.Durations;
import io.drey.event.Printable;
import io.drey.operations.OperationException;
import java.time.Duration;

/** Lengths of time that options of queries are given. */
final class GivenTime {

    private GivenTime() {}

    /**
     * A length above zero.
     *
     * @throws OperationException if it is none
     */
    static Duration positive(String option, String text) {
        Duration duration;
        try {
            duration = Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(option + ": " + e.getMessage(), e);
        }
        if (duration.isZero() || duration.isNegative()) {
            throw OperationException.usage(
                    "%s is '%s': write a time above zero, such as 15m".formatted(option, Printable.of(text)));
        }
        return duration;
    }
}
