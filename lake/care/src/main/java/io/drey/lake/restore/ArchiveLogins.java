package io.drey.lake.restore;

import io.drey.event.DatasetId;
import io.drey.lake.LakeException;
import io.drey.lake.S3Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.iceberg.io.FileIO;

/**
 * How buckets of archives are reached, by tenant and dataset. A key is {@code TENANT.DATASET.PROPERTY}, or
 * {@code TENANT.*.PROPERTY} for all datasets of the tenant that do not say otherwise; properties are those of Iceberg's S3 file
 * system, as in the lake's own settings. A dataset without any is archived with the lake's own login.
 *
 * @param properties what is no secret: {@code s3.endpoint}, {@code client.region}, {@code s3.access-key-id} and so on
 * @param secrets where secrets are: {@code env:NAME} or {@code file:/path}
 */
public record ArchiveLogins(Map<String, String> properties, Map<String, String> secrets) {

    /** Everything is archived with the lake's own login. */
    public static final ArchiveLogins NONE = new ArchiveLogins(Map.of(), Map.of());

    private static final String ALL = "*";
    private static final String ACCESS_KEY = "s3.access-key-id";
    private static final String SECRET_KEY = "s3.secret-access-key";

    public static final ConfigOption<Map<String, String>> LAKE_ARCHIVE_PROPERTIES = ConfigOptions.key(
                    "lake-archive-properties")
            .mapType()
            .defaultValue(Map.of())
            .withDescription("How the bucket of a dataset's archive is reached: "
                    + "lake-archive-properties.TENANT.DATASET.KEY=VALUE with Iceberg's keys, such as s3.endpoint; "
                    + "the dataset may be *.");

    public static final ConfigOption<Map<String, String>> LAKE_ARCHIVE_SECRETS = ConfigOptions.key(
                    "lake-archive-secrets")
            .mapType()
            .defaultValue(Map.of())
            .withDescription("The secrets of that login: "
                    + "lake-archive-secrets.TENANT.DATASET.s3.secret-access-key=env:NAME or file:/path.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(LAKE_ARCHIVE_PROPERTIES, LAKE_ARCHIVE_SECRETS);

    public ArchiveLogins {
        properties = Map.copyOf(properties);
        secrets = Map.copyOf(secrets);
        properties.keySet().forEach(key -> {
            if (S3Files.isSecret(property(LAKE_ARCHIVE_PROPERTIES, key))) {
                throw new IllegalArgumentException("%s.%s would hold a secret: write %s.%s=env:NAME or file:/path"
                        .formatted(LAKE_ARCHIVE_PROPERTIES.key(), key, LAKE_ARCHIVE_SECRETS.key(), key));
            }
        });
        secrets.forEach((key, reference) -> {
            property(LAKE_ARCHIVE_SECRETS, key);
            S3Files.requireReference(LAKE_ARCHIVE_SECRETS.key() + "." + key, reference);
        });
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key and the remedy
     */
    public static ArchiveLogins from(ReadableConfig configuration) {
        return new ArchiveLogins(configuration.get(LAKE_ARCHIVE_PROPERTIES), configuration.get(LAKE_ARCHIVE_SECRETS));
    }

    /** The property that a key speaks of, if it is a key. */
    private static String property(ConfigOption<?> option, String key) {
        String[] parts = key.split("\\.", 3);
        if (parts.length < 3
                || !(parts[2].startsWith("s3.") || parts[2].startsWith("client."))
                || !DatasetId.isName(parts[0])
                || !(parts[1].equals(ALL) || DatasetId.isName(parts[1]))) {
            throw new IllegalArgumentException(
                    "%s.%s names no tenant, dataset and property of S3: write %s.TENANT.DATASET.KEY, or * for all the tenant's datasets, with a KEY such as s3.endpoint or client.region"
                            .formatted(option.key(), key, option.key()));
        }
        return parts[2];
    }

    /**
     * The files that a dataset's own login reaches, to be closed; empty where it has none.
     *
     * @throws LakeException if the login is not complete, or a secret is not where it is said to be
     */
    Optional<FileIO> files(DatasetId dataset) {
        Map<String, String> ownProperties = of(dataset, properties);
        Map<String, String> settings = new HashMap<>();
        Map<String, String> ownSecrets = new HashMap<>();
        for (String name : List.of(ALL, dataset.dataset())) {
            String prefix = dataset.tenant() + "." + name + ".";
            secrets.forEach((key, reference) -> {
                if (key.startsWith(prefix)) {
                    String property = key.substring(prefix.length());
                    ownSecrets.put(property, reference);
                    settings.put(property, LAKE_ARCHIVE_SECRETS.key() + "." + key);
                }
            });
        }
        if (ownProperties.isEmpty() && ownSecrets.isEmpty()) {
            return Optional.empty();
        }
        if (ownProperties.containsKey(ACCESS_KEY) != ownSecrets.containsKey(SECRET_KEY)) {
            throw new LakeException("dataset %s has half of a login: set both %s and %s"
                    .formatted(
                            dataset,
                            key(LAKE_ARCHIVE_PROPERTIES, dataset, ACCESS_KEY),
                            key(LAKE_ARCHIVE_SECRETS, dataset, SECRET_KEY)));
        }
        return Optional.of(S3Files.open(ownProperties, ownSecrets, settings));
    }

    /** What helps where a bucket refuses a dataset's files. */
    String remedy(DatasetId dataset) {
        String accessKey = key(LAKE_ARCHIVE_PROPERTIES, dataset, ACCESS_KEY);
        String secretKey = key(LAKE_ARCHIVE_SECRETS, dataset, SECRET_KEY);
        if (of(dataset, properties).isEmpty() && of(dataset, secrets).isEmpty()) {
            return "Let the lake's login write there, or give dataset %s one of its own: %s=ID and %s=file:/path or env:NAME"
                    .formatted(dataset, accessKey, secretKey);
        }
        return "Are bucket, endpoint, %s and %s those of dataset %s?".formatted(accessKey, secretKey, dataset);
    }

    private static String key(ConfigOption<?> option, DatasetId dataset, String property) {
        return "%s.%s.%s.%s".formatted(option.key(), dataset.tenant(), dataset.dataset(), property);
    }

    /** What a dataset has, by property; its own is stronger than its tenant's. */
    private static Map<String, String> of(DatasetId dataset, Map<String, String> all) {
        Map<String, String> own = new HashMap<>();
        for (String name : List.of(ALL, dataset.dataset())) {
            String prefix = dataset.tenant() + "." + name + ".";
            all.forEach((key, value) -> {
                if (key.startsWith(prefix)) {
                    own.put(key.substring(prefix.length()), value);
                }
            });
        }
        return own;
    }
}
