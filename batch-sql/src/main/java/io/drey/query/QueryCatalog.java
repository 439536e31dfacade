package io.drey.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.drey.event.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The queries that have names: the built-in ones and those of a user's folder, which may replace them. */
public final class QueryCatalog {

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final List<String> BUILT_IN =
            List.of("frequent-404-pages", "invalid-access-attempts", "top-referring-sites");

    private final SortedMap<String, QueryDefinition> definitions;

    private QueryCatalog(SortedMap<String, QueryDefinition> definitions) {
        this.definitions = definitions;
    }

    /** The built-in queries. */
    public static QueryCatalog builtIn() {
        SortedMap<String, QueryDefinition> definitions = new TreeMap<>();
        try {
            for (String id : BUILT_IN) {
                definitions.put(id, parse(id, file -> resource(id, file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in queries are not whole", e);
        }
        return new QueryCatalog(definitions);
    }

    /**
     * These queries and those in a folder's folders.
     *
     * @throws QueryUsageException if the folder or a query in it is not as it must be
     */
    public QueryCatalog with(Path folder) {
        SortedMap<String, QueryDefinition> all = new TreeMap<>(definitions);
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(Files::isDirectory).sorted().toList()) {
                String id = entry.getFileName().toString();
                all.put(id, parse(id, file -> file(entry.resolve(file))));
            }
        } catch (IOException e) {
            throw new QueryUsageException(
                    "the queries in %s cannot be read (%s): each needs a folder with query.yaml and query.sql"
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
     * @throws QueryUsageException naming the known ones, if there is none of that id
     */
    public QueryDefinition query(String id) {
        QueryDefinition definition = definitions.get(id);
        if (definition == null) {
            throw new QueryUsageException("there is no query '%s': known are %s"
                    .formatted(Printable.of(id), String.join(", ", definitions.keySet())));
        }
        return definition;
    }

    /**
     * A report.
     *
     * @throws QueryUsageException naming the known ones, if there is none of that id
     */
    public QueryDefinition report(String id) {
        return reports().stream()
                .filter(report -> report.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new QueryUsageException("there is no report '%s': known are %s"
                        .formatted(
                                Printable.of(id),
                                String.join(
                                        ", ",
                                        reports().stream()
                                                .map(QueryDefinition::id)
                                                .toList()))));
    }

    /** The files of a query's folder. */
    private interface Folder {

        /** A file's text; empty if there is none. */
        Optional<String> text(String file) throws IOException;

        default String required(String file) throws IOException {
            return text(file).orElseThrow(() -> new NoSuchFileException(file));
        }
    }

    private static QueryDefinition parse(String id, Folder folder) throws IOException {
        if (!ID.matcher(id).matches()) {
            throw new QueryUsageException("query id '%s' is not in kebab case".formatted(Printable.of(id)));
        }
        String yaml = folder.required("query.yaml");
        String common = folder.required("query.sql");
        Map<SqlDialect, String> templates = new EnumMap<>(SqlDialect.class);
        for (SqlDialect dialect : SqlDialect.values()) {
            templates.put(
                    dialect, folder.text(dialect.fileName()).orElse(common).strip());
        }
        try {
            return QueryDefinition.of(id, YAML.readValue(yaml, QueryDefinition.Document.class), templates);
        } catch (IOException | IllegalArgumentException e) {
            throw new QueryUsageException(
                    "query %s is not as it must be: %s"
                            .formatted(
                                    id,
                                    e.getMessage()
                                            .lines()
                                            .findFirst()
                                            .orElse("")
                                            .strip()),
                    e);
        }
    }

    private static Optional<String> file(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file, UTF_8)) : Optional.empty();
    }

    private static Optional<String> resource(String id, String name) throws IOException {
        try (InputStream stream = QueryCatalog.class.getResourceAsStream("/queries/" + id + "/" + name)) {
            return stream == null ? Optional.empty() : Optional.of(new String(stream.readAllBytes(), UTF_8));
        }
    }
}
