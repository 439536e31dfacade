package io.drey.collect.files;

import static java.util.Objects.requireNonNull;

import io.drey.collect.domain.PathPattern;
import io.drey.event.DatasetId;
import io.drey.event.Topics;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
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
 */
public record CollectSettings(ArrayList<FilesOfDataset> files, Duration interval, Duration age)
        implements Serializable {

    public static final ConfigOption<List<String>> FILES = ConfigOptions.key("collect-files")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription(
                    "Which files are whose: TENANT/DATASET=PATTERN, several with semicolons. A pattern is an address"
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

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(FILES, INTERVAL, AGE);

    /**
     * Whose files there are.
     *
     * @param tenant their tenant
     * @param name its dataset
     * @param address the pattern as it was given
     */
    public record FilesOfDataset(String tenant, String name, String address) implements Serializable {

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
        if (files.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' is not set: give it as -D%s=TENANT/DATASET=PATTERN or in the file of --config"
                            .formatted(FILES.key(), FILES.key()));
        }
        requirePositive(INTERVAL.key(), interval);
        requirePositive(AGE.key(), age);
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
        return new CollectSettings(new ArrayList<>(files), configuration.get(INTERVAL), configuration.get(AGE));
    }

    /** Whether files of a pattern are still to go to a topic. */
    boolean names(String topic, String pattern) {
        return files.stream()
                .anyMatch(one ->
                        Topics.raw(one.dataset()).equals(topic) && one.address().equals(pattern));
    }

    private static void requirePositive(String key, Duration duration) {
        if (duration.isNegative() || duration.toMillis() == 0) {
            throw new IllegalArgumentException(
                    "'%s' is %s: give a time of at least a millisecond, as 10 s".formatted(key, duration));
        }
    }
}
