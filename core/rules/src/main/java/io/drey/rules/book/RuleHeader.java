package io.drey.rules.book;

import static java.util.Objects.requireNonNull;

import io.drey.rules.sigma.SigmaHeader;
import io.drey.rules.sigma.SigmaLevel;
import io.drey.rules.sigma.SigmaStatus;
import java.util.Locale;

/**
 * What a rule is known by.
 *
 * @param id its id
 * @param version at least 1; a changed meaning is a new version
 * @param title what it looks for, in a few words
 * @param severity one of Sigma's levels, {@code medium} where its author says none
 * @param stage whether anybody is told of its matches
 */
public record RuleHeader(String id, int version, String title, String severity, Stage stage) {

    /** Whether anybody is told of matches. */
    public enum Stage {
        /** People are. */
        LIVE,
        /** {@code status: test}: they are alerts of which nobody is told, found among staged ones only. */
        STAGED
    }

    public RuleHeader {
        requireNonNull(id, "id is null");
        requireNonNull(title, "title is null");
        requireNonNull(severity, "severity is null");
        requireNonNull(stage, "stage is null");
        if (version < 1) {
            throw new IllegalArgumentException("the version of rule %s is %d: begin at 1".formatted(id, version));
        }
    }

    static RuleHeader of(SigmaHeader header, int version) {
        return new RuleHeader(
                header.id(),
                version,
                header.title(),
                header.level().orElse(SigmaLevel.MEDIUM).name().toLowerCase(Locale.ROOT),
                header.status().filter(SigmaStatus.TEST::equals).isPresent() ? Stage.STAGED : Stage.LIVE);
    }

    /** Whether nobody is to be told of its matches. */
    public boolean isStaged() {
        return stage == Stage.STAGED;
    }

    /** Names the rule's version; two rules never have the same. */
    public String key() {
        return key(id, version);
    }

    /** The same of a rule whose id and version are known; it holds exactly one bar. */
    public static String key(String id, int version) {
        String withoutBar = id.indexOf('|') < 0 && id.indexOf('%') < 0
                ? id
                : id.replace("%", "%25").replace("|", "%7C");
        return withoutBar + '|' + version;
    }
}
