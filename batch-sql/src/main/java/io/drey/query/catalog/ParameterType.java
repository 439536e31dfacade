package io.drey.query.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a query's parameter holds. */
public enum ParameterType {
    @JsonProperty("text")
    TEXT,
    @JsonProperty("integer")
    INTEGER,
    /** A moment or a day in UTC, as ISO 8601 writes them. */
    @JsonProperty("instant")
    INSTANT,
    /** Globs separated by commas, which a column must fit: see {@link io.drey.query.sql.Globs}. */
    @JsonProperty("glob")
    GLOB,
    /** The dotted name of a field, fixed or open. */
    @JsonProperty("field")
    FIELD
}
