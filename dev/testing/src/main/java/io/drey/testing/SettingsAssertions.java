package io.drey.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** What holds for the settings of every module. */
public final class SettingsAssertions {

    private SettingsAssertions() {}

    /**
     * Asserts that every key of some settings is in kebab-case, is described and is read: that its value changes what is made of
     * the settings, and that all else has a default.
     *
     * @param options all keys
     * @param from makes the settings, a value with {@code equals}
     * @param required what has to be given
     * @param others for every other key a value that is not its default; for one with parts, one part
     * @throws AssertionError naming the key
     */
    public static void assertEverySettingHasADefaultAndIsRead(
            List<ConfigOption<?>> options,
            Function<Configuration, ?> from,
            Map<String, String> required,
            Map<String, String> others) {
        Map<String, String> all = new HashMap<>(required);
        all.putAll(others);
        for (ConfigOption<?> option : options) {
            require(option.key().matches("[a-z]+(-[a-z0-9]+)*"), option.key(), "is not in kebab-case");
            require(!option.description().getBlocks().isEmpty(), option.key(), "has no description");
            require(
                    all.keySet().stream().anyMatch(key -> isOf(option, key)),
                    option.key(),
                    "is given no value to be read");
        }
        Set<String> unknown = all.keySet().stream()
                .filter(key -> options.stream().noneMatch(option -> isOf(option, key)))
                .collect(Collectors.toCollection(TreeSet::new));
        require(unknown.isEmpty(), String.join(", ", unknown), "is in no option");
        made(from, required, "has no default");
        Object whole = made(from, all, "is not taken");
        for (String key : all.keySet()) {
            Map<String, String> rest = new HashMap<>(all);
            rest.remove(key);
            Object without;
            try {
                without = from.apply(Configuration.fromMap(rest));
            } catch (IllegalArgumentException e) {
                require(
                        e.getMessage().contains(key) || others.containsKey(key),
                        key,
                        "is required, and not named where it is missing: " + e.getMessage());
                continue;
            }
            require(!required.containsKey(key), key, "is not required");
            require(!without.equals(whole), key, "is not read, or was given its default");
        }
    }

    private static boolean isOf(ConfigOption<?> option, String key) {
        return key.equals(option.key()) || key.startsWith(option.key() + ".");
    }

    private static Object made(Function<Configuration, ?> from, Map<String, String> settings, String otherwise) {
        try {
            return from.apply(Configuration.fromMap(settings));
        } catch (IllegalArgumentException e) {
            throw new AssertionError("a setting " + otherwise + ": " + e.getMessage(), e);
        }
    }

    private static void require(boolean holds, String key, String otherwise) {
        if (!holds) {
            throw new AssertionError(key + " " + otherwise);
        }
    }
}
