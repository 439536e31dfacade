package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.TargetDocument.Payload;
import io.drey.event.DatasetId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the delivery job does.
 *
 * @param name the job's own name; empty for none
 * @param sinks where it delivers to, at least one
 * @param payloads whether events, alerts or both, where a sink takes both
 * @param only the webhooks and forwarding targets it serves, as {@code tenant/name}; empty for all
 * @param secrets the folder of the tenants' secrets; empty for environment variables
 * @param requestsInFlight at least 1
 */
record DeliverySettings(
        String name,
        Set<SinkKind> sinks,
        Set<Payload> payloads,
        Set<String> only,
        String secrets,
        int requestsInFlight) {

    static final ConfigOption<List<String>> SINKS = ConfigOptions.key("delivery-sinks")
            .stringType()
            .asList()
            .defaultValues("opensearch", "lake")
            .withFallbackKeys("delivery-targets")
            .withDescription(
                    "Where to deliver, several with semicolons: opensearch (logs and alerts), lake, jdbc (alerts),"
                            + " webhooks, forwarding, mail (what tenants' documents name). Run a job for each that may be down"
                            + " to keep its outage from the others.");

    static final ConfigOption<String> NAME = ConfigOptions.key("delivery-name")
            .stringType()
            .defaultValue("")
            .withDescription("The job's own name, of small letters and digits, where several delivery jobs run on one"
                    + " cluster: webhooks makes delivery-webhooks-job there. Constant for the life of its state; empty"
                    + " for one without, delivery-job.");

    static final ConfigOption<List<String>> PAYLOADS = ConfigOptions.key("delivery-payloads")
            .stringType()
            .asList()
            .defaultValues("alerts", "events")
            .withDescription("What to deliver where a sink takes both: alerts, events, or both with a semicolon.");

    static final ConfigOption<List<String>> ONLY = ConfigOptions.key("delivery-only")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "The webhooks, forwarding targets and mails to serve, as tenant/name with semicolons; all if empty."
                            + " A job for one target keeps its outage from the others.");

    static final ConfigOption<String> SECRETS = ConfigOptions.key("delivery-secrets")
            .stringType()
            .defaultValue("")
            .withDescription("The folder of the tenants' secrets, on every machine that runs tasks: a file TENANT/NAME"
                    + " each. If empty they are environment variables DREY_SECRET_TENANT_NAME.");

    static final ConfigOption<Integer> REQUESTS_IN_FLIGHT = ConfigOptions.key("delivery-requests-in-flight")
            .intType()
            .defaultValue(100)
            .withDescription(
                    "How many requests to webhooks, forwarding targets and mail servers a subtask has under way, those that"
                            + " wait for their next attempt included, before it holds its input back.");

    /** All keys. */
    static final List<ConfigOption<?>> OPTIONS = List.of(NAME, SINKS, PAYLOADS, ONLY, SECRETS, REQUESTS_IN_FLIGHT);

    private static final Pattern KEY = Pattern.compile(DatasetId.GRAMMAR + "/" + DatasetId.GRAMMAR);

    DeliverySettings {
        requireNonNull(name, "name is null");
        requireNonNull(sinks, "sinks is null");
        requireNonNull(secrets, "secrets is null");
        // A job called job would be told by the name of one without a name.
        if (!name.isEmpty() && (!name.matches(DatasetId.GRAMMAR) || name.equals("job"))) {
            throw new IllegalArgumentException(
                    "%s is '%s': write 2 to 31 small letters and digits, such as webhooks".formatted(NAME.key(), name));
        }
        if (sinks.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s is empty: name one or more of %s".formatted(SINKS.key(), SinkKind.names()));
        }
        sinks = EnumSet.copyOf(sinks);
        if (payloads.isEmpty()) {
            throw new IllegalArgumentException("%s is empty: name alerts, events, or both".formatted(PAYLOADS.key()));
        }
        payloads = EnumSet.copyOf(payloads);
        only = new TreeSet<>(only);
        for (String key : only) {
            if (!KEY.matcher(key).matches()) {
                throw new IllegalArgumentException(
                        "%s names '%s': write targets as tenant/name".formatted(ONLY.key(), key));
            }
        }
        if (requestsInFlight < 1) {
            throw new IllegalArgumentException(
                    "%s is %d: use 1 or more".formatted(REQUESTS_IN_FLIGHT.key(), requestsInFlight));
        }
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    static DeliverySettings from(ReadableConfig configuration) {
        return new DeliverySettings(
                configuration.get(NAME),
                configuration.get(SINKS).stream()
                        .map(DeliverySettings::sink)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(SinkKind.class))),
                configuration.get(PAYLOADS).stream()
                        .map(DeliverySettings::payload)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Payload.class))),
                Set.copyOf(configuration.get(ONLY)),
                configuration.get(SECRETS),
                configuration.get(REQUESTS_IN_FLIGHT));
    }

    private static SinkKind sink(String name) {
        return Arrays.stream(SinkKind.values())
                .filter(sink -> sink.ledgerName().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("%s names '%s': use one or more of %s, with semicolons between"
                                .formatted(SINKS.key(), name, SinkKind.names())));
    }

    private static Payload payload(String name) {
        return Arrays.stream(Payload.values())
                .filter(payload -> payload.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s names '%s': use alerts, events, or both with a semicolon between"
                                .formatted(PAYLOADS.key(), name)));
    }

    boolean delivers(Payload payload) {
        return payloads.contains(payload);
    }

    boolean deliversTo(SinkKind sink) {
        return sinks.contains(sink);
    }

    /** What the job is called on a cluster. */
    String jobName() {
        return name.isEmpty() ? "delivery-job" : "delivery-%s-job".formatted(name);
    }

    /**
     * The consumer group: jobs with names of their own, or with different sinks, do not disturb one another's progress.
     */
    String groupId() {
        if (!name.isEmpty()) {
            return jobName();
        }
        String group = sinks.stream().map(SinkKind::ledgerName).collect(Collectors.joining("-", "delivery-job-", ""));
        if (payloads.size() < Payload.values().length) {
            group += payloads.stream()
                    .map(payload -> "-" + payload.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining());
        }
        return only.isEmpty() ? group : group + "-" + String.join("-", only).replace('/', '.');
    }
}
