package io.drey.metrics.domain;

import java.util.List;

/**
 * The values counted most often, and what can be said of all others.
 *
 * @param values most often first, those of the same count in the order of their bytes
 * @param highestOther how often a value that is not listed may have been counted at most; 0 if there is none
 */
public record TopList(List<Counted> values, long highestOther) {

    public TopList {
        values = List.copyOf(values);
    }
}
