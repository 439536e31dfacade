package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A tenant: how its topics are made, and what holds for those of its datasets that do not say otherwise.
 *
 * @param name the tenant
 * @param partitions of each raw topic and of the events topic
 * @param replication of each topic
 * @param maxMessageBytes the largest record that raw and events topics take, in bytes
 * @param retention how long topics keep records
 * @param datasetDefaults keys of dataset documents; empty where all is as built in
 */
public record TenantDocument(
        String name,
        int partitions,
        int replication,
        int maxMessageBytes,
        Retention retention,
        ObjectNode datasetDefaults) {

    /** How much a tenant is expected to send, which its topics follow from. */
    enum TenantClass {
        SMALL(1, "up to about 1 MB a second: 1 partition"),
        STANDARD(6, "up to about 50 MB a second: 6 partitions"),
        LARGE(24, "more: 24 partitions");

        private final int partitions;
        private final String description;

        TenantClass(int partitions, String description) {
            this.partitions = partitions;
            this.description = description;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static List<String> words() {
            return Arrays.stream(values()).map(TenantClass::word).toList();
        }

        private static String explained() {
            return String.join(
                    "; ",
                    Arrays.stream(values())
                            .map(each -> each.word() + ": " + each.description)
                            .toList());
        }
    }

    /**
     * How long topics keep records.
     *
     * @param raw lines as shipped
     * @param events parsed lines
     * @param alerts what detections found
     * @param deadLetters what could not be parsed
     */
    public record Retention(Duration raw, Duration events, Duration alerts, Duration deadLetters) {

        public Retention {
            requireNonNull(raw, "raw is null");
            requireNonNull(events, "events is null");
            requireNonNull(alerts, "alerts is null");
            requireNonNull(deadLetters, "deadLetters is null");
        }
    }

    private static final int REPLICATION = 3;
    private static final int MAX_MESSAGE_BYTES = 8 << 20;
    private static final Retention RETENTION =
            new Retention(Duration.ofDays(3), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(14));

    static final List<DocumentField> FIELDS = List.of(
            optional(
                    "class",
                    FieldType.choice(TenantClass::words),
                    "how much the tenant sends, which the topics' partitions follow from (default: standard): "
                            + TenantClass.explained()),
            optional(
                    "partitions",
                    FieldType.wholeNumber(1, 1_000),
                    "partitions of each raw topic and of the events topic; existing topics only grow, also while jobs "
                            + "read them (default: by class)"),
            optional("replication", FieldType.wholeNumber(1, 10), "copies of each topic (default: 3)"),
            optional(
                    "max-message-bytes",
                    FieldType.wholeNumber(1 << 20, 256 << 20),
                    "the largest record that topics take, in bytes (default: 8 MiB)"),
            optional(
                    "retention",
                    FieldType.entries(List.of(
                            optional("raw", FieldType.duration(), "lines as shipped (default: 3d)"),
                            optional("events", FieldType.duration(), "parsed lines (default: 1d)"),
                            optional("alerts", FieldType.duration(), "what detections found (default: 7d)"),
                            optional("dead-letters", FieldType.duration(), "what could not be parsed (default: 14d)"))),
                    "how long topics keep records; the lake keeps them longer"),
            optional(
                    "dataset-defaults",
                    FieldType.entries(DatasetKeys.INHERITED),
                    "what holds for the tenant's datasets that do not say otherwise"));

    public TenantDocument {
        DatasetId.requireTenant(name);
        requireNonNull(retention, "retention is null");
        datasetDefaults =
                requireNonNull(datasetDefaults, "datasetDefaults is null").deepCopy();
    }

    /** A tenant with the built-in defaults. */
    public static TenantDocument defaults(String name) {
        return of(new Document(DocumentKind.TENANT, name, name, JsonNodeFactory.instance.objectNode()));
    }

    /** What a document says, with defaults for what it does not. */
    public static TenantDocument of(Document document) {
        if (document.kind() != DocumentKind.TENANT) {
            throw new IllegalArgumentException(document + " is no tenant");
        }
        ObjectNode content = document.content();
        TenantClass tenantClass = TenantClass.valueOf(
                content.path("class").asText(TenantClass.STANDARD.word()).toUpperCase(Locale.ROOT));
        JsonNode retention = content.path("retention");
        JsonNode datasetDefaults = content.path("dataset-defaults");
        return new TenantDocument(
                document.name(),
                content.path("partitions").asInt(tenantClass.partitions),
                content.path("replication").asInt(REPLICATION),
                content.path("max-message-bytes").asInt(MAX_MESSAGE_BYTES),
                new Retention(
                        Durations.of(retention, "raw", RETENTION.raw),
                        Durations.of(retention, "events", RETENTION.events),
                        Durations.of(retention, "alerts", RETENTION.alerts),
                        Durations.of(retention, "dead-letters", RETENTION.deadLetters)),
                datasetDefaults.isObject() ? (ObjectNode) datasetDefaults : JsonNodeFactory.instance.objectNode());
    }

    /** The document that says all of this. */
    public Document toDocument() {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put("partitions", (long) partitions);
        content.put("replication", (long) replication);
        content.put("max-message-bytes", (long) maxMessageBytes);
        ObjectNode kept = content.putObject("retention");
        kept.put("raw", Durations.format(retention.raw));
        kept.put("events", Durations.format(retention.events));
        kept.put("alerts", Durations.format(retention.alerts));
        kept.put("dead-letters", Durations.format(retention.deadLetters));
        if (!datasetDefaults.isEmpty()) {
            content.set("dataset-defaults", datasetDefaults);
        }
        return new Document(DocumentKind.TENANT, name, name, content);
    }
}
