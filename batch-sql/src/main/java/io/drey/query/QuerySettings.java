package io.drey.query;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What commands that query the lake are told.
 *
 * @param folder where the user's own queries are; empty for none
 * @param maxBytes how much a query may read; 0 for any number
 * @param timeout how long a query may run; zero for ever
 * @param access the file that says who may see what; empty for none
 * @param role the role of that file whose sight queries have; empty for everything
 * @param regions the folders of other installations' settings, by region
 * @param cluster where Flink's queries run
 */
public record QuerySettings(
        Optional<Path> folder,
        long maxBytes,
        Duration timeout,
        Optional<Path> access,
        Optional<String> role,
        SortedMap<String, Path> regions,
        QueryClusterSettings cluster) {

    public static final ConfigOption<String> QUERY_FOLDER = ConfigOptions.key("query-folder")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Folder of your own queries and reports, each a folder with query.yaml and query.sql, and of your"
                            + " own packs, packs/*.yaml. One that is called like a built-in one replaces it.");

    public static final ConfigOption<MemorySize> QUERY_MAX_BYTES = ConfigOptions.key("query-max-bytes")
            .memoryType()
            .defaultValue(MemorySize.parse("100gb"))
            .withDescription(
                    "The most that a query or report may read, by the lengths of the files it has to do with; 0 for any.");

    public static final ConfigOption<Duration> QUERY_TIMEOUT = ConfigOptions.key("query-timeout")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription("How long a query or report may run before it is ended; 0 for ever.");

    public static final ConfigOption<String> ACCESS_FILE = ConfigOptions.key("access-file")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "File of roles, which say what of the lake somebody may see, and of the tokens of drey serve.");

    public static final ConfigOption<String> QUERY_ROLE = ConfigOptions.key("query-role")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "The role of access-file whose sight all queries, reports and packs have; without one they see everything.");

    public static final ConfigOption<Map<String, String>> QUERY_REGIONS = ConfigOptions.key("query-regions")
            .mapType()
            .defaultValue(Map.of())
            .withDescription(
                    "Regions that are installations of their own, for drey query --across: query-regions.NAME=DIR, the folder"
                            + " whose config.yaml has that region's settings.");

    private static final Pattern REGION = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = Stream.of(
                    List.of(QUERY_FOLDER, QUERY_MAX_BYTES, QUERY_TIMEOUT, ACCESS_FILE, QUERY_ROLE, QUERY_REGIONS),
                    QueryClusterSettings.OPTIONS)
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key and the remedy
     */
    public static QuerySettings from(ReadableConfig configuration) {
        Duration timeout = configuration.get(QUERY_TIMEOUT);
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "%s is '%s': write a time such as 10min, or 0 for ever".formatted(QUERY_TIMEOUT.key(), timeout));
        }
        Optional<Path> access = configuration.getOptional(ACCESS_FILE).map(Path::of);
        Optional<String> role = configuration.getOptional(QUERY_ROLE);
        if (role.isPresent() && access.isEmpty()) {
            throw new IllegalArgumentException("%s is '%s', and no file says what it sees: name one with %s"
                    .formatted(QUERY_ROLE.key(), role.get(), ACCESS_FILE.key()));
        }
        return new QuerySettings(
                configuration.getOptional(QUERY_FOLDER).map(Path::of),
                configuration.get(QUERY_MAX_BYTES).getBytes(),
                timeout,
                access,
                role,
                regions(configuration),
                QueryClusterSettings.from(configuration));
    }

    /**
     * The folders of other installations' settings, by region.
     *
     * @throws IllegalArgumentException if a name is none
     */
    public static SortedMap<String, Path> regions(ReadableConfig configuration) {
        SortedMap<String, Path> regions = new TreeMap<>();
        configuration.get(QUERY_REGIONS).forEach((name, folder) -> {
            if (!REGION.matcher(name).matches()) {
                throw new IllegalArgumentException("%s.%s: a region is called by small letters, digits and hyphens"
                        .formatted(QUERY_REGIONS.key(), name));
            }
            regions.put(name, Path.of(folder));
        });
        return regions;
    }
}
