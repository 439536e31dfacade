package io.drey.lake.audit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Which accesses are recorded, and what becomes of those that cannot be.
 *
 * @param queries of queries and reports
 * @param restores of lines given back
 */
public record AuditSettings(AuditPolicy queries, AuditPolicy restores) {

    public static final ConfigOption<String> LAKE_AUDIT_QUERIES = ConfigOptions.key("lake-audit-queries")
            .stringType()
            .defaultValue("best-effort")
            .withDescription(
                    "Whether queries and reports are recorded in access_audit: off; best-effort, when they are done, "
                            + "and they do not fail where that fails; or required, before the first row is given, else none is "
                            + "given.");

    public static final ConfigOption<String> LAKE_AUDIT_RESTORES = ConfigOptions.key("lake-audit-restores")
            .stringType()
            .defaultValue("required")
            .withDescription("The same for lines that are given back by 'drey lake restore'.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(LAKE_AUDIT_QUERIES, LAKE_AUDIT_RESTORES);

    public AuditSettings {
        requireNonNull(queries, "queries is null");
        requireNonNull(restores, "restores is null");
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    public static AuditSettings from(ReadableConfig configuration) {
        return new AuditSettings(policy(LAKE_AUDIT_QUERIES, configuration), policy(LAKE_AUDIT_RESTORES, configuration));
    }

    private static AuditPolicy policy(ConfigOption<String> key, ReadableConfig configuration) {
        String value = configuration.get(key);
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "off" -> AuditPolicy.OFF;
            case "best-effort" -> AuditPolicy.BEST_EFFORT;
            case "required" -> AuditPolicy.REQUIRED;
            default ->
                throw new IllegalArgumentException(
                        "%s is '%s': write off, best-effort or required".formatted(key.key(), value));
        };
    }
}
