package io.drey.benchmarks;

import io.drey.configuration.RuleDocument;
import io.drey.rules.sigma.SigmaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A hundred rules for access logs: those for the web that come along, correlations among them, and public ones up to the number. */
final class HundredRules {

    private static final int COUNT = 100;
    private static final Pattern BETWEEN = Pattern.compile("(?m)^---\\s*$");
    private static final Pattern ID = Pattern.compile("(?m)^id: (\\S+)$");

    private HundredRules() {}

    /** As documents of a tenant. */
    static List<RuleDocument> of(String tenant) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        Path folder = Path.of(System.getProperty("drey.home"), "rules", "web");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                add(texts, Files.readString(file));
            }
        }
        for (SigmaFile file : PredicateIndexBenchmark.files("web", COUNT)) {
            if (texts.size() < COUNT) {
                add(texts, file.text());
            }
        }
        return texts.entrySet().stream()
                .map(rule -> new RuleDocument(tenant, rule.getKey(), rule.getValue(), Optional.empty()))
                .toList();
    }

    /** The rules of a file; its tests have no id. */
    private static void add(Map<String, String> texts, String file) {
        for (String text : BETWEEN.split(file, -1)) {
            Matcher id = ID.matcher(text);
            if (id.find()) {
                texts.put(id.group(1), text);
            }
        }
    }
}
