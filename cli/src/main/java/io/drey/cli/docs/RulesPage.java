package io.drey.cli.docs;

import io.drey.operations.rules.RuleFiles;
import io.drey.operations.stack.Checkout;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of the pack. */
final class RulesPage {

    private static final String EXAMPLES = "examples";

    private RulesPage() {}

    static ReferencePage page() {
        Markdown page = new Markdown(
                "Rules of the pack",
                """
                What `drey apply -f rules --tenant NAME` switches on: each rule that raises alerts, what it finds, and what else may \
                match. How to write one of your own: [write a rule](../write-a-rule.md). The folder `rules/examples` has one for each \
                construct, see [coming from](../coming-from.md); nobody is told of their matches.""");
        for (Path folder : folders(Checkout.home().resolve("rules"))) {
            String name = folder.getFileName().toString();
            if (!name.equals(EXAMPLES)) {
                page.heading(name);
                page.table(List.of("rule", "level", "finds", "what else may match", "tags"), rows(folder));
            }
        }
        return new ReferencePage("rules.md", page.text());
    }

    private static List<List<String>> rows(Path folder) {
        RuleFiles files = RuleFiles.read(List.of(folder), Placeholders.NONE);
        Set<String> alerting = files.rules().alerting();
        List<List<String>> rows = new ArrayList<>();
        for (SigmaDocument rule : files.rules().looking()) {
            if (!alerting.contains(rule.id())) {
                continue;
            }
            SigmaHeader header = rule.header();
            String finds = header.description().isEmpty() ? header.title() : header.description();
            rows.add(List.of(
                    Markdown.literal(RuleFiles.named(rule)),
                    header.level()
                            .map(level -> level.name().toLowerCase(Locale.ROOT))
                            .orElse(""),
                    finds.strip().replaceAll("\\s+", " "),
                    String.join("; ", header.falsePositives()),
                    Markdown.literals(header.tags().toArray(String[]::new))));
        }
        rows.sort((one, other) -> one.get(0).compareTo(other.get(0)));
        return rows;
    }

    private static List<Path> folders(Path rules) {
        try (Stream<Path> entries = Files.list(rules)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
