package io.drey.collect.files;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceEvent;

/** Tells readers which patterns' growing files are to be read now, by the ids of their splits. */
record TailsAsked(HashSet<String> ids) implements SourceEvent {

    private static final long serialVersionUID = 1L;

    static TailsAsked of(Set<String> ids) {
        return new TailsAsked(new HashSet<>(ids));
    }
}
