package io.drey.schedule.domain;

import static java.util.Objects.requireNonNull;

import io.drey.event.Printable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Work that is due again and again.
 *
 * @param name of lower-case letters, digits and single hyphens, 47 at most: a CronJob of Kubernetes is named by it
 * @param slots when it is due
 * @param work what is done, as its command is called: {@code lake verify}
 * @param arguments what the work is told, by name
 * @param catchUp which slots are run late
 * @param retries how often a slot that failed is tried again
 * @param standing whether it is run
 */
public record Schedule(
        String name,
        Slots slots,
        String work,
        Map<String, String> arguments,
        CatchUp catchUp,
        Retries retries,
        Standing standing) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST_NAME = 47;

    /** Whether a schedule is run. */
    public enum Standing {
        ON,
        /** Its document says that it is not. */
        OFF
    }

    public Schedule {
        requireNonNull(name, "name is null");
        requireNonNull(slots, "slots is null");
        requireNonNull(work, "work is null");
        requireNonNull(catchUp, "catchUp is null");
        requireNonNull(retries, "retries is null");
        requireNonNull(standing, "standing is null");
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name '%s' is not allowed: write up to %d lower-case letters, digits and single hyphens, such as lake-verify"
                            .formatted(Printable.of(name), LONGEST_NAME));
        }
        arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
    }
}
