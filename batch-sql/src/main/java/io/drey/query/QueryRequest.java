package io.drey.query;

import io.drey.event.DatasetId;
import io.drey.event.Printable;
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
 * @param tenant whose rows
 * @param from the first moment; empty for no bound
 * @param to the moment after the last; empty for no bound
 * @param definition the named query it comes from; empty for a user's own SQL
 * @param parameters all parameters as given or by default, for the record
 */
public record QueryRequest(
        Optional<String> ownSql,
        String tenant,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<QueryDefinition> definition,
        Map<String, String> parameters) {

    private static final String TENANT = "tenant";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final Set<String> COMMON = Set.of(TENANT, FROM, TO);

    public QueryRequest {
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new QueryUsageException(
                    "from is %s and to is %s: from must be before to".formatted(from.get(), to.get()));
        }
    }

    /**
     * A named query with its parameters, among them {@code tenant} and, if wanted, {@code from} and {@code to}.
     *
     * @throws QueryUsageException if a parameter is unknown, missing or of another type
     */
    public static QueryRequest of(QueryDefinition definition, Map<String, String> parameters) {
        Set<String> known = new TreeSet<>(COMMON);
        definition.parameters().forEach(parameter -> known.add(parameter.name()));
        requireKnown("query " + definition.id(), parameters, known);
        for (SqlDialect dialect : SqlDialect.values()) {
            // What is wrong with a parameter is told now.
            definition.sql(parameters, dialect);
        }
        return of(Optional.empty(), parameters, Optional.of(definition), definition.values(parameters));
    }

    /**
     * A user's own query, with {@code tenant} and, if wanted, {@code from} and {@code to}.
     *
     * @throws QueryUsageException if a parameter is unknown, missing or of another type
     */
    public static QueryRequest ofSql(String sql, Map<String, String> parameters) {
        requireKnown("a query of one's own", parameters, COMMON);
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
    String sql(SqlDialect dialect) {
        return ownSql.orElseGet(() -> definition.orElseThrow().sql(parameters, dialect));
    }

    private static QueryRequest of(
            Optional<String> ownSql,
            Map<String, String> given,
            Optional<QueryDefinition> definition,
            Map<String, String> ownParameters) {
        Optional<Instant> from =
                Optional.ofNullable(given.get(FROM)).map(value -> ParameterDefinition.instant(FROM, value));
        Optional<Instant> to = Optional.ofNullable(given.get(TO)).map(value -> ParameterDefinition.instant(TO, value));
        Map<String, String> all = new LinkedHashMap<>();
        all.put(TENANT, tenant(given));
        from.ifPresent(moment -> all.put(FROM, moment.toString()));
        to.ifPresent(moment -> all.put(TO, moment.toString()));
        all.putAll(ownParameters);
        return new QueryRequest(ownSql, all.get(TENANT), from, to, definition, all);
    }

    private static String tenant(Map<String, String> parameters) {
        String tenant = parameters.get(TENANT);
        if (tenant == null) {
            throw new QueryUsageException("the parameter tenant is missing: say whose rows, as in tenant=acme");
        }
        try {
            return DatasetId.requireTenant(tenant);
        } catch (IllegalArgumentException e) {
            throw new QueryUsageException(e.getMessage(), e);
        }
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
