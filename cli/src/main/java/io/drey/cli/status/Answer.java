package io.drey.cli.status;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a server said, or why it said nothing.
 *
 * @param value what it said
 * @param problem in words; empty where it answered
 */
record Answer<T>(Optional<T> value, String problem) {

    static <T> Answer<T> of(T value) {
        return new Answer<>(Optional.of(value), "");
    }

    static <T> Answer<T> missing(String problem) {
        return new Answer<>(Optional.empty(), requireNonNull(problem, "problem is null"));
    }
}
