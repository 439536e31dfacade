package io.drey.query;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a query's parameter holds. */
enum ParameterType {
    @JsonProperty("text")
    TEXT,
    @JsonProperty("integer")
    INTEGER,
    /** A moment or a day in UTC, as ISO 8601 writes them. */
    @JsonProperty("instant")
    INSTANT
}
