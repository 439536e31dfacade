package io.drey.operations.rules;

import io.drey.operations.OperationException;
import io.drey.operations.input.YamlPart;
import io.drey.rules.book.RunnableRules;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files of rules and of their tests. A document that begins with {@code Tests:} tests the rule of its file, or, in a file
 * {@code x.tests.yml}, that of {@code x.yml} beside it.
 *
 * @param rules what they say, with what is wrong
 * @param tests in the order of the files
 */
public record RuleFiles(SigmaRules rules, List<RuleTests> tests) {

    private static final String TESTS = ".tests.";

    public RuleFiles {
        tests = List.copyOf(tests);
    }

    /**
     * Reads files, and all files {@code .yml} and {@code .yaml} below folders.
     *
     * @throws OperationException if one cannot be read, or what tests say is not understood
     */
    public static RuleFiles read(List<Path> paths, Placeholders placeholders) {
        List<SigmaFile> files = new ArrayList<>();
        List<RuleTests> tests = new ArrayList<>();
        for (Path file : files(paths)) {
            String text = text(file);
            if (file.getFileName().toString().contains(TESTS)) {
                tests.addAll(RuleTests.inFile(file.toString(), tested(file), text));
            } else {
                tests.addAll(RuleTests.inFile(file.toString(), file.toString(), text));
                files.add(new SigmaFile(file.toString(), YamlPart.without(text, RuleTests.KEY)));
            }
        }
        if (files.isEmpty()) {
            throw OperationException.usage("no rules in %s: name files of Sigma documents, or a folder with such"
                    .formatted(
                            String.join(", ", paths.stream().map(Path::toString).toList())));
        }
        return new RuleFiles(RunnableRules.of(new SigmaReader(placeholders).read(files)), tests);
    }

    /** What people call a rule: its name, or its id where it has none. */
    public static String named(SigmaDocument rule) {
        return rule.header().name().orElse(rule.id());
    }

    /** Of which file's rules a file has tests. */
    private static String tested(Path tests) {
        String name = tests.getFileName().toString();
        int at = name.lastIndexOf(TESTS);
        Path rules = tests.resolveSibling(name.substring(0, at) + name.substring(at + TESTS.length() - 1));
        if (!Files.exists(rules)) {
            throw OperationException.usage(
                    "%s: there is no %s whose rules it could test: call it as the rules' file, with .tests in front of the ending"
                            .formatted(tests, rules.getFileName()));
        }
        return rules.toString();
    }

    private static Set<Path> files(List<Path> paths) {
        Set<Path> files = new LinkedHashSet<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw OperationException.usage("%s: there is no such file or folder".formatted(path));
            }
            try (Stream<Path> found = Files.walk(path)) {
                found.filter(file -> Files.isRegularFile(file) && (file.equals(path) || isYaml(file)))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw OperationException.failure("%s cannot be listed: %s".formatted(path, e.getMessage()), e);
            }
        }
        return files;
    }

    private static boolean isYaml(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".yml") || name.endsWith(".yaml");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw OperationException.failure("%s cannot be read as UTF-8 text: %s".formatted(file, e.getMessage()), e);
        }
    }
}
