package io.drey.detection;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Guessed passwords: failed logins by one address, followed by a success.
 *
 * <p>Of an address's requests it sees the failed logins (401, 403) and the successes (200 to 399). A success fires if the
 * latest {@code failures} failed logins before it lie at most {@code timespan} before it, both ends included. Successes in
 * between do not matter: whoever guesses passwords loads the login page, too.
 *
 * <p>After a match counting begins anew, so no event belongs to two matches. More failures than needed change nothing: the
 * match holds the latest ones and the success.
 *
 * @param rule what it is known by
 * @param failures how many failed logins, at least 1
 */
public record BruteForceLogin(Rule rule, int failures) implements Detection {

    public BruteForceLogin {
        requireNonNull(rule, "rule is null");
        if (failures < 1) {
            throw new IllegalArgumentException(
                    "rule %s asks for %d failed logins: it must be at least 1".formatted(rule.id(), failures));
        }
    }

    @Override
    public boolean concerns(int status) {
        return Statuses.isFailedLogin(status) || Statuses.isSuccess(status);
    }

    @Override
    public boolean begins(int status) {
        return Statuses.isFailedLogin(status);
    }

    @Override
    public Firing firing() {
        return Firing.ON_EVERY_MATCH;
    }

    @Override
    public String reason(Match match) {
        return "%d failed logins by %s within %d s, then a success"
                .formatted(match.events().size() - 1, match.completing().address(), match.seconds());
    }

    @Override
    public List<Match> referenceMatches(List<AccessEvent> ordered) {
        return ReferenceMatcher.bruteForceLogin(ordered, failures, rule.timespan());
    }
}
