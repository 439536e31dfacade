package io.drey.lake;

import static java.util.Objects.requireNonNull;

import io.drey.event.SecretReference;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.iceberg.flink.CatalogLoader;

/**
 * Where the lake is and how it is written.
 *
 * @param catalogType {@code jdbc, hadoop, rest, hive, glue, nessie}, or the class of another Iceberg catalog
 * @param catalogUri the catalog's address; empty where the type needs none
 * @param catalogUser the user at the catalog; empty for none
 * @param catalogPassword where the password is: {@code env:NAME} or {@code file:/path}; empty for none
 * @param warehouse the folder of the tables
 * @param catalogProperties further Iceberg catalog properties, passed through and stronger than the ones above
 * @param catalogSecrets further Iceberg catalog properties that are secret: where each value is, as for the password
 * @param hadoopProperties Hadoop properties for the file system of the warehouse
 * @param distribution how rows are spread over writers
 */
public record LakeSettings(
        String catalogType,
        Optional<String> catalogUri,
        Optional<String> catalogUser,
        Optional<String> catalogPassword,
        String warehouse,
        Map<String, String> catalogProperties,
        Map<String, String> catalogSecrets,
        Map<String, String> hadoopProperties,
        Distribution distribution) {

    /** Properties of Iceberg whose values are secret: they would show in logs, process lists and job graphs. */
    static final Set<String> SECRET_PROPERTIES =
            Set.of("jdbc.password", "credential", "token", "s3.secret-access-key", "s3.session-token");

    /** Hadoop's names of secrets, for all buckets or for one. */
    private static final Pattern SECRET_HADOOP_PROPERTY =
            Pattern.compile("fs\\.s3a\\.(bucket\\.[^.]+\\.)?(secret\\.key|session\\.token)");

    /** How rows are spread over the writers of {@code logs}. */
    public enum Distribution {
        /** Each writer takes what its own input brings: no shuffle, one file per writer, tenant, day and checkpoint. */
        NONE,
        /** All rows of a tenant and day go to one writer: fewest files, but that writer limits the tenant's throughput. */
        HASH
    }

    public static final ConfigOption<String> LAKE_CATALOG_TYPE = ConfigOptions.key("lake-catalog-type")
            .stringType()
            .defaultValue("jdbc")
            .withDescription("Kind of Iceberg catalog: jdbc, hadoop, rest, hive, glue, nessie or a class name.");

    public static final ConfigOption<String> LAKE_CATALOG_URI = ConfigOptions.key("lake-catalog-uri")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Address of the catalog, such as jdbc:postgresql://host:5432/lake, whose tables are those of "
                            + "jdbc.schema-version=V1, which Trino reads.");

    public static final ConfigOption<String> LAKE_CATALOG_USER = ConfigOptions.key("lake-catalog-user")
            .stringType()
            .noDefaultValue()
            .withDescription("User at the catalog's database.");

    public static final ConfigOption<String> LAKE_CATALOG_PASSWORD = ConfigOptions.key("lake-catalog-password")
            .stringType()
            .noDefaultValue()
            .withDescription("Where the password is: env:NAME or file:/path. The password itself is refused.");

    public static final ConfigOption<String> LAKE_WAREHOUSE = ConfigOptions.key("lake-warehouse")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Folder of the tables, such as hdfs://namenode:8020/lake, s3://bucket/lake or file:///var/lake.");

    public static final ConfigOption<Map<String, String>> LAKE_CATALOG_PROPERTIES = ConfigOptions.key(
                    "lake-catalog-properties")
            .mapType()
            .defaultValue(Map.of())
            .withDescription("Further Iceberg catalog properties, stronger than the other settings: "
                    + "lake-catalog-properties.KEY=VALUE. One that holds a secret is refused.");

    public static final ConfigOption<Map<String, String>> LAKE_CATALOG_SECRETS = ConfigOptions.key(
                    "lake-catalog-secrets")
            .mapType()
            .defaultValue(Map.of())
            .withDescription(
                    "Further Iceberg catalog properties that are secret, such as s3.secret-access-key, credential "
                            + "or token: "
                            + "lake-catalog-secrets.KEY=env:NAME or file:/path.");

    public static final ConfigOption<Map<String, String>> LAKE_HADOOP_PROPERTIES = ConfigOptions.key(
                    "lake-hadoop-properties")
            .mapType()
            .defaultValue(Map.of())
            .withDescription("Hadoop properties for the warehouse's file system: lake-hadoop-properties.KEY=VALUE.");

    public static final ConfigOption<String> LAKE_DISTRIBUTION = ConfigOptions.key("lake-distribution")
            .stringType()
            .defaultValue("none")
            .withDescription(
                    "How rows are spread over writers: none, so that each writes a file for each tenant, day and "
                            + "checkpoint, without a shuffle; or hash, so that one writer has all of a tenant and day.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(
            LAKE_CATALOG_TYPE,
            LAKE_CATALOG_URI,
            LAKE_CATALOG_USER,
            LAKE_CATALOG_PASSWORD,
            LAKE_WAREHOUSE,
            LAKE_CATALOG_PROPERTIES,
            LAKE_CATALOG_SECRETS,
            LAKE_HADOOP_PROPERTIES,
            LAKE_DISTRIBUTION);

    public LakeSettings {
        requireNonNull(catalogType, "catalogType is null");
        requireNonNull(catalogUri, "catalogUri is null");
        requireNonNull(catalogUser, "catalogUser is null");
        requireNonNull(warehouse, "warehouse is null");
        requireNonNull(distribution, "distribution is null");
        catalogPassword.ifPresent(reference -> new SecretReference(LAKE_CATALOG_PASSWORD.key(), reference));
        catalogProperties = Map.copyOf(catalogProperties);
        catalogSecrets = Map.copyOf(catalogSecrets);
        catalogProperties.keySet().forEach(LakeSettings::refuseSecret);
        references(catalogSecrets);
        hadoopProperties = Map.copyOf(hadoopProperties);
        hadoopProperties.keySet().forEach(LakeSettings::refuseHadoopSecret);
        if (catalogType.equals("jdbc") && catalogUri.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s is not set: give the catalog's address, such as jdbc:postgresql://host:5432/lake"
                            .formatted(LAKE_CATALOG_URI.key()));
        }
    }

    /** Settings of a catalog that lives in the warehouse folder itself: no server, one writing job at a time. */
    public static LakeSettings inFolder(String warehouse) {
        return new LakeSettings(
                "hadoop",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                warehouse,
                Map.of(),
                Map.of(),
                Map.of(),
                Distribution.NONE);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key and the remedy
     */
    public static LakeSettings from(ReadableConfig configuration) {
        return new LakeSettings(
                configuration.get(LAKE_CATALOG_TYPE),
                configuration.getOptional(LAKE_CATALOG_URI),
                configuration.getOptional(LAKE_CATALOG_USER),
                configuration.getOptional(LAKE_CATALOG_PASSWORD),
                configuration
                        .getOptional(LAKE_WAREHOUSE)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "%s is not set: give the tables' folder, such as hdfs://namenode:8020/lake"
                                        .formatted(LAKE_WAREHOUSE.key()))),
                configuration.get(LAKE_CATALOG_PROPERTIES),
                configuration.get(LAKE_CATALOG_SECRETS),
                configuration.get(LAKE_HADOOP_PROPERTIES),
                distribution(configuration.get(LAKE_DISTRIBUTION)));
    }

    /** Makes the catalog wherever it is needed; carries references to secrets, never a secret. */
    public CatalogLoader catalogLoader() {
        return new LakeCatalogLoader(
                catalogType,
                catalogUri.orElse(null),
                catalogUser.orElse(null),
                catalogPassword
                        .map(reference -> new SecretReference(LAKE_CATALOG_PASSWORD.key(), reference))
                        .orElse(null),
                warehouse,
                catalogProperties,
                references(catalogSecrets),
                hadoopProperties);
    }

    private static Map<String, SecretReference> references(Map<String, String> secrets) {
        Map<String, SecretReference> references = new HashMap<>();
        secrets.forEach((key, reference) ->
                references.put(key, new SecretReference(LAKE_CATALOG_SECRETS.key() + "." + key, reference)));
        return references;
    }

    private static void refuseSecret(String key) {
        if (SECRET_PROPERTIES.contains(key)) {
            throw new IllegalArgumentException("%s.%s would hold a secret: write %s.%s=env:NAME or file:/path"
                    .formatted(LAKE_CATALOG_PROPERTIES.key(), key, LAKE_CATALOG_SECRETS.key(), key));
        }
    }

    private static void refuseHadoopSecret(String key) {
        if (SECRET_HADOOP_PROPERTY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "%1$s.%2$s would hold a secret: run 'hadoop credential create %2$s -provider jceks://file/PATH' and write %1$s.hadoop.security.credential.provider.path=jceks://file/PATH"
                            .formatted(LAKE_HADOOP_PROPERTIES.key(), key));
        }
    }

    private static Distribution distribution(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "none" -> Distribution.NONE;
            case "hash" -> Distribution.HASH;
            default ->
                throw new IllegalArgumentException(
                        "%s is '%s': write none or hash".formatted(LAKE_DISTRIBUTION.key(), value));
        };
    }
}
