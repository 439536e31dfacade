package io.drey.cep;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.rules.book.EventAtHand;
import io.drey.rules.shape.Occurrence;
import java.util.Arrays;

/**
 * An event on its way to one group of one rule: all that the rule's shape needs of it, and the line as evidence. It says all that
 * by itself, so that streams and state of it outlive changes of the event's schema and of the rule's fields.
 *
 * @param key see {@link GroupKey}
 * @param datasetId the event's dataset, as the key has it
 * @param occurrence what the event is to the rule
 * @param line the line as admitted; of a long one the first {@link EventAtHand#LONGEST_LINE} bytes
 */
record Candidate(String key, DatasetId datasetId, Occurrence occurrence, byte[] line) {

    Candidate {
        requireNonNull(key, "key is null");
        requireNonNull(datasetId, "datasetId is null");
        requireNonNull(occurrence, "occurrence is null");
        requireNonNull(line, "line is null");
        if (line.length > EventAtHand.LONGEST_LINE) {
            line = Arrays.copyOf(line, EventAtHand.LONGEST_LINE);
        }
    }

    long timestampMillis() {
        return occurrence.timestampMillis();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Candidate that
                && key.equals(that.key)
                && occurrence.equals(that.occurrence)
                && Arrays.equals(line, that.line);
    }

    @Override
    public int hashCode() {
        return key.hashCode() * 31 + occurrence.event().hashCode();
    }
}
