package io.drey.operations.health;

import io.drey.event.DatasetId;
import io.drey.operations.TimeLength;
import io.drey.operations.flink.FlinkCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Decides what is well. Knows numbers and versions, asks nobody. */
final class Judge {

    private static final int BUILT_FOR_JAVA = 17;
    private static final int NEWEST_JAVA = 21;
    private static final int OPENSEARCH = 2;

    private static final long MEMORY_OF_QUICK_START = 8L << 30;
    private static final long MEMORY_TO_WORK = 1L << 30;
    private static final long DISK_OF_QUICK_START = 3L << 30;
    private static final long DISK_TO_WORK = 1L << 30;

    private static final Duration CLOCK_TOLERATED = Duration.ofSeconds(2);
    private static final Duration CLOCK_WRONG = Duration.ofSeconds(60);

    /** Of a topic's retention: what is older and unread is in danger. */
    private static final double IN_DANGER = 0.5;

    private static final double NEARLY_LOST = 0.8;

    private Judge() {}

    static Finding java(int feature, String home) {
        String detail = "Java %d in %s".formatted(feature, home);
        if (feature < BUILT_FOR_JAVA) {
            return Finding.fail("java", detail, "set JAVA_HOME to a JDK 17");
        }
        return feature <= NEWEST_JAVA
                ? Finding.ok("java", detail)
                : Finding.warn("java", detail, "the local stack needs a JDK 17 to 21: set JAVA_HOME to one");
    }

    static Finding memory(long availableBytes) {
        String detail = "%s available".formatted(size(availableBytes));
        if (availableBytes < MEMORY_TO_WORK) {
            return Finding.fail("memory", detail, "end other programs: nothing runs in less than 1 GB");
        }
        return availableBytes < MEMORY_OF_QUICK_START
                ? Finding.warn("memory", detail, "end other programs: a local stack with all jobs takes 8 GB")
                : Finding.ok("memory", detail);
    }

    /** With servers up already, their memory is not needed once more. */
    static Finding memoryBesideServers(long availableBytes) {
        return availableBytes >= MEMORY_TO_WORK
                ? Finding.ok("memory", "%s available beside the servers".formatted(size(availableBytes)))
                : memory(availableBytes);
    }

    /** @param lacking the partitions of which a copy is away or has not caught up */
    static Finding copies(List<String> lacking) {
        return lacking.isEmpty()
                ? Finding.ok("kafka copies", "each partition has all of its copies")
                : Finding.warn(
                        "kafka copies",
                        "%d partitions lack a copy, such as %s".formatted(lacking.size(), lacking.get(0)),
                        "start the brokers that are away; one that was away needs a while to catch up");
    }

    static Finding disk(String folder, long usableBytes) {
        String detail = "%s free for %s".formatted(size(usableBytes), folder);
        if (usableBytes < DISK_TO_WORK) {
            return Finding.fail("disk", detail, "free some space, or choose another folder with --dir");
        }
        return usableBytes < DISK_OF_QUICK_START
                ? Finding.warn("disk", detail, "free some space: a quick start takes up to 3 GB")
                : Finding.ok("disk", detail);
    }

    static Finding flinkVersion(String version) {
        return FlinkCluster.isBuiltFor(version)
                ? Finding.ok("flink version", version)
                : Finding.warn(
                        "flink version",
                        version,
                        "the jobs are built for Flink %s: run them on that".formatted(FlinkCluster.BUILT_FOR));
    }

    static Finding openSearchVersion(String distribution, String version) {
        String detail = "%s %s".formatted(distribution, version);
        return distribution.equals("opensearch") && version.startsWith(OPENSEARCH + ".")
                ? Finding.ok("opensearch version", detail)
                : Finding.warn("opensearch version", detail, "what is sent is meant for OpenSearch 2: run that");
    }

