package io.drey.operations.control;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What becomes of a topic.
 *
 * @param topic its name
 * @param wanted how it is to be
 * @param configuration what has to be set, where it exists
 * @param differences what is changed, in words
 * @param notes what differs and is left as it is, in words
 */
public record TopicChange(
        Outcome outcome,
        String topic,
        TopicSettings wanted,
        Map<String, String> configuration,
        List<String> differences,
        List<String> notes) {

    /** What becomes of it. */
    public enum Outcome {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    public TopicChange {
        requireNonNull(outcome, "outcome is null");
        requireNonNull(topic, "topic is null");
        configuration = new TreeMap<>(configuration);
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
    }
}
