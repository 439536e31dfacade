package io.drey.pattern;

import io.drey.rules.shape.Occurrence;
import java.util.function.Function;

/**
 * What an event is to a pattern's conditions.
 *
 * @param <E> the type
 * @param of makes it
 * @param occurrence the event that it was made of
 */
record Form<E>(Function<Occurrence, E> of, Function<E, Occurrence> occurrence) {

    /** The occurrence itself. */
    static final Form<Occurrence> PLAIN = new Form<>(Function.identity(), Function.identity());
}
