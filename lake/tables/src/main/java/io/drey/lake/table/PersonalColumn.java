package io.drey.lake.table;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A column that may say who somebody is, and what stands for its value before those who must not see that.
 *
 * @param name the column
 * @param mask an SQL expression over the table's columns, in words that Flink and Trino share; empty for nothing at all
 */
public record PersonalColumn(String name, Optional<String> mask) {

    public PersonalColumn {
        requireNonNull(name, "name is null");
        requireNonNull(mask, "mask is null");
    }

    /** A column of which nothing is shown. */
    static PersonalColumn hidden(String name) {
        return new PersonalColumn(name, Optional.empty());
    }
}
