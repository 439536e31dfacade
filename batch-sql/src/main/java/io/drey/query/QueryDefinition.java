package io.drey.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query that has a name: one folder with {@code query.yaml} and {@code query.sql}, and beside the latter {@code
 * query.flink.sql} or {@code query.trino.sql} where an engine needs another text for the same answer.
 *
 * @param id the folder's name
 * @param title a few words
 * @param answers the question it answers
 * @param report whether it is meant as a report
 * @param clauses the clauses it serves
 * @param parameters its own parameters; {@code tenant}, {@code from} and {@code to} belong to every query
 * @param labels headings of its columns, by column
 * @param chart what a report draws
 * @param templates the SQL of each dialect, with {@code ${name}} for parameters
 */
public record QueryDefinition(
        String id,
        String title,
        String answers,
        boolean report,
        List<String> clauses,
        List<ParameterDefinition> parameters,
        Map<String, String> labels,
        Optional<Chart> chart,
        Map<SqlDialect, String> templates) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    /**
     * A bar for each label, as long as the sum of its values.
     *
     * @param label the column of the labels
     * @param value the column of the values
     */
    public record Chart(String label, String value) {}

    /** The content of {@code query.yaml}. */
    record Document(
            String title,
            String answers,
            boolean report,
            List<String> clauses,
            List<ParameterDefinition> parameters,
            @JsonProperty("columns") LinkedHashMap<String, String> labels,
            Chart chart) {}

    public QueryDefinition {
        clauses = List.copyOf(clauses);
        parameters = List.copyOf(parameters);
        Set<String> declared = new LinkedHashSet<>();
        parameters.forEach(parameter -> declared.add(parameter.name()));
        templates = Map.copyOf(templates);
        for (SqlDialect dialect : SqlDialect.values()) {
            Set<String> used = new LinkedHashSet<>();
            Matcher placeholders = PLACEHOLDER.matcher(templates.get(dialect));
            while (placeholders.find()) {
                used.add(placeholders.group(1));
            }
            if (!declared.equals(used)) {
                throw new IllegalArgumentException(
                        "query %s declares the parameters %s in query.yaml and uses %s in query.sql or %s"
                                .formatted(id, declared, used, dialect.fileName()));
            }
        }
    }

    static QueryDefinition of(String id, Document document, Map<SqlDialect, String> templates) {
        if (document.title == null || document.answers == null) {
            throw new IllegalArgumentException("query %s lacks title or answers in query.yaml".formatted(id));
        }
        return new QueryDefinition(
                id,
                document.title,
                document.answers,
                document.report,
                document.clauses == null ? List.of() : document.clauses,
                document.parameters == null ? List.of() : document.parameters,
                document.labels == null ? Map.of() : document.labels,
                Optional.ofNullable(document.chart),
                templates);
    }

    /** The heading of a column. */
    String label(String column) {
        return labels.getOrDefault(column, column);
    }

    /** All own parameters with the values given or their defaults. */
    Map<String, String> values(Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        for (ParameterDefinition parameter : parameters) {
            String value = given.getOrDefault(parameter.name(), parameter.defaultValue());
            if (value == null) {
                throw new QueryUsageException(
                        "query %s needs the parameter %s: %s".formatted(id, parameter.name(), parameter.description()));
            }
            values.put(parameter.name(), value);
        }
        return values;
    }

    /** The SQL with literals in place of the parameters. */
    String sql(Map<String, String> given, SqlDialect dialect) {
        Map<String, String> values = values(given);
        Map<String, String> literals = new LinkedHashMap<>();
        for (ParameterDefinition parameter : parameters) {
            literals.put(parameter.name(), parameter.literal(values.get(parameter.name()), dialect));
        }
        return PLACEHOLDER
                .matcher(templates.get(dialect))
                .replaceAll(match -> Matcher.quoteReplacement(literals.get(match.group(1))));
    }
}
