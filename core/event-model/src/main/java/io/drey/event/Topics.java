package io.drey.event;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of Drey's Kafka topics. A tenant comes from the topic's name, never from a payload or a header. */
public final class Topics {

    /** Every raw topic: {@code raw.<tenant>.<dataset>}. */
    public static final Pattern RAW = perDataset("raw");

    /** Every events topic: {@code events.<tenant>}. */
    public static final Pattern EVENTS = perTenant("events");

    /** Every alerts topic: {@code alerts.<tenant>}. */
    public static final Pattern ALERTS = perTenant("alerts");

    /** Every metrics topic: {@code metrics.<tenant>}. */
    public static final Pattern METRICS = perTenant("metrics");

    /** Every dead-letters topic: {@code dead-letters.<tenant>}. */
    public static final Pattern DEAD_LETTERS = perTenant("dead-letters");

    /** Every ledger topic: {@code ledger.<tenant>}. */
    public static final Pattern LEDGER = perTenant("ledger");

    /** Every tenant's control topic: {@code control.<tenant>}. */
    public static final Pattern CONTROL = perTenant("control");

    /** The installation's control topic, of tenants' documents; compacted. */
    public static final String TENANTS = "control";

    private Topics() {}

    /** Lines as they were shipped. */
    public static String raw(DatasetId id) {
        return "raw." + id.tenant() + "." + id.dataset();
    }

    /** Canonical events, at least once, in the order of each raw partition. */
    public static String events(String tenant) {
        return "events." + DatasetId.requireTenant(tenant);
    }

    /** Alerts, at least once, with deterministic ids. */
    public static String alerts(String tenant) {
        return "alerts." + DatasetId.requireTenant(tenant);
    }

    /** Points of metrics for other installations, at least once; those of equal id in the order of their versions. */
    public static String metrics(String tenant) {
        return "metrics." + DatasetId.requireTenant(tenant);
    }

    /** What could not be parsed. */
    public static String deadLetters(String tenant) {
        return "dead-letters." + DatasetId.requireTenant(tenant);
    }

    /** What was delivered where: {@link DeliveredCount}s; compacted. */
    public static String ledger(String tenant) {
        return "ledger." + DatasetId.requireTenant(tenant);
    }

    /** A tenant's configuration documents; compacted, keyed by kind and name. */
    public static String control(String tenant) {
        return "control." + DatasetId.requireTenant(tenant);
    }

    /** The dataset a raw topic carries, or empty where the name is not a raw topic's. */
    public static Optional<DatasetId> datasetOfRaw(String topic) {
        Matcher matcher = RAW.matcher(topic);
        return matcher.matches() ? Optional.of(new DatasetId(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** The tenant whose events a topic carries, or empty where the name is not an events topic's. */
    public static Optional<String> tenantOfEvents(String topic) {
        Matcher matcher = EVENTS.matcher(topic);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Pattern perTenant(String kind) {
        return Pattern.compile(Pattern.quote(kind) + "\\.(" + DatasetId.GRAMMAR + ")");
    }

    private static Pattern perDataset(String kind) {
        return Pattern.compile(Pattern.quote(kind) + "\\.(" + DatasetId.GRAMMAR + ")\\.(" + DatasetId.GRAMMAR + ")");
    }
}
