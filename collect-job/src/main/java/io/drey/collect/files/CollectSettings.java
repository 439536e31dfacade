package io.drey.collect.files;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.PathPattern;
import io.drey.event.DatasetId;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Which files are read, and how they are found.
 *
 * @param files which files are whose
 * @param interval how often they are listed
 * @param age how long ago a file may have been modified that is not known yet
 * @param places from where files are read that documents name
 * @param topics where buckets say what is new
 * @param queues where they do so, too
 * @param maxRatio how many times as large a compressed file may become
 */
public record CollectSettings(
        ArrayList<FilesOfDataset> files,
        Duration interval,
        Duration age,
        ArrayList<PlaceOfTenant> places,
        ArrayList<String> topics,
        ArrayList<String> queues,
        int maxRatio)
        implements Serializable {

    public static final ConfigOption<List<String>> FILES = ConfigOptions.key("collect-files")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription(
                    "Which files are whose, beside those that documents of datasets name: TENANT/DATASET=PATTERN, several with semicolons. A pattern is an address"
                            + " (s3://, hdfs://, file://, or of another file system that Flink has) with * and ? for"
                            + " folders and names, and {yyyy}, {MM}, {dd}, {HH} for their time in UTC.");

    public static final ConfigOption<Duration> INTERVAL = ConfigOptions.key("collect-interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("How often new files are looked for.");

    public static final ConfigOption<Duration> AGE = ConfigOptions.key("collect-age")
            .durationType()
            .defaultValue(Duration.ofDays(3))
            .withDescription(
                    "How long ago a file may have been modified that is taken in. What was taken is known for a day"
                            + " longer: a file is read once for as long as this is not raised.");

    public static final ConfigOption<List<String>> PLACES = ConfigOptions.key("collect-places")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription(
                    "From where files are read that documents of datasets name: TENANT=ADDRESS, several with semicolons, such"
                            + " as acme=s3://acme-logs/. The address ends with a slash, and what is below it may be read."
                            + " Without it documents name no files.");

    public static final ConfigOption<List<String>> NOTIFICATION_TOPICS = ConfigOptions.key(
                    "collect-notification-topics")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription("Topics to which buckets write what is new, several with semicolons: then it is read at"
                    + " once, and not only when it is looked for.");

    public static final ConfigOption<List<String>> NOTIFICATION_QUEUES = ConfigOptions.key(
                    "collect-notification-queues")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription(
                    "Queues of SQS to which buckets send what is new, by their addresses, several with semicolons. The"
                            + " JobManager has to have a login, as a role or in its environment.");

    public static final ConfigOption<Integer> MAX_RATIO = ConfigOptions.key("collect-max-ratio")
            .intType()
            .defaultValue(500)
            .withDescription(
                    "How many times as large a compressed file may become, beyond 64 MiB. Of one that becomes larger the"
                            + " rest is not taken, and filesDamaged counts it. Logs become 10 to 100 times as large.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS =
            List.of(FILES, INTERVAL, AGE, PLACES, NOTIFICATION_TOPICS, NOTIFICATION_QUEUES, MAX_RATIO);

    /**
     * From where files of a tenant are read that his documents name.
     *
     * @param address ends with a slash
     */
    public record PlaceOfTenant(String tenant, String address) implements Serializable {

        private static PlaceOfTenant of(String text) {
            int equals = text.indexOf('=');
            String tenant = text.substring(0, Math.max(0, equals)).trim();
            String address = text.substring(equals + 1).trim();
            try {
                PathPattern.of(address + "x");
                new DatasetId(tenant, "x1");
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'%s': '%s': %s".formatted(PLACES.key(), text, e.getMessage()), e);
            }
            if (!address.endsWith("/") || address.contains("*") || address.contains("?") || address.contains("{")) {
                throw new IllegalArgumentException(
                        "'%s': '%s' is no place: write TENANT=ADDRESS with a slash at its end, and without * and ?"
                                .formatted(PLACES.key(), text));
            }
            return new PlaceOfTenant(tenant, address);
        }
    }

    /**
     * Whose files there are.
     *
     * @param tenant their tenant
     * @param name its dataset
     * @param address the pattern as it was given
     */
    public record FilesOfDataset(String tenant, String name, String address) implements Serializable {

        static final Comparator<FilesOfDataset> ORDER = Comparator.comparing(FilesOfDataset::tenant)
                .thenComparing(FilesOfDataset::name)
                .thenComparing(FilesOfDataset::address);

        public FilesOfDataset {
            requireNonNull(address, "address is null");
        }

        /** Whose they are. */
        public DatasetId dataset() {
            return new DatasetId(tenant, name);
        }

        /** Which they are. */
        public PathPattern pattern() {
            return PathPattern.of(address);
        }

        private static FilesOfDataset of(String text) {
            int equals = text.indexOf('=');
            int slash = text.indexOf('/');
            if (slash < 0 || equals < slash) {
                throw new IllegalArgumentException(
                        "'%s': '%s' does not say whose files they are: write TENANT/DATASET=PATTERN"
                                .formatted(FILES.key(), text));
            }
            FilesOfDataset files = new FilesOfDataset(
                    text.substring(0, slash).trim(),
                    text.substring(slash + 1, equals).trim(),
                    text.substring(equals + 1).trim());
            try {
                files.dataset();
                files.pattern();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'%s': %s".formatted(FILES.key(), e.getMessage()), e);
            }
            return files;
        }
    }

    public CollectSettings {
        requireNonNull(interval, "interval is null");
        requireNonNull(age, "age is null");
        files = new ArrayList<>(files);
        places = new ArrayList<>(places);
        topics = new ArrayList<>(topics);
        queues = new ArrayList<>(queues);
        queues.forEach(CollectSettings::requireAddress);
        requirePositive(INTERVAL.key(), interval);
        requirePositive(AGE.key(), age);
        if (maxRatio < 1) {
            throw new IllegalArgumentException("'%s' is %d: give a number of at least 1, as %d"
                    .formatted(MAX_RATIO.key(), maxRatio, MAX_RATIO.defaultValue()));
        }
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    public static CollectSettings from(ReadableConfig configuration) {
        List<FilesOfDataset> files = configuration.getOptional(FILES).orElse(List.of()).stream()
                .map(FilesOfDataset::of)
                .distinct()
                .toList();
        List<PlaceOfTenant> places = configuration.getOptional(PLACES).orElse(List.of()).stream()
                .map(PlaceOfTenant::of)
                .toList();
        return new CollectSettings(
                new ArrayList<>(files),
                configuration.get(INTERVAL),
                configuration.get(AGE),
                new ArrayList<>(places),
                new ArrayList<>(configuration.getOptional(NOTIFICATION_TOPICS).orElse(List.of())),
                new ArrayList<>(configuration.getOptional(NOTIFICATION_QUEUES).orElse(List.of())),
                configuration.get(MAX_RATIO));
    }

    /**
     * Checks that there may be files to read.
     *
     * @throws IllegalArgumentException naming the keys
     */
    void requireFiles() {
        if (files.isEmpty() && places.isEmpty()) {
            throw new IllegalArgumentException(
                    "neither '%s' nor '%s' is set: give -D%s=TENANT/DATASET=PATTERN, or -D%s=TENANT=ADDRESS for files that documents name"
                            .formatted(FILES.key(), PLACES.key(), FILES.key(), PLACES.key()));
        }
    }

    /** Whether files that a document names may be read: only those below a place of its tenant. */
    boolean mayRead(FilesOfDataset asked) {
        return places.stream()
                .anyMatch(place ->
                        place.tenant().equals(asked.tenant()) && asked.address().startsWith(place.address()));
    }

    private static void requireAddress(String queue) {
        if (!queue.matches("https?://[^/\\s]+/\\S+")) {
            throw new IllegalArgumentException(
                    "'%s': '%s' is no address of a queue: write it as https://sqs.eu-west-1.amazonaws.com/111122223333/new-logs"
                            .formatted(NOTIFICATION_QUEUES.key(), queue));
        }
    }

    private static void requirePositive(String key, Duration duration) {
        if (duration.isNegative() || duration.toMillis() == 0) {
            throw new IllegalArgumentException(
                    "'%s' is %s: give a time of at least a millisecond, as 10 s".formatted(key, duration));
        }
    }
}
