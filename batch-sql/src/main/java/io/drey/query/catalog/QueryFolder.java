package io.drey.query.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import io.drey.query.QueryUsageException;
import io.drey.query.sql.NamedFields;
import io.drey.query.sql.SqlDialect;
import io.drey.query.sql.SqlTokens;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder that is a query. What is wrong with it is told by file and line. */
final class QueryFolder {

    /** How queries and packs are called. */
    static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private static final String DOCUMENT = "query.yaml";
    private static final String SQL = "query.sql";

    private final Path folder;
    private final Origin origin;

    /** Whose query it is. */
    enum Origin {
        BUILT_IN,
        USERS
    }

    private QueryFolder(Path folder, Origin origin) {
        this.folder = folder;
        this.origin = origin;
    }

    /**
     * Reads all queries of a folder: each folder in it is one, but the one that holds packs.
     *
     * @throws QueryUsageException that says of each query that is not as it must be what is wrong with it, and where
     * @throws IOException if the folder cannot be read
     */
    static SortedMap<String, QueryDefinition> readAll(Path queries, Origin origin) throws IOException {
        SortedMap<String, QueryDefinition> read = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        try (Stream<Path> entries = Files.list(queries)) {
            for (Path entry : entries.filter(Files::isDirectory)
                    .filter(each -> !each.getFileName().toString().equals(PackFile.FOLDER))
                    .sorted()
                    .toList()) {
                try {
                    QueryDefinition definition = new QueryFolder(entry, origin).read();
                    read.put(definition.id(), definition);
                } catch (QueryUsageException e) {
                    problems.add(e.getMessage());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new QueryUsageException(String.join("; ", problems));
        }
        return read;
    }

    private QueryDefinition read() throws IOException {
        // A folder of a jar's has a slash behind its name.
        String id = folder.getFileName().toString().replace("/", "");
        if (!ID.matcher(id).matches()) {
            throw new QueryUsageException(
                    "%s: the folder's name is the query's id: write small letters, digits and single hyphens"
                            .formatted(Printable.of(folder.toString())));
        }
        String yaml = required(DOCUMENT);
        QueryDefinition.Document document = document(yaml);
        String common = required(SQL);
        Map<SqlDialect, SqlTemplate> templates = new EnumMap<>(SqlDialect.class);
        for (SqlDialect dialect : SqlDialect.values()) {
            Optional<String> own = text(dialect.fileName());
            String file = own.isPresent() ? dialect.fileName() : SQL;
            templates.put(dialect, template(own.orElse(common), file, dialect, document, yaml));
        }
        return QueryDefinition.of(
                id, origin == Origin.USERS ? Optional.of(folder.toString()) : Optional.empty(), document, templates);
    }

    private QueryDefinition.Document document(String yaml) {
        QueryDefinition.Document document = YamlDocument.read(
                yaml,
                QueryDefinition.Document.class,
                "title, answers and parameters",
                (line, words) -> wrong(DOCUMENT, line, words));
        document.problem().ifPresent(problem -> {
            throw wrong(DOCUMENT, YamlDocument.lineOf(yaml, problem.key()), problem.words());
        });
        return document;
    }

    private SqlTemplate template(
            String text, String file, SqlDialect dialect, QueryDefinition.Document document, String yaml) {
        SqlTokens tokens = SqlTokens.of(text);
        if (tokens.count() == 0) {
            throw wrong(file, 1, "it is empty: write a SELECT over logs, alerts, dead_letters and the other tables");
        }
        int last = tokens.count() - 1;
        String single = text;
        if (tokens.is(last, ";")) {
            single = text.substring(0, tokens.start(last)) + text.substring(tokens.endBefore(last + 1));
            last--;
        }
        for (int token = 0; token <= last; token++) {
            if (tokens.is(token, ";")) {
                throw wrong(
                        file,
                        YamlDocument.lineAt(text, tokens.start(token)),
                        "there is more than one statement: write one");
            }
        }
        String first = tokens.raw(0);
        if (!first.equalsIgnoreCase("SELECT") && !first.equalsIgnoreCase("WITH") && !first.equals("(")) {
            throw wrong(
                    file,
                    YamlDocument.lineAt(text, tokens.start(0)),
                    "it begins with %s: a query begins with SELECT or WITH".formatted(Printable.of(first)));
        }
        SqlTemplate template = new SqlTemplate(single.strip());
        List<ParameterDefinition> parameters = document.ownParameters();
        template.problem(parameters).ifPresent(problem -> {
            throw wrong(file, YamlDocument.lineAt(text, Math.max(0, text.indexOf(problem.key()))), problem.words());
        });
        for (ParameterDefinition parameter : parameters) {
            if (!template.uses(parameter) && !QueryDefinition.isMinedBy(document, parameter)) {
                throw wrong(
                        DOCUMENT,
                        YamlDocument.lineOf(yaml, parameter.name()),
                        "the parameter %s is used nowhere in %s".formatted(parameter.name(), file));
            }
        }
        NamedFields.wrongName(text, dialect).ifPresent(wrong -> {
            throw wrong(file, YamlDocument.lineAt(text, wrong.at()), wrong.words());
        });
        return template;
    }

    private String required(String file) throws IOException {
        return text(file)
                .orElseThrow(() ->
                        new QueryUsageException("%s: there is no %s: a query's folder has query.yaml and query.sql"
                                .formatted(Printable.of(folder.toString()), file)));
    }

    private Optional<String> text(String file) throws IOException {
        Path path = folder.resolve(file);
        try {
            return Files.exists(path) ? Optional.of(Files.readString(path, UTF_8)) : Optional.empty();
        } catch (MalformedInputException e) {
            throw new QueryUsageException("%s: it is not UTF-8".formatted(Printable.of(path.toString())), e);
        }
    }

    private QueryUsageException wrong(String file, int line, String words) {
        return new QueryUsageException(
                "%s:%d: %s".formatted(Printable.of(folder.resolve(file).toString()), line, words));
    }
}
