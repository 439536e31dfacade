package io.drey.format.redact;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a dataset's lines must not say to anyone behind the job that takes them in.
 *
 * @param rules what is redacted, and what takes its place; where two find the same, the first counts
 * @param secret the name of the secret that keyed hashes are made with, where there are any
 */
public record Redaction(List<RedactionRule> rules, Optional<String> secret) {

    /** Nothing is redacted. */
    public static final Redaction NONE = new Redaction(List.of(), Optional.empty());

    public Redaction {
        rules = List.copyOf(rules);
        requireNonNull(secret, "secret is null");
        if (secret.isEmpty()) {
            rules.stream()
                    .filter(rule -> rule.action() == RedactionRule.Action.HASH)
                    .findFirst()
                    .ifPresent(rule -> {
                        throw new IllegalArgumentException(
                                "'%s' needs a secret: name it with redact-secret".formatted(rule.written()));
                    });
        }
    }

    /** Whether nothing is redacted. */
    public boolean isNone() {
        return rules.isEmpty();
    }
}
