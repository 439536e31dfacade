package io.drey.pattern.api;

import java.util.List;
import org.apache.flink.cep.pattern.Pattern;

/**
 * A rule whose pattern of Flink CEP is written in Java, for what documents of rules have no words.
 *
 * <p>Name the class in {@code META-INF/services/io.drey.pattern.api.JavaPattern} and put its jar on the class path of
 * {@code cep-job}; it has a public constructor without parameters. The rule is in force for every tenant, and sees the events of
 * one tenant, dataset and group at a time, in their total order. A document of a tenant with the same id or name takes its place.
 *
 * <p>Conditions are called by several threads for many groups: they keep nothing between two calls, and are no rich functions.
 */
public interface JavaPattern {

    /** What it is known by: letters, digits, dots, dashes and underscores. */
    String id();

    /** At least 1. A changed pattern is a new version: what the one before has begun is forgotten. */
    int version();

    /** What it looks for, in a few words. */
    String title();

    /** One of {@code informational}, {@code low}, {@code medium}, {@code high} and {@code critical}. */
    default String severity() {
        return "medium";
    }

    /** The dotted names of the fields that the events of a group have in common; none for one group of all. */
    List<String> groupBy();

    /** The dotted names of the fields that the pattern's conditions look at. Events carry no others. */
    List<String> fields();

    /** The pattern; it has a {@code within}. */
    Pattern<PatternEvent, ?> pattern();
}
