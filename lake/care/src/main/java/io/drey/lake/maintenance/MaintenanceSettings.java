package io.drey.lake.maintenance;

import static java.util.Objects.requireNonNull;

import io.drey.lake.ledger.LedgerSettings;
import io.drey.lake.maintenance.domain.SnapshotBounds;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How the lake's tables are kept small.
 *
 * @param smallFiles how many files too many a partition may have while it is written to
 * @param settledAfter how long after its last commit a partition counts as settled
 * @param groupBytes how many bytes of files are rewritten and committed at once
 * @param sortBytes how much memory sorting may take; the rest goes to a scratch folder
 * @param sampleRows how many rows the order of rows is chosen by
 * @param snapshots how many snapshots are kept, and how long
 * @param orphanAge how old a file is at least that no snapshot knows before it is removed
 * @param smallManifests how many small manifests a table may have
 * @param compactInterval the time between two compactions by the job
 * @param expireInterval the time between two expiries by the job
 * @param orphanInterval the time between two searches for orphan files by the job
 * @param ledger where the ledger is anchored, which is brought up to date before snapshots expire
 */
public record MaintenanceSettings(
        int smallFiles,
        Duration settledAfter,
        long groupBytes,
        long sortBytes,
        int sampleRows,
        SnapshotBounds snapshots,
        Duration orphanAge,
        int smallManifests,
        Duration compactInterval,
        Duration expireInterval,
        Duration orphanInterval,
        LedgerSettings ledger) {

    /** A commit that lasts longer than this from its first file to its last would lose files as orphans. */
    private static final Duration LEAST_ORPHAN_AGE = Duration.ofHours(1);

    public static final ConfigOption<Integer> MAINTENANCE_SMALL_FILES = ConfigOptions.key("maintenance-small-files")
            .intType()
            .defaultValue(20)
            .withDescription("How many files too many a partition that is written to has before it is compacted.");

    public static final ConfigOption<Duration> MAINTENANCE_SETTLED_AFTER = ConfigOptions.key(
                    "maintenance-settled-after")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription("How long after its last commit a partition is compacted completely.");

    public static final ConfigOption<MemorySize> MAINTENANCE_GROUP_SIZE = ConfigOptions.key("maintenance-group-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(1024))
            .withDescription(
                    "How much of a partition is rewritten and committed at once; it takes about ten times as much "
                            + "scratch space.");

    public static final ConfigOption<MemorySize> MAINTENANCE_SORT_MEMORY = ConfigOptions.key("maintenance-sort-memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription("Memory for sorting rows; what does not fit goes to the JVM's temporary folder.");

    public static final ConfigOption<Integer> MAINTENANCE_SAMPLE_ROWS = ConfigOptions.key("maintenance-sample-rows")
            .intType()
            .defaultValue(100_000)
            .withDescription("How many rows are written in each order to find the one of the smallest files.");

    public static final ConfigOption<Integer> MAINTENANCE_KEEP_SNAPSHOTS = ConfigOptions.key(
                    "maintenance-keep-snapshots")
            .intType()
            .defaultValue(500)
            .withDescription("How many snapshots a table keeps at most; queries must end within them.");

    public static final ConfigOption<Duration> MAINTENANCE_SNAPSHOT_AGE = ConfigOptions.key("maintenance-snapshot-age")
            .durationType()
            .defaultValue(Duration.ofDays(1))
            .withDescription("How old a snapshot gets at most, but for the current one; queries must end within that.");

    public static final ConfigOption<Duration> MAINTENANCE_WRITER_SILENCE = ConfigOptions.key(
                    "maintenance-writer-silence")
            .durationType()
            .defaultValue(Duration.ofDays(7))
            .withDescription("How long a stopped writer's last snapshot is kept, which it needs to go on without "
                    + "writing anything twice.");

    public static final ConfigOption<Duration> MAINTENANCE_ORPHAN_AGE = ConfigOptions.key("maintenance-orphan-age")
            .durationType()
            .defaultValue(Duration.ofDays(3))
            .withDescription("How old a file that no snapshot knows is before it is removed: longer than any job "
                    + "needs from writing a file to committing it, its down time included. At least 1 h.");

    public static final ConfigOption<Integer> MAINTENANCE_SMALL_MANIFESTS = ConfigOptions.key(
                    "maintenance-small-manifests")
            .intType()
            .defaultValue(20)
            .withDescription("How many small manifests a table has before they are rewritten as one.");

    public static final ConfigOption<Duration> MAINTENANCE_COMPACT_INTERVAL = ConfigOptions.key(
                    "maintenance-compact-interval")
            .durationType()
            .defaultValue(Duration.ofMinutes(10))
            .withDescription("Time between two compactions by the maintenance job.");

    public static final ConfigOption<Duration> MAINTENANCE_EXPIRE_INTERVAL = ConfigOptions.key(
                    "maintenance-expire-interval")
            .durationType()
            .defaultValue(Duration.ofMinutes(10))
            .withDescription("Time between two expiries of snapshots by the maintenance job.");

    public static final ConfigOption<Duration> MAINTENANCE_ORPHAN_INTERVAL = ConfigOptions.key(
                    "maintenance-orphan-interval")
            .durationType()
            .defaultValue(Duration.ofDays(1))
            .withDescription("Time between two searches for orphan files by the maintenance job.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(
            MAINTENANCE_SMALL_FILES,
            MAINTENANCE_SETTLED_AFTER,
            MAINTENANCE_GROUP_SIZE,
            MAINTENANCE_SORT_MEMORY,
            MAINTENANCE_SAMPLE_ROWS,
            MAINTENANCE_KEEP_SNAPSHOTS,
            MAINTENANCE_SNAPSHOT_AGE,
            MAINTENANCE_WRITER_SILENCE,
            MAINTENANCE_ORPHAN_AGE,
            MAINTENANCE_SMALL_MANIFESTS,
            MAINTENANCE_COMPACT_INTERVAL,
            MAINTENANCE_EXPIRE_INTERVAL,
            MAINTENANCE_ORPHAN_INTERVAL,
            LedgerSettings.LAKE_LEDGER_ANCHORS);

    public MaintenanceSettings {
        requireNonNull(settledAfter, "settledAfter is null");
        requireNonNull(snapshots, "snapshots is null");
        requireNonNull(ledger, "ledger is null");
        requireNotNegative(MAINTENANCE_SMALL_FILES, smallFiles);
        requirePositive(MAINTENANCE_GROUP_SIZE, groupBytes);
        requirePositive(MAINTENANCE_SORT_MEMORY, sortBytes);
        requirePositive(MAINTENANCE_SAMPLE_ROWS, sampleRows);
        requireNotNegative(MAINTENANCE_SMALL_MANIFESTS, smallManifests);
        requirePositive(MAINTENANCE_COMPACT_INTERVAL, compactInterval.toMillis());
        requirePositive(MAINTENANCE_EXPIRE_INTERVAL, expireInterval.toMillis());
        requirePositive(MAINTENANCE_ORPHAN_INTERVAL, orphanInterval.toMillis());
        if (orphanAge.compareTo(LEAST_ORPHAN_AGE) < 0) {
            throw new IllegalArgumentException(
                    "%s is %s: give at least 1 h, or files of running writers would be taken for orphans"
                            .formatted(MAINTENANCE_ORPHAN_AGE.key(), orphanAge));
        }
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key and the remedy
     */
    public static MaintenanceSettings from(ReadableConfig configuration) {
        if (configuration.get(MAINTENANCE_KEEP_SNAPSHOTS) < 1) {
            requirePositive(MAINTENANCE_KEEP_SNAPSHOTS, configuration.get(MAINTENANCE_KEEP_SNAPSHOTS));
        }
        return new MaintenanceSettings(
                configuration.get(MAINTENANCE_SMALL_FILES),
                configuration.get(MAINTENANCE_SETTLED_AFTER),
                configuration.get(MAINTENANCE_GROUP_SIZE).getBytes(),
                configuration.get(MAINTENANCE_SORT_MEMORY).getBytes(),
                configuration.get(MAINTENANCE_SAMPLE_ROWS),
                new SnapshotBounds(
                        configuration.get(MAINTENANCE_KEEP_SNAPSHOTS),
                        configuration.get(MAINTENANCE_SNAPSHOT_AGE),
                        configuration.get(MAINTENANCE_WRITER_SILENCE)),
                configuration.get(MAINTENANCE_ORPHAN_AGE),
                configuration.get(MAINTENANCE_SMALL_MANIFESTS),
                configuration.get(MAINTENANCE_COMPACT_INTERVAL),
                configuration.get(MAINTENANCE_EXPIRE_INTERVAL),
                configuration.get(MAINTENANCE_ORPHAN_INTERVAL),
                LedgerSettings.from(configuration));
    }

    private static void requirePositive(ConfigOption<?> option, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s is %d: give 1 or more".formatted(option.key(), value));
        }
    }

    private static void requireNotNegative(ConfigOption<?> option, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("%s is %d: give 0 or more".formatted(option.key(), value));
        }
    }
}
