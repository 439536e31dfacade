package io.drey.job.sending;

import java.io.Serializable;
import java.util.List;

/**
 * How things become batches.
 *
 * @param <T> what is gathered
 * @param <B> what goes in one request
 */
public interface Batching<T, B> extends Serializable {

    /** What only things of the same key may share; the same for all where they all may. */
    String key(T thing);

    /** How much of {@link #mostBytes} it takes. */
    long bytes(T thing);

    /** The most that go with it in one request, at least 1. */
    int most(T thing);

    /** How many bytes fill a batch. */
    long mostBytes();

    /** How long a thing waits for others, in milliseconds; 0 for not at all. */
    long longestWaitMillis();

    /** A batch of things of one key, in the order they came. */
    B batch(String key, List<T> things);
}
