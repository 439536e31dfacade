package io.drey.benchmarks;

import io.drey.rules.sigma.SigmaFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * As many rules as wanted: public ones, and behind them variants of these. A variant has a public rule's fields, modifiers and
 * condition; in its values, each word of five letters or more is another one of the same length, made of pairs of letters as
 * often as they follow each other in the words of all rules, so that it looks like one. Words that five public rules or more
 * use stay as they are ({@code amazonaws}, {@code https}), so that rules have in common what such rules
 * have in common. Equal numbers of a variant give equal rules.
 */
final class RuleVariants {

    private static final Pattern WORD = Pattern.compile("[A-Za-z]{5,}");
    private static final Pattern VALUE = Pattern.compile("(\\s*(?:- +)?(?:[\\w.|-]+: *)?)(.*)");
    private static final Pattern ID = Pattern.compile("(?m)^id: .*$");
    private static final Pattern NAME = Pattern.compile("(?m)^name: .*$");
    private static final Set<String> KEPT = Set.of("false", "delete", "options", "patch");
    private static final int RULES_THAT_SHARE = 5;

    private final List<SigmaFile> real;
    private final Set<String> shared = new HashSet<>();
    private final Map<Character, Map<Character, Integer>> pairs = new TreeMap<>();

    private RuleVariants(List<SigmaFile> real) {
        this.real = real;
        Map<String, Integer> users = new HashMap<>();
        for (SigmaFile file : real) {
            Set<String> words = new HashSet<>();
            overValues(file.text(), word -> {
                words.add(small(word));
                return word;
            });
            words.forEach(word -> users.merge(word, 1, Integer::sum));
        }
        users.forEach((word, count) -> {
            if (count >= RULES_THAT_SHARE || KEPT.contains(word)) {
                shared.add(word);
            }
            char before = ' ';
            for (int i = 0; i < word.length(); i++) {
                char letter = word.charAt(i);
                pairs.computeIfAbsent(before, any -> new TreeMap<>()).merge(letter, 1, Integer::sum);
                before = letter;
            }
        });
    }

    /**
     * Variants of the public rules of the samples.
     *
     * @param wanted which of them, by their texts
     */
    static RuleVariants ofSamples(Predicate<String> wanted) throws IOException {
        Path folder = Path.of(System.getProperty("drey.home", "../.."), "..", "shared", "samples", "sigma-rules");
        if (!Files.isDirectory(folder)) {
            throw new IOException("no public rules in %s: get the samples".formatted(folder.normalize()));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return new RuleVariants(files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .map(RuleVariants::read)
                    .filter(file -> wanted.test(file.text()))
                    .toList());
        }
    }

    private static SigmaFile read(Path path) {
        try {
            return SigmaFile.of(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first rules: all public ones, then a first variant of each, and so on. */
    List<SigmaFile> first(int count) {
        List<SigmaFile> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int variant = i / real.size();
            SigmaFile file = real.get(i % real.size());
            files.add(variant == 0 ? file : variant(file, variant));
        }
        return files;
    }

    private SigmaFile variant(SigmaFile file, int number) {
        String text = overValues(file.text(), word -> shared.contains(small(word)) ? word : other(word, number));
        UUID id = new UUID(file.name().hashCode(), number);
        text = ID.matcher(text).replaceFirst("id: " + id);
        return new SigmaFile(file.name() + "#" + number, NAME.matcher(text).replaceFirst("name: variant-" + id));
    }

    private interface Words {
        String other(String word);
    }

    /** The text, with the words in the values of its detections replaced. */
    private static String overValues(String text, Words words) {
        StringBuilder result = new StringBuilder(text.length());
        boolean isDetection = false;
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty() && !Character.isWhitespace(line.charAt(0)) && line.charAt(0) != '#') {
                isDetection = line.startsWith("detection:");
            }
            if (!isDetection || line.strip().startsWith("condition:")) {
                result.append(line).append('\n');
                continue;
            }
            Matcher parts = VALUE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalStateException("line '%s' has no value".formatted(line));
            }
            result.append(parts.group(1));
            result.append(WORD.matcher(parts.group(2))
                    .replaceAll((MatchResult found) -> Matcher.quoteReplacement(words.other(found.group()))));
            result.append('\n');
        }
        return result.toString();
    }

    /** Another word, in small and capital letters as the one was. */
    private String other(String word, int number) {
        Random random = new Random(31L * small(word).hashCode() + number);
        StringBuilder other = new StringBuilder(word.length());
        char before = ' ';
        for (int i = 0; i < word.length(); i++) {
            before = follow(before, random);
            other.append(Character.isUpperCase(word.charAt(i)) ? Character.toUpperCase(before) : before);
        }
        return other.toString();
    }

    private char follow(char before, Random random) {
        Map<Character, Integer> letters = pairs.getOrDefault(before, pairs.get(' '));
        int drawn = random.nextInt(
                letters.values().stream().mapToInt(Integer::intValue).sum());
        for (Map.Entry<Character, Integer> letter : letters.entrySet()) {
            drawn -= letter.getValue();
            if (drawn < 0) {
                return letter.getKey();
            }
        }
        throw new IllegalStateException("nothing follows '%s'".formatted(before));
    }

    private static String small(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
