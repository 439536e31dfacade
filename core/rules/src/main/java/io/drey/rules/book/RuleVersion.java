package io.drey.rules.book;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Comparator;

/**
 * One version of one of a tenant's documents of rules, as it was published.
 *
 * <p>The version is that of all rules in the document: whoever changes one of them publishes the document anew, and its other
 * rules begin anew with it. So rules that have nothing to do with each other belong into documents of their own.
 *
 * @param name what the document is called, which stays the same over its versions
 * @param version at least 1
 * @param effectiveFromMillis the time of the first events that it is about, in milliseconds since the epoch: an event is
 *     matched by the highest version of those that were in force at its own time stamp
 * @param text YAML documents of Sigma, separated by {@code ---}; an empty text takes the document out of force
 */
public record RuleVersion(String name, int version, long effectiveFromMillis, String text)
        implements Comparable<RuleVersion>, Serializable {

    /** In force for events of any time. */
    public static final long ALWAYS = Long.MIN_VALUE;

    private static final Comparator<RuleVersion> ORDER =
            Comparator.comparing(RuleVersion::name).thenComparing(RuleVersion::version);

    public RuleVersion {
        requireNonNull(name, "name is null");
        requireNonNull(text, "text is null");
        if (version < 1) {
            throw new IllegalArgumentException("the version of rules '%s' is %d: begin at 1".formatted(name, version));
        }
    }

    /** What problems call it: the {@link io.drey.rules.RuleProblem#file()} of those with it. */
    public String called() {
        return "%s, version %d".formatted(name, version);
    }

    /** By name, then by version. */
    @Override
    public int compareTo(RuleVersion other) {
        return ORDER.compare(this, other);
    }
}
