package io.drey.job.sending;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where things are sent.
 *
 * @param <T> what is sent
 * @param <R> what is told of a thing that was refused
 */
public interface Destination<T, R> {

    /** Its name in the log. */
    String name();

    /**
     * Tries once, without waiting. Called by the sending's thread only. A failure is an answer, too: a future that fails is
     * a bug, which fails what is sent.
     *
     * @param things at least one, in the order they came
     */
    CompletableFuture<Answer<T, R>> attempt(List<T> things);
}
