package io.drey.query.catalog;

import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.query.QueryUsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The queries that have names, and the packs of reports: the built-in ones and those of a user's folder, which may replace them. */
public final class QueryCatalog {

    private final SortedMap<String, QueryDefinition> definitions;
    private final SortedMap<String, PackDefinition> packs;

    private QueryCatalog(SortedMap<String, QueryDefinition> definitions, SortedMap<String, PackDefinition> packs) {
        this.definitions = definitions;
        this.packs = packs;
    }

    /** The built-in queries and packs. */
    public static QueryCatalog builtIn() {
        try {
            SortedMap<String, QueryDefinition> queries = BuiltInQueries.read();
            return new QueryCatalog(queries, BuiltInQueries.packs(reports(queries)));
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in queries are not whole", e);
        }
    }

    /**
     * These queries and those in a folder's folders; these packs and those in its folder {@code packs}.
     *
     * @throws QueryUsageException if the folder, or a query or pack in it, is not as it must be
     */
    public QueryCatalog with(Path folder) {
        SortedMap<String, QueryDefinition> all = new TreeMap<>(definitions);
        SortedMap<String, PackDefinition> allPacks = new TreeMap<>(packs);
        try {
            all.putAll(QueryFolder.readAll(folder, QueryFolder.Origin.USERS));
            Path own = folder.resolve(PackFile.FOLDER);
            if (Files.isDirectory(own)) {
                allPacks.putAll(PackFile.readAll(own, QueryFolder.Origin.USERS, reports(all)));
            }
        } catch (IOException e) {
            throw new QueryUsageException(
                    "the queries in %s cannot be read (%s): name a folder of folders, each with query.yaml and query.sql"
                            .formatted(folder, e.getMessage()),
                    e);
        }
        return new QueryCatalog(all, allPacks);
    }

    private static Set<String> reports(SortedMap<String, QueryDefinition> queries) {
        return queries.values().stream()
                .filter(QueryDefinition::report)
                .map(QueryDefinition::id)
                .collect(Collectors.toCollection(TreeSet::new));
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
            throw new QueryUsageException(unknownReport(id, reports(definitions)));
        }
        return definition;
    }

    /** All packs, by id. */
    public Collection<PackDefinition> packs() {
        return Collections.unmodifiableCollection(packs.values());
    }

    /** The packs that a report is in, by id. */
    public List<PackDefinition> packsWith(String report) {
        return packs.values().stream()
                .filter(pack -> pack.reports().contains(report))
                .toList();
    }

    /**
     * A pack.
     *
     * @throws QueryUsageException naming what may be meant, if there is none of that id
     */
    public PackDefinition pack(String id) {
        PackDefinition pack = packs.get(id);
        if (pack == null) {
            throw unknown("pack", id, packs.keySet(), "drey report packs");
        }
        return pack;
    }

    private static QueryUsageException unknown(String what, String id, Collection<String> known, String command) {
        return new QueryUsageException(words(what, id, known, command));
    }

    /** That there is no such report, and which may be meant. */
    static String unknownReport(String id, Collection<String> known) {
        return words("report", id, known, "drey report list");
    }

    private static String words(String what, String id, Collection<String> known, String command) {
        String meant = Spelling.closest(id, known)
                .map(" did you mean '%s'?"::formatted)
                .orElse("");
        return "there is no %s '%s':%s '%s' lists all".formatted(what, Printable.of(id), meant, command);
    }
}
