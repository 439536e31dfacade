package io.drey.cep;

import static java.util.Objects.requireNonNull;

import io.drey.detection.AccessEvent;
import io.drey.detection.Rule;

/**
 * A request on its way to one rule.
 *
 * @param ruleId the rule's id
 * @param ruleVersion the rule's version
 * @param event the request
 */
public record EarlierCandidate(String ruleId, int ruleVersion, AccessEvent event) {

    public EarlierCandidate {
        requireNonNull(ruleId, "ruleId is null");
        requireNonNull(event, "event is null");
    }

    static EarlierCandidate of(Rule rule, AccessEvent event) {
        return new EarlierCandidate(rule.id(), rule.version(), event);
    }

    /**
     * What events that may match together have in common. The rule and its version belong to it, because half a match of
     * one version means nothing to another; only the address, which comes last, can hold a bar.
     */
    String key() {
        return ruleId + '|' + ruleVersion + '|' + event.tenant() + '|' + event.dataset() + '|' + event.address();
    }

    /** Names a rule's version. */
    String ruleKey() {
        return ruleKey(ruleId, ruleVersion);
    }

    static String ruleKey(String ruleId, int ruleVersion) {
        return ruleId + '|' + ruleVersion;
    }

    /** The {@link #ruleKey()} that a {@link #key()} begins with. */
    static String ruleKeyOf(String key) {
        return key.substring(0, key.indexOf('|', key.indexOf('|') + 1));
    }
}
