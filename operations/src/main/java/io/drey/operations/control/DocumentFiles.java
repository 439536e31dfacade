package io.drey.operations.control;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.Binding;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentProblem;
import io.drey.configuration.DocumentText;
import io.drey.event.DatasetId;
import io.drey.operations.OperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The documents of files and folders.
 *
 * @param documents those that are right, each once
 * @param problems why others are refused, in the order of the files
 */
public record DocumentFiles(List<DocumentText.Located> documents, List<DocumentProblem> problems) {

    private static final List<String> ENDINGS = List.of(".yaml", ".yml");
    private static final String TENANTS = "tenants";

    public DocumentFiles {
        documents = List.copyOf(documents);
        problems = List.copyOf(problems);
    }

    /**
     * Reads files, and all {@code *.yaml} below folders; hidden ones are left out. Documents below a folder
     * {@code tenants/<name>/} may speak of that tenant only. Files of Sigma documents become a document for each rule; those of a
     * tenant are checked together.
     *
     * @param tenant the only tenant that documents may speak of, if there is such
     * @throws OperationException if a path cannot be read or there is no file
     */
    public static DocumentFiles read(List<Path> paths, Optional<String> tenant) {
        List<DocumentText.Located> found = new ArrayList<>();
        List<DocumentProblem> problems = new ArrayList<>();
        SigmaFiles rules = new SigmaFiles();
        for (Path file : files(paths)) {
            byte[] bytes = bytes(file);
            Optional<Binding> binding = binding(file, tenant);
            if (SigmaFiles.isRules(bytes)) {
                rules.add(file.toString(), bytes, binding, problems);
                continue;
            }
            DocumentText text = DocumentText.read(file.toString(), bytes, binding);
            problems.addAll(text.problems());
            found.addAll(text.documents());
        }
        found.addAll(rules.documents(found, problems));
        List<DocumentText.Located> documents = new ArrayList<>();
        Map<String, DocumentText.Located> seen = new HashMap<>();
        for (DocumentText.Located located : found) {
            foreign(located, tenant).ifPresent(problems::add);
            DocumentText.Located first = seen.putIfAbsent(located.document().toString(), located);
            if (first == null) {
                documents.add(located);
            } else {
                problems.add(new DocumentProblem(
                        located.source(),
                        located.line(),
                        1,
                        "%s stands in %s:%d already: remove one"
                                .formatted(located.document(), first.source(), first.line())));
            }
        }
        return new DocumentFiles(documents, problems);
    }

    /** The documents alone, tenants first. */
    public List<Document> sorted() {
        return documents.stream().map(DocumentText.Located::document).sorted().toList();
    }

    /** The tenant that a path is bound to by a folder {@code tenants/<name>/}; the innermost counts. */
    public static Optional<String> tenantOf(Path path) {
        Path absolute = requireNonNull(path, "path is null").toAbsolutePath().normalize();
        for (int i = absolute.getNameCount() - 2; i >= 0; i--) {
            if (absolute.getName(i).toString().equals(TENANTS)) {
                String name = absolute.getName(i + 1).toString();
                // A file directly in tenants/ is nobody's.
                if (i + 1 < absolute.getNameCount() - 1 || Files.isDirectory(absolute)) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Binding> binding(Path file, Optional<String> tenant) {
        Optional<String> folder = tenantOf(file);
        if (folder.isPresent()) {
            if (!DatasetId.isName(folder.get())) {
                throw OperationException.failure(
                        "%s: the folder %s/%s is no tenant's name (%s): rename it, or move the file elsewhere"
                                .formatted(file, TENANTS, folder.get(), DatasetId.GRAMMAR));
            }
            return Optional.of(new Binding(folder.get(), "below %s/%s/".formatted(TENANTS, folder.get())));
        }
        return tenant.map(name -> new Binding(name, "given with --tenant " + name));
    }

    /** A folder may bind to another tenant than the option does. */
    private static Optional<DocumentProblem> foreign(DocumentText.Located located, Optional<String> tenant) {
        return tenant.filter(name -> !name.equals(located.document().tenant()))
                .map(name -> new DocumentProblem(
                        located.source(),
                        located.line(),
                        1,
                        "%s is not of the tenant that --tenant names, '%s'".formatted(located.document(), name)));
    }

    private static List<Path> files(List<Path> paths) {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                int before = files.size();
                try (Stream<Path> all = Files.walk(path)) {
                    all.filter(file -> isDocument(path.relativize(file)) && Files.isRegularFile(file))
                            .sorted(Comparator.comparing(Path::toString))
                            .forEach(files::add);
                } catch (IOException | java.io.UncheckedIOException e) {
                    throw OperationException.usage("-f %s cannot be read: %s".formatted(path, e.getMessage()), e);
                }
                if (files.size() == before) {
                    throw OperationException.usage(
                            "-f %s: there is no file *.yaml in that folder or below".formatted(path));
                }
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                throw OperationException.usage("-f %s: there is no such file or folder".formatted(path));
            }
        }
        return files;
    }

    private static boolean isDocument(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        String name = relative.getFileName().toString();
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw OperationException.usage("-f %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }
}
