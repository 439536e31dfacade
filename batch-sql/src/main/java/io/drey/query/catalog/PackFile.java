package io.drey.query.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import io.drey.query.QueryUsageException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A file that is a pack. What is wrong with it is told by file and line. */
final class PackFile {

    /** The folder of packs. */
    static final String FOLDER = "packs";

    private static final String ENDING = ".yaml";

    private PackFile() {}

    /**
     * Reads all packs of a folder.
     *
     * @param reports the reports there are
     * @throws QueryUsageException that says of each pack that is not as it must be what is wrong with it, and where
     * @throws IOException if the folder cannot be read
     */
    static SortedMap<String, PackDefinition> readAll(Path folder, QueryFolder.Origin origin, Set<String> reports)
            throws IOException {
        SortedMap<String, PackDefinition> packs = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList()) {
                try {
                    PackDefinition pack = read(file, origin, reports);
                    packs.put(pack.id(), pack);
                } catch (QueryUsageException e) {
                    problems.add(e.getMessage());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new QueryUsageException(String.join("; ", problems));
        }
        return packs;
    }

    private static PackDefinition read(Path file, QueryFolder.Origin origin, Set<String> reports) throws IOException {
        String name = file.getFileName().toString();
        String id = name.substring(0, name.length() - ENDING.length());
        if (!QueryFolder.ID.matcher(id).matches()) {
            throw wrong(file, 1, "the file's name is the pack's id: write small letters, digits and single hyphens");
        }
        String yaml;
        try {
            yaml = Files.readString(file, UTF_8);
        } catch (MalformedInputException e) {
            throw new QueryUsageException("%s: it is not UTF-8".formatted(Printable.of(file.toString())), e);
        }
        PackDefinition.Document document = YamlDocument.read(
                yaml,
                PackDefinition.Document.class,
                "standard, title, edition and clauses",
                (line, words) -> wrong(file, line, words));
        document.problem(reports).ifPresent(problem -> {
            throw wrong(file, YamlDocument.lineOf(yaml, problem.key()), problem.words());
        });
        return PackDefinition.of(
                id, origin == QueryFolder.Origin.USERS ? Optional.of(file.toString()) : Optional.empty(), document);
    }

    private static QueryUsageException wrong(Path file, int line, String words) {
        return new QueryUsageException("%s:%d: %s".formatted(Printable.of(file.toString()), line, words));
    }
}
