package io.drey.ingest;

/** Where parsed events go besides the lake. */
public enum EventOutlet {
    /** The events topics, for jobs of their own. Each event is encoded for it. */
    TOPICS,
    /** A stream within the same job, with the datasets' clocks. Nothing is encoded. */
    CLOCKED_STREAM
}
