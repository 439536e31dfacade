package io.drey.query.catalog;

import io.drey.event.Printable;
import io.drey.query.QueryUsageException;
import io.drey.query.mining.KnownLines;
import io.drey.query.mining.TemplateMemory;
import io.drey.query.sql.NamedFields;
import io.drey.query.sql.SqlDialect;
import io.drey.query.sql.SqlTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be run, for whom, over which time.
 *
 * @param ownSql a user's own query over {@code logs, alerts, dead_letters}, which are one tenant's rows within the range;
 *     empty for a named one
 * @param scope whose rows, of which time and of what
 * @param definition the named query it comes from; empty for a user's own SQL
 * @param parameters all parameters as given or by default, for the record
 * @param earlier what earlier looks have found, where lines are mined
 */
public record QueryRequest(
        Optional<String> ownSql,
        Scope scope,
        Optional<QueryDefinition> definition,
        Map<String, String> parameters,
        TemplateMemory earlier) {

    /** From when on lines are mined, by when they arrived. */
    private static final String ARRIVED_SINCE = "arrived-since";

    /** What lands so much later than it arrived is not looked at again. */
    private static final Duration LATE = Duration.ofHours(1);

    /**
     * A named query with its parameters, among them {@code tenant} and, if wanted, the others of {@link Scope}.
     *
     * @throws QueryUsageException if a parameter is unknown, missing or of another type
     */
    public static QueryRequest of(QueryDefinition definition, Map<String, String> parameters) {
        Set<String> known = new TreeSet<>(Scope.NAMES);
        definition.parameters().forEach(parameter -> known.add(parameter.name()));
        requireKnown("query " + definition.id(), parameters, known);
        for (SqlDialect dialect : SqlDialect.values()) {
            // What is wrong with a parameter is told now.
            definition.sql(parameters, dialect);
        }
        Map<String, String> values = definition.values(parameters);
        Optional<KnownLines> unused = definition.knownLines(values);
        return of(Optional.empty(), parameters, Optional.of(definition), values);
    }

    /**
     * A user's own query, with {@code tenant} and, if wanted, the others of {@link Scope}.
     *
     * @throws QueryUsageException if a parameter is unknown, missing or of another type
     */
    public static QueryRequest ofSql(String sql, Map<String, String> parameters) {
        requireKnown("a query of one's own", parameters, Scope.NAMES);
        String single = sql.strip();
        while (single.endsWith(";")) {
            single = single.substring(0, single.length() - 1).strip();
        }
        if (single.isEmpty()) {
            throw new QueryUsageException("the SQL is empty: write a SELECT over logs, alerts or dead_letters");
        }
        for (SqlDialect dialect : SqlDialect.values()) {
            // What is wrong with a field's name is told now.
            NamedFields.write(single, dialect);
        }
        return of(Optional.of(single), parameters, Optional.empty(), Map.of());
    }

    /** What is asked, without values: the named query, or the text with question marks in place of strings and numbers. */
    public String statement() {
        return definition.map(QueryDefinition::id).orElseGet(() -> SqlTokens.of(ownSql.orElseThrow())
                .withoutValues());
    }

    /** The query's text for an engine. */
    public String sql(SqlDialect dialect) {
        return ownSql.orElseGet(() -> definition.orElseThrow().sql(parameters, dialect));
    }

    private static QueryRequest of(
            Optional<String> ownSql,
            Map<String, String> given,
            Optional<QueryDefinition> definition,
            Map<String, String> ownParameters) {
        Scope scope = Scope.of(given);
        Map<String, String> all = scope.parameters(given);
        all.putAll(ownParameters);
        return new QueryRequest(ownSql, scope, definition, all, TemplateMemory.NONE);
    }

    /**
     * The same about a shorter time.
     *
     * @param earliest before which nothing is seen
     * @throws QueryUsageException if all of the time that is asked for is before it
     */
    public QueryRequest notBefore(Instant earliest) {
        return new QueryRequest(ownSql, scope.notBefore(earliest), definition, parameters, earlier);
    }

    /**
     * The same of what has arrived since an earlier look, and an hour before, as lines land some time after they arrived.
     *
     * @throws QueryUsageException if it is no query that can be asked so, or is restricted otherwise
     */
    public QueryRequest since(TemplateMemory memory) {
        QueryDefinition named = definition
                .filter(each -> each.parameters().stream()
                        .anyMatch(parameter -> parameter.name().equals(ARRIVED_SINCE)))
                .orElseThrow(() -> new QueryUsageException(
                        "%s does not remember what it found: leave out --since-last".formatted(statement())));
        Map<String, String> given = new LinkedHashMap<>(parameters);
        if (!scope.equals(Scope.of(Map.of(Scope.TENANT, tenant())))) {
            throw new QueryUsageException(
                    "since the last look means all that has arrived: leave out from, to, date, dataset, host and region");
        }
        memory.until()
                .ifPresent(until -> given.put(ARRIVED_SINCE, until.minus(LATE).toString()));
        QueryRequest asked = of(named, given);
        return new QueryRequest(asked.ownSql, asked.scope, asked.definition, asked.parameters, memory);
    }

    /** Whether whoever reads its rows makes templates of them. */
    public boolean isMined() {
        return knownLines().isPresent();
    }

    /** The lines known to be uninteresting, where lines are mined. */
    public Optional<KnownLines> knownLines() {
        return definition.flatMap(each -> each.knownLines(parameters));
    }

    /** Whose rows. */
    public String tenant() {
        return scope.tenant();
    }

    private static void requireKnown(String what, Map<String, String> parameters, Set<String> known) {
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                throw new QueryUsageException("%s has no parameter '%s': known are %s"
                        .formatted(what, Printable.of(name), String.join(", ", new TreeSet<>(known))));
            }
        }
    }
}
