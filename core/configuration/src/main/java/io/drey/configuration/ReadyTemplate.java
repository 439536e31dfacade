package io.drey.configuration;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Bodies of webhooks that are there already: what a service documents that it takes, with what people want to know of an alert. */
public enum ReadyTemplate {
    /** Slack's incoming webhooks: a text and blocks. */
    SLACK,
    /** A workflow of Microsoft Teams that posts what its webhook gets: an adaptive card. */
    TEAMS,
    /** PagerDuty's Events API, version 2: an event that triggers. */
    PAGERDUTY,
    /** Opsgenie's alert API. */
    OPSGENIE,
    /** A gateway of short messages: who, from whom, and a text. */
    SMS;

    /** The template of that name, or empty. */
    static Optional<ReadyTemplate> of(String name) {
        return Arrays.stream(values()).filter(each -> each.word().equals(name)).findFirst();
    }

    /** The name in documents. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(ReadyTemplate::word).toList();
    }

    /** Whether the service knows who sends by the secret, which then signs nothing. */
    public boolean logsInBySecret() {
        return this == PAGERDUTY || this == OPSGENIE;
    }
}