    /**
     * A server's clock beside ours.
     *
     * @param ahead how far the server's is ahead; negative if it is behind
     * @param asking how long the question took, by which the answer may be wrong
     */
    static Finding clock(String server, Duration ahead, Duration asking) {
        Duration off = ahead.abs();
        String detail = "%s s %s ours"
                .formatted(
                        String.format(Locale.ROOT, "%.1f", off.toMillis() / 1000.0),
                        ahead.isNegative() ? "behind" : "ahead of");
        String check = server + " clock";
        String remedy = "let both machines follow the same time server (NTP)";
        if (off.compareTo(CLOCK_WRONG.plus(asking)) > 0) {
            return Finding.fail(check, detail, remedy);
        }
        return off.compareTo(CLOCK_TOLERATED.plus(asking)) > 0
                ? Finding.warn(check, detail, remedy)
                : Finding.ok(check, detail);
    }

    /**
     * Whether what is unread stays until it is read.
     *
     * @param lost how many records were deleted unread
     * @param oldestUnread how old the oldest unread record is
     * @param retention how long the topic keeps records; negative for ever
     */
    static Finding retention(String topic, String group, long lost, Duration oldestUnread, Duration retention) {
        String check = "retention of " + topic;
        String remedy =
                "see that the jobs of group %s run and keep up ('drey status'); meanwhile raise the topic's retention.ms"
                        .formatted(group);
        if (lost > 0) {
            return Finding.fail(
                    check, "%,d records were deleted before group %s read them".formatted(lost, group), remedy);
        }
        String kept = retention.isNegative() ? "for ever" : TimeLength.words(retention);
        String detail =
                "group %s is %s behind, records are kept %s".formatted(group, TimeLength.words(oldestUnread), kept);
        double share = retention.isNegative() || retention.isZero()
                ? 0
                : (double) oldestUnread.toMillis() / retention.toMillis();
        if (share > NEARLY_LOST) {
            return Finding.fail(check, detail, remedy);
        }
        return share > IN_DANGER ? Finding.warn(check, detail, remedy) : Finding.ok(check, detail);
    }

    /**
     * Whether a job's state gets to its storage.
     *
     * @param age how old the latest completed checkpoint is; negative for none
     * @param running for how long the job runs
     * @param failure why the latest failed one failed, if it was after that; empty otherwise
     */
    static Finding checkpoint(String job, Duration age, Duration running, String failure) {
        String check = "checkpoints of " + job;
        String detail = age.isNegative() ? "none yet" : "the latest is %s old".formatted(TimeLength.words(age));
        String remedy = "see 'drey jobs logs %s', and that the folder execution.checkpointing.dir can be written"
                .formatted(job);
        if (!failure.isEmpty()) {
            return Finding.warn(check, detail + "; the one after failed: " + failure, remedy);
        }
        Duration without = age.isNegative() ? running : age;
        return without.compareTo(Duration.ofMinutes(15)) > 0
                ? Finding.fail(check, detail, remedy)
                : Finding.ok(check, detail);
    }

    /**
     * Whether a dataset is called the same in several regions and nothing in its events tells them apart.
     *
     * @param fields the value of {@code cloud.region} that each dataset's document gives, empty where it gives none, by region
     */
    static List<Finding> datasetNames(SortedMap<String, Map<DatasetId, String>> fields) {
        SortedMap<DatasetId, SortedMap<String, String>> byDataset =
                new TreeMap<>(Comparator.comparing(DatasetId::toString));
        fields.forEach((region, datasets) -> datasets.forEach((dataset, field) ->
                byDataset.computeIfAbsent(dataset, unused -> new TreeMap<>()).put(region, field)));
        List<Finding> findings = new ArrayList<>();
        byDataset.forEach((dataset, regions) -> {
            Set<String> told = new HashSet<>(regions.values());
            told.remove("");
            if (regions.size() > 1 && told.size() < regions.size()) {
                findings.add(
                        Finding.warn(
                                "regions",
                                "%s is a dataset of %s, and no field cloud.region tells them apart: at a centre their lines would mix"
                                        .formatted(dataset, String.join(" and ", regions.keySet())),
                                "give it a name of its own in each region, and fields: {cloud.region: …} in each region's document"));
            }
        });
        if (findings.isEmpty()) {
            findings.add(Finding.ok("regions", "%d regions, no dataset of which would mix".formatted(fields.size())));
        }
        return findings;
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1L << 30));
    }
}
