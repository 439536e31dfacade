package io.drey.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A setting, as the catalogue has it.
 *
 * @param key its key, in kebab-case
 * @param type {@code text}, {@code number}, {@code boolean}, {@code duration}, {@code size}, {@code list} or {@code map}
 * @param defaultValue what holds where it is not given, as it would be written; empty where there is none
 * @param description what it is for
 * @param earlierKeys what it was called before; still understood
 * @param jobs the short names of the jobs that read it; empty where only commands do
 */
public record Setting(
        String key, String type, String defaultValue, String description, List<String> earlierKeys, List<String> jobs) {

    /** What names the environment variables of settings. */
    static final String ENVIRONMENT_PREFIX = "DREY_";

    private static final String MAP = "map";

    public Setting {
        requireNonNull(key, "key is null");
        requireNonNull(type, "type is null");
        requireNonNull(defaultValue, "defaultValue is null");
        requireNonNull(description, "description is null");
        earlierKeys = List.copyOf(earlierKeys);
        jobs = List.copyOf(jobs);
    }

    /** The environment variable that gives it. */
    public String environmentVariable() {
        return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The key of an environment variable whose name begins as those of settings do. */
    static String keyOf(String environmentVariable) {
        return environmentVariable
                .substring(ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    /** Whether it has parts: {@code KEY.PART=VALUE}. */
    boolean isMap() {
        return type.equals(MAP);
    }

    /** Today's spelling of a key that means this setting or a part of it; empty if it means another. */
    Optional<String> keyMeantBy(String written) {
        if (isMeantBy(key, written)) {
            return Optional.of(written);
        }
        return earlierKeys.stream()
                .filter(earlier -> isMeantBy(earlier, written))
                .findFirst()
                .map(earlier -> key + written.substring(earlier.length()));
    }

    private boolean isMeantBy(String name, String written) {
        return written.equals(name) || (isMap() && written.startsWith(name + "."));
    }
}
