package io.drey.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where the job delivers to, as whoever runs it chooses. */
enum SinkKind {
    /**
     * Indices {@code logs-<tenant>-<date>} and {@code alerts-<tenant>-<month>}: seconds after the event. While it is away,
     * both wait in their topics.
     */
    OPENSEARCH,
    /** The lake's table {@code alerts}: with each checkpoint. */
    LAKE,
    /** The table of alerts in a database: with each flush, at the latest at a checkpoint. */
    JDBC,
    /** The webhooks of the tenants' documents. */
    WEBHOOKS,
    /** The tenants' other targets: HTTP, Splunk, syslog, Kafka. */
    FORWARDING,
    /** The mails of the tenants' documents. */
    MAIL;

    /** The name in settings and in the ledger. */
    String ledgerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names, for messages. */
    static String names() {
        return Arrays.stream(values()).map(SinkKind::ledgerName).collect(Collectors.joining(", "));
    }
}
