package io.drey.query.catalog;

import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.query.QueryUsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The queries that have names: the built-in ones and those of a user's folder, which may replace them. */
public final class QueryCatalog {

    private final SortedMap<String, QueryDefinition> definitions;

    private QueryCatalog(SortedMap<String, QueryDefinition> definitions) {
        this.definitions = definitions;
    }

    /** The built-in queries. */
    public static QueryCatalog builtIn() {
        try {
            return new QueryCatalog(BuiltInQueries.read());
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in queries are not whole", e);
        }
    }

    /**
     * These queries and those in a folder's folders.
     *
     * @throws QueryUsageException if the folder or a query in it is not as it must be
     */
    public QueryCatalog with(Path folder) {
        SortedMap<String, QueryDefinition> all = new TreeMap<>(definitions);
        try {
            all.putAll(QueryFolder.readAll(folder, QueryFolder.Origin.USERS));
        } catch (IOException e) {
            throw new QueryUsageException(
                    "the queries in %s cannot be read (%s): name a folder of folders, each with query.yaml and query.sql"
                            .formatted(folder, e.getMessage()),
                    e);
        }
        return new QueryCatalog(all);
    }

    /** All queries, by id. */
    public Collection<QueryDefinition> queries() {
        return Collections.unmodifiableCollection(definitions.values());
    }

    /** The queries that are reports, by id. */
    public List<QueryDefinition> reports() {
        return definitions.values().stream().filter(QueryDefinition::report).toList();
    }

    /**
     * A query.
     *
     * @throws QueryUsageException naming what may be meant, if there is none of that id
     */
    public QueryDefinition query(String id) {
        QueryDefinition definition = definitions.get(id);
        if (definition == null) {
            throw unknown("query", id, definitions.keySet(), "drey query");
        }
        return definition;
    }

    /**
     * A report.
     *
     * @throws QueryUsageException naming what may be meant, if there is none of that id
     */
    public QueryDefinition report(String id) {
        QueryDefinition definition = definitions.get(id);
        if (definition == null || !definition.report()) {
            throw unknown(
                    "report", id, reports().stream().map(QueryDefinition::id).toList(), "drey report list");
        }
        return definition;
    }

    private static QueryUsageException unknown(String what, String id, Collection<String> known, String command) {
        String meant = Spelling.closest(id, known)
                .map(" did you mean '%s'?"::formatted)
                .orElse("");
        return new QueryUsageException(
                "there is no %s '%s':%s '%s' lists all".formatted(what, Printable.of(id), meant, command));
    }
}
