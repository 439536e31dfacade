package io.drey.operations.status;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a server said, or why it said nothing.
 *
 * @param value what it said
 * @param problem in words; empty where it answered
 */
public record Answer<T>(Optional<T> value, String problem) {

    public static <T> Answer<T> of(T value) {
        return new Answer<>(Optional.of(value), "");
    }

    public static <T> Answer<T> missing(String problem) {
        return new Answer<>(Optional.empty(), requireNonNull(problem, "problem is null"));
    }
}
