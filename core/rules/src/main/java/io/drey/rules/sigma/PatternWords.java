package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;

import io.drey.rules.shape.PatternPlan;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Listing;
import io.drey.rules.sigma.YamlValue.Mapping;
import io.drey.rules.sigma.YamlValue.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words, numbers and maps that a pattern is written in. */
final class PatternWords {

    private static final Pattern TIMES = Pattern.compile("([0-9]{1,5})(\\.\\.([0-9]{1,5})?)?");

    private PatternWords() {}

    /** What is made of a part of a document; what its maker refuses is refused there. */
    static <T> T made(At at, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (RefusedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw RefusedException.of(at, e);
        }
    }

    static Mapping map(YamlValue written, String what) {
        if (written instanceof Mapping map) {
            return map;
        }
        throw new RefusedException(
                written.at(),
                "%s is %s".formatted(what, written instanceof Listing ? "a list" : written.kind()),
                "write a map");
    }

    static void requireKnown(Mapping map, List<String> known, String what) {
        for (Entry entry : map.entries()) {
            if (!known.contains(entry.key())) {
                throw new RefusedException(
                        entry.at(),
                        "unknown key %s in %s".formatted(quoted(entry.key()), what),
                        Suggestion.of(entry.key(), known));
            }
        }
    }

    static <T> T word(YamlValue written, Map<String, T> words, String key) {
        String text = Header.asText(written).orElse("");
        T meant = words.get(text);
        if (meant == null) {
            throw new RefusedException(
                    written.at(),
                    "unknown %s %s".formatted(key, quoted(text)),
                    Suggestion.of(text, words.keySet().stream().sorted().toList()));
        }
        return meant;
    }

    static boolean flag(Mapping map, String key) {
        Optional<YamlValue> written = map.get(key);
        if (written.isEmpty()) {
            return false;
        }
        if (written.get() instanceof Scalar scalar && scalar.type() == Scalar.Type.BOOLEAN) {
            return scalar.text().equalsIgnoreCase("true");
        }
        throw new RefusedException(
                written.get().at(), "'%s' is neither true nor false".formatted(key), "write one of the two");
    }

    static int number(Mapping map, String key) {
        YamlValue written = map.get(key).orElseThrow();
        if (written instanceof Scalar scalar
                && scalar.type() == Scalar.Type.WHOLE_NUMBER
                && scalar.text().length() < 9
                && !scalar.text().startsWith("-")) {
            return Integer.parseInt(scalar.text());
        }
        throw new RefusedException(
                written.at(), "'%s' is no whole number from 0".formatted(key), "write one without quotes");
    }

    /** How many events a step takes: the least and the most, once each where nothing is said. */
    static int[] times(Mapping step) {
        Optional<YamlValue> written = step.get("times");
        if (written.isEmpty()) {
            return new int[] {1, 1};
        }
        Matcher parts = TIMES.matcher(written.get() instanceof Scalar scalar ? scalar.text() : "");
        if (!parts.matches()) {
            throw new RefusedException(
                    written.get().at(),
                    "'times' that is no number and no range",
                    "write 3, 3..5, or 3.. for three or more");
        }
        int least = Integer.parseInt(parts.group(1));
        int most = parts.group(2) == null
                ? least
                : parts.group(3) == null ? PatternPlan.MANY : Integer.parseInt(parts.group(3));
        if (least < 1 || most < least) {
            throw new RefusedException(
                    written.get().at(),
                    "'times: %s'".formatted(((Scalar) written.get()).text()),
                    "begin at 1, the greater number last; 'optional: true' says that there may be none");
        }
        return new int[] {least, most};
    }

    static long millis(YamlValue written) {
        return Correlations.timespan(written).toMillis();
    }

    static List<String> with(List<String> some, String... others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(others));
        return List.copyOf(all);
    }
}
