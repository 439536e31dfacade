package io.drey.detection;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A scanner: one address that asks for many paths that do not exist.
 *
 * <p>It sees an address's requests answered with 404 and counts the different paths among those in the window
 * {@code (t - timespan, t]}. It fires when that count reaches {@code paths}, once, and is armed again when the count
 * falls below.
 *
 * <p>The match is the shortest run of events, ending with the one that completes it, that holds so many paths; of each
 * path it holds the first event of that run.
 *
 * @param rule what it is known by
 * @param paths how many different paths, at least 2
 */
public record PathScanner(Rule rule, int paths) implements Detection {

    public PathScanner {
        requireNonNull(rule, "rule is null");
        if (paths < 2) {
            throw new IllegalArgumentException(
                    "rule %s asks for %d different paths: it must be at least 2".formatted(rule.id(), paths));
        }
    }

    @Override
    public boolean concerns(int status) {
        return Statuses.isNotFound(status);
    }

    @Override
    public boolean begins(int status) {
        return Statuses.isNotFound(status);
    }

    @Override
    public Firing firing() {
        return Firing.ON_CROSSING;
    }

    @Override
    public String reason(Match match) {
        return "%d different paths that do not exist asked for by %s within %d s"
                .formatted(match.events().size(), match.completing().address(), match.seconds());
    }

    @Override
    public List<Match> referenceMatches(List<AccessEvent> ordered) {
        return ReferenceMatcher.pathScanner(ordered, paths, rule.timespan());
    }
}
