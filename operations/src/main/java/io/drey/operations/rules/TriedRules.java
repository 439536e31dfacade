package io.drey.operations.rules;

import io.drey.cep.PublishedRules;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.ListDocument;
import io.drey.configuration.RuleDocument;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import io.drey.operations.control.DocumentFiles;
import io.drey.rules.RuleProblem;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleVersion;
import io.drey.rules.sigma.Placeholders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/** The rules that a backtest is of: those of files, as {@code drey apply} would publish them, or those that are published. */
public final class TriedRules {

    private static final int NOT_PUBLISHED_YET = 1;

    private TriedRules() {}

    /**
     * Those of files and folders, and no others. What is wrong with any is told.
     *
     * @throws OperationException if none is left
     */
    public static RuleBook inFiles(List<Path> paths, String tenant, Consumer<String> told) {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw OperationException.usage("%s: there is no such file or folder".formatted(path));
            }
        }
        DocumentFiles files = DocumentFiles.read(paths, Optional.of(tenant));
        files.problems().forEach(problem -> told.accept(problem.toString()));
        Map<String, List<String>> lists = new HashMap<>();
        files.sorted().stream()
                .filter(document -> document.kind() == DocumentKind.LIST)
                .map(ListDocument::of)
                .forEach(list -> lists.put(list.name(), list.values()));
        List<RuleVersion> versions = files.sorted().stream()
                .filter(document -> document.kind() == DocumentKind.RULE)
                .map(TriedRules::version)
                .toList();
        RuleBook book = RuleBook.ofOnly(versions, Placeholders.of(lists));
        tellRefusals(book, told);
        if (book.rules(Long.MIN_VALUE, Long.MAX_VALUE).isEmpty()) {
            throw OperationException.failure("none of the rules can be used");
        }
        return book;
    }

    private static RuleVersion version(Document document) {
        RuleDocument rule = RuleDocument.of(document);
        return new RuleVersion(
                rule.name(),
                NOT_PUBLISHED_YET,
                rule.effectiveFrom().map(Instant::toEpochMilli).orElse(RuleVersion.ALWAYS),
                rule.text());
    }

    /**
     * Those of the control topics with all their versions, as running jobs have them.
     *
     * @throws OperationException if Kafka does not answer
     */
    public static RuleBook published(KafkaSettings kafka, String tenant, Consumer<String> told) {
        try (PublishedRules rules = new PublishedRules(new ControlTopics(kafka.properties()))) {
            rules.open();
            RuleBook book = rules.rules(tenant);
            tellRefusals(book, told);
            return book;
        } catch (KafkaException e) {
            throw OperationException.failure(
                    "the published rules cannot be read: Kafka does not answer as it should: %s"
                            .formatted(OperationException.rootMessage(e)),
                    e);
        }
    }

    private static void tellRefusals(RuleBook book, Consumer<String> told) {
        book.problems().stream().filter(RuleProblem::isRefusal).forEach(problem -> told.accept(problem.toString()));
    }
}
