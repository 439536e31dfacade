package io.drey.query.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.drey.query.QueryUsageException;
import io.drey.query.mining.KnownLines;
import io.drey.query.mining.MinedRows;
import io.drey.query.sql.SqlDialect;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A query that has a name: one folder with {@code query.yaml} and {@code query.sql}, and beside the latter {@code
 * query.flink.sql} or {@code query.trino.sql} where an engine needs another text for the same answer.
 *
 * @param id the folder's name
 * @param folder the user's folder it was read from; empty for one that is built in
 * @param title a few words
 * @param answers the question it answers
 * @param report whether it is meant as a report
 * @param readsAudit whether it reads who asked for, held and erased the tenant's rows: reports alone may
 * @param clauses the clauses it serves
 * @param parameters its own parameters; {@code tenant}, {@code from} and {@code to} belong to every query
 * @param labels headings of its columns, by column
 * @param chart what a report draws
 * @param timing when a report is made without being asked for
 * @param mining how lines among its rows become templates
 * @param merging how answers of several regions become one
 * @param templates the SQL of each dialect
 */
public record QueryDefinition(
        String id,
        Optional<String> folder,
        String title,
        String answers,
        boolean report,
        boolean readsAudit,
        List<String> clauses,
        List<ParameterDefinition> parameters,
        Map<String, String> labels,
        Optional<Chart> chart,
        Optional<Timing> timing,
        Optional<Mining> mining,
        Optional<Merging> merging,
        Map<SqlDialect, SqlTemplate> templates) {

    /**
     * A bar for each label, as long as the sum of its values.
     *
     * @param label the column of the labels
     * @param value the column of the values
     */
    public record Chart(String label, String value) {}

    /**
     * When a report is made.
     *
     * @param cron minute, hour, day of the month, month, day of the week
     * @param timeZone such as {@code Europe/Berlin}
     */
    public record Timing(String cron, @JsonProperty("time-zone") String timeZone) {

        public Timing {
            timeZone = timeZone == null ? "UTC" : timeZone;
        }
    }

    /**
     * Its rows are {@link MinedRows}.
     *
     * @param known the parameter that lists lines known to be uninteresting, a pattern a line
     */
    public record Mining(String known) {}

    /** The content of {@code query.yaml}. */
    record Document(
            String title,
            String answers,
            boolean report,
            @JsonProperty("audit") boolean readsAudit,
            List<String> clauses,
            List<ParameterDefinition> parameters,
            @JsonProperty("columns") LinkedHashMap<String, String> labels,
            Chart chart,
            @JsonProperty("schedule") Timing timing,
            @JsonProperty("mine") Mining mining,
            @JsonProperty("regions") Merging merging) {

        List<ParameterDefinition> ownParameters() {
            return parameters == null ? List.of() : parameters;
        }

        /** What is wrong, beyond what each part says of itself. */
        Optional<Problem> problem() {
            if (title == null || title.isBlank()) {
                return Optional.of(new Problem("", "title is missing: say in a few words what it shows"));
            }
            if (answers == null || answers.isBlank()) {
                return Optional.of(new Problem("", "answers is missing: write the question that it answers"));
            }
            if (readsAudit && !report) {
                return Optional.of(new Problem("audit:", "only a report may read the audit tables: add report: true"));
            }
            if (timing != null && !report) {
                return Optional.of(new Problem("schedule:", "only a report has a schedule: add report: true"));
            }
            if (timing != null && timing.cron() == null) {
                return Optional.of(new Problem("schedule:", "the schedule has no cron: write it like 0 5 * * *"));
            }
            Set<String> names = new LinkedHashSet<>();
            for (ParameterDefinition parameter : ownParameters()) {
                String name = parameter.name();
                if (Scope.NAMES.contains(name)) {
                    return Optional.of(new Problem(
                            "name: " + name,
                            "the parameter %s belongs to every query: choose another name".formatted(name)));
                }
                if (!names.add(name)) {
                    return Optional.of(new Problem("name: " + name, "there are two parameters %s".formatted(name)));
                }
            }
            if (mining != null
                    && ownParameters().stream()
                            .noneMatch(parameter -> parameter.name().equals(mining.known())
                                    && parameter.type() == ParameterType.TEXT)) {
                return Optional.of(new Problem(
                        "mine:", "mine needs known: the name of a parameter of type text, which lists known lines"));
            }
            Optional<String> unmerged = Optional.ofNullable(merging).flatMap(how -> how.problem(ownParameters()));
            if (unmerged.isPresent()) {
                return Optional.of(new Problem("regions:", unmerged.get()));
            }
            if (chart != null && (chart.label() == null || chart.value() == null)) {
                return Optional.of(new Problem("chart:", "the chart needs label and value: two of the columns"));
            }
            return Optional.empty();
        }
    }

    public QueryDefinition {
        clauses = List.copyOf(clauses);
        parameters = List.copyOf(parameters);
        templates = Map.copyOf(templates);
    }

    static QueryDefinition of(
            String id, Optional<String> folder, Document document, Map<SqlDialect, SqlTemplate> templates) {
        return new QueryDefinition(
                id,
                folder,
                document.title,
                document.answers,
                document.report,
                document.readsAudit,
                document.clauses == null ? List.of() : document.clauses,
                document.ownParameters(),
                document.labels == null ? Map.of() : document.labels,
                Optional.ofNullable(document.chart),
                Optional.ofNullable(document.timing),
                Optional.ofNullable(document.mining),
                Optional.ofNullable(document.merging),
                templates);
    }

    /** Whether it has a parameter without a default. */
    public boolean mustBeTold() {
        return parameters.stream().anyMatch(parameter -> parameter.defaultValue() == null);
    }

    /** The heading of a column. */
    public String label(String column) {
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

    /** Whether a parameter has its use beside the SQL. */
    static boolean isMinedBy(Document document, ParameterDefinition parameter) {
        return document.mining != null && parameter.name().equals(document.mining.known());
    }

    /**
     * The lines known to be uninteresting.
     *
     * @param parameters all values
     * @throws QueryUsageException if one of the list is no pattern
     */
    public Optional<KnownLines> knownLines(Map<String, String> parameters) {
        return mining.map(how -> {
            try {
                return KnownLines.parse(parameters.getOrDefault(how.known(), ""));
            } catch (IllegalArgumentException e) {
                throw new QueryUsageException("parameter %s: %s".formatted(how.known(), e.getMessage()), e);
            }
        });
    }

    /** The SQL with literals in place of the parameters. */
    String sql(Map<String, String> given, SqlDialect dialect) {
        return templates.get(dialect).sql(parameters, values(given), dialect);
    }
}
