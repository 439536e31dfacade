package io.drey.operations.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.Binding;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.DocumentProblem;
import io.drey.configuration.DocumentText;
import io.drey.configuration.ListDocument;
import io.drey.configuration.RuleDocument;
import io.drey.event.Printable;
import io.drey.operations.input.YamlPart;
import io.drey.rules.RuleProblem;
import io.drey.rules.book.RunnableRules;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRules;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files of Sigma documents on their way to become documents of a tenant: one for each rule, correlation, pattern and filter. */
final class SigmaFiles {

    private static final String TESTS = "Tests";
    private static final List<String> CONTENTS = List.of("detection", "correlation", "pattern", "filter");

    private final Map<String, List<SigmaFile>> byTenant = new TreeMap<>();

    /** Whether a file holds rules or their tests: no document of it says of what kind it is. */
    static boolean isRules(byte[] bytes) {
        List<YamlPart> parts = YamlPart.of(new String(bytes, UTF_8));
        return parts.stream().noneMatch(part -> part.has("kind"))
                && parts.stream()
                        .anyMatch(part ->
                                part.beginsWith(TESTS) || CONTENTS.stream().anyMatch(part::has));
    }

    /** Takes a file of a tenant's rules; its tests are left out. */
    void add(String file, byte[] bytes, Optional<Binding> binding, List<DocumentProblem> problems) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            problems.add(new DocumentProblem(file, 1, 1, "the file is not UTF-8: save it as such"));
            return;
        }
        String rules = YamlPart.without(text, TESTS);
        if (YamlPart.of(rules).stream().allMatch(part -> part.content().isBlank())) {
            return;
        }
        if (binding.isEmpty()) {
            problems.add(new DocumentProblem(
                    file,
                    1,
                    1,
                    "rules do not say whose they are: give --tenant, or put the file below tenants/<name>/"));
            return;
        }
        byTenant.computeIfAbsent(binding.get().tenant(), tenant -> new ArrayList<>())
                .add(new SigmaFile(file, rules));
    }

    /**
     * The documents of all files. Those of a tenant may refer to each other, and to the tenant's lists.
     *
     * @param others the documents that were found beside them, for the lists among them
     */
    List<DocumentText.Located> documents(List<DocumentText.Located> others, List<DocumentProblem> problems) {
        List<DocumentText.Located> documents = new ArrayList<>();
        byTenant.forEach((tenant, files) -> {
            SigmaRules read = RunnableRules.of(new SigmaReader(lists(tenant, others)).read(files));
            read.refusals().forEach(refusal -> problems.add(problem(refusal)));
            Map<String, List<YamlPart>> parts = new HashMap<>();
            files.forEach(file -> parts.put(file.name(), YamlPart.of(file.text())));
            Stream.of(read.looking(), read.filters())
                    .flatMap(List::stream)
                    .forEach(rule -> located(tenant, rule, parts, problems).ifPresent(documents::add));
        });
        return documents;
    }

    private static Optional<DocumentText.Located> located(
            String tenant, SigmaDocument rule, Map<String, List<YamlPart>> parts, List<DocumentProblem> problems) {
        SigmaDocument.Place place = rule.place();
        if (!RuleDocument.isName(rule.id())) {
            problems.add(new DocumentProblem(
                    place.file(),
                    place.line(),
                    1,
                    "'%s' can not be a rule's id: give it one of letters, digits, dots, dashes and underscores, or a UUID"
                            .formatted(Printable.of(rule.id()))));
            return Optional.empty();
        }
        String text = parts.get(place.file()).stream()
                .filter(part -> part.holds(place.line() - 1))
                .findFirst()
                .orElseThrow()
                .content();
        Document document = new RuleDocument(tenant, rule.id(), text, Optional.empty()).toDocument();
        return Optional.of(new DocumentText.Located(document, place.file(), place.line()));
    }

    private static Placeholders lists(String tenant, List<DocumentText.Located> documents) {
        Map<String, List<String>> lists = new HashMap<>();
        documents.stream()
                .map(DocumentText.Located::document)
                .filter(document -> document.kind() == DocumentKind.LIST
                        && document.tenant().equals(tenant))
                .map(ListDocument::of)
                .forEach(list -> lists.put(list.name(), list.values()));
        return Placeholders.of(lists);
    }

    private static DocumentProblem problem(RuleProblem refusal) {
        return new DocumentProblem(
                refusal.file(), refusal.line(), refusal.column(), refusal.reason() + ": " + refusal.remedy());
    }
}
