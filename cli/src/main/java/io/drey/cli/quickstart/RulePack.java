package io.drey.cli.quickstart;

import io.drey.configuration.Document;
import io.drey.configuration.RuleDocument;
import io.drey.operations.OperationException;
import io.drey.operations.control.DocumentFiles;
import io.drey.operations.stack.Checkout;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rules in the project's folder {@code rules}, as documents of a tenant.
 *
 * @param documents one a rule
 */
record RulePack(List<Document> documents) {

    RulePack {
        documents = List.copyOf(documents);
    }

    /**
     * Reads them.
     *
     * @throws OperationException if one is wrong
     */
    static RulePack read(String tenant) {
        DocumentFiles files = DocumentFiles.read(folders(Checkout.home().resolve("rules")), Optional.of(tenant));
        files.problems().stream().findFirst().ifPresent(problem -> {
            throw OperationException.failure(problem.toString());
        });
        return new RulePack(files.sorted());
    }

    /** All but the examples, which look for nothing that happens. */
    private static List<Path> folders(Path rules) {
        try (Stream<Path> folders = Files.list(rules)) {
            return folders.filter(folder -> Files.isDirectory(folder) && !folder.endsWith("examples"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw OperationException.failure("%s cannot be listed: %s".formatted(rules, e.getMessage()), e);
        }
    }

    /** The names of some of them by their ids, which alerts say. */
    Map<String, String> named(Set<String> names) {
        SigmaRules read = new SigmaReader(Placeholders.NONE)
                .read(documents.stream()
                        .map(document -> new SigmaFile(
                                document.name(), RuleDocument.of(document).text()))
                        .toList());
        Map<String, String> byId = new TreeMap<>();
        read.looking()
                .forEach(rule ->
                        rule.header().name().filter(names::contains).ifPresent(name -> byId.put(rule.id(), name)));
        return byId;
    }
}
