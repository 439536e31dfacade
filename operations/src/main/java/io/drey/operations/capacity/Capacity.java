package io.drey.operations.capacity;

import java.util.List;

/**
 * What a load needs: numbers that follow from what one line costs. Each item says whether that was measured, and where, or
 * is an assumption which a measurement of one's own should replace.
 */
public final class Capacity {

    /** CPU of the ingest job: 274,000 to 290,000 lines a CPU-second (dev/benchmarks, ingest). */
    private static final double INGEST_MICROS = 3.5;
    /** CPU of the fused job: parsing, metrics, rules and landing (dev/benchmarks, everything). */
    private static final double FUSED_MICROS = 22.7;
    /** CPU of delivery and OpenSearch's node together: 10,634 documents a CPU-second (dev/benchmarks, deliver-search). */
    private static final double SEARCH_MICROS = 94;
    /** Bytes in the lake for a byte of line: 14.12 of 230 of real lines of several sites, compacted (dev/benchmarks, lake-bytes). */
    private static final double LAKE_SHARE = 0.061;
    /** Lines a second through one subtask: 351,000 to 373,000 were measured; half of that is planned with. */
    private static final double LINES_PER_PARTITION = 175_000;

    /** The share of a core that is planned with: what is left is for catching up after a failure. */
    private static final double UTILIZATION = 0.6;

    private static final int COPIES = 3;
    private static final int RAW_DAYS = 3;
    private static final int EVENT_DAYS = 1;
    /** Rules, metrics and delivery. */
    private static final int READERS_OF_EVENTS = 3;

    /** Bytes of an index, without copies, for a byte of line. */
    private static final double INDEX_SHARE = 1.0;

    private static final int INDEX_COPIES = 2;
    private static final double GB_PER_SHARD = 30;
    private static final int SLOTS_PER_TASKMANAGER = 8;
    private static final int GB_PER_SLOT = 3;
    /** What one broker takes in with all copies, in MB a second. */
    private static final double BROKER_MEGABYTES = 100;

    private Capacity() {}

    /**
     * One thing that is needed.
     *
     * @param what in words, with its unit
     * @param amount how much
     * @param basis what it follows from
     */
    public record Item(String what, double amount, String basis) {}

    /** All that a load needs, always the same items in the same order. */
    public static List<Item> of(Load load) {
        double megabytes = load.linesPerSecond() * load.bytesPerLine() / 1e6;
        double searchable = load.linesPerSecond() * load.searchableShare();
        double fused = load.linesPerSecond() * FUSED_MICROS / 1e6;
        double search = searchable * SEARCH_MICROS / 1e6;
        double slots = plannedCores(load.linesPerSecond()) + Math.ceil(search / 2 / UTILIZATION);
        double gigabytesPerDay = load.linesPerDay() * load.bytesPerLine() / 1e9;
        double index = gigabytesPerDay * load.searchableShare() * load.searchableDays() * INDEX_SHARE * INDEX_COPIES;
        double partitions = Math.max(load.tenants(), Math.ceil(load.linesPerSecond() / LINES_PER_PARTITION));
        double copies = megabytes * 2 * (COPIES - 1);
        double brokersIn = megabytes * 2 + copies;
        return List.of(
                new Item("lines a second", load.linesPerSecond(), "as asked"),
                new Item("lines in, MB/s", megabytes, "as asked"),
                new Item(
                        "cores of ingest alone",
                        load.linesPerSecond() * INGEST_MICROS / 1e6,
                        "measured: ingest, 3.5 µs a line"),
                new Item("cores of parsing, metrics, rules and lake", fused, "measured: everything, 22.7 µs a line"),
                new Item(
                        "cores of delivery and OpenSearch",
                        search,
                        "measured: 10,634 documents a CPU-second of both together"),
                new Item(
                        "slots",
                        slots,
                        "computed: a core each, 60 % busy; half of the cores of search are OpenSearch's"),
                new Item(
                        "TaskManagers of 8 slots and 24 GB",
                        Math.ceil(slots / SLOTS_PER_TASKMANAGER),
                        "assumed: %d GB a slot".formatted(GB_PER_SLOT)),
                new Item(
                        "partitions of raw topics at least",
                        partitions,
                        "measured: ingest, 351,000 lines a second a partition; half is planned, one a tenant at least"),
                new Item("brokers, in, MB/s", brokersIn, "computed: the sum of the next three"),
                new Item("  lines from shippers", megabytes, "as asked"),
                new Item("  events from ingest", megabytes, "assumed: as large as their lines"),
                new Item("  copies from other brokers", copies, "computed: two more copies of each"),
                new Item(
                        "brokers, out, MB/s",
                        megabytes * (1 + READERS_OF_EVENTS) + copies,
                        "computed: the sum of the next five; alerts and commits are little"),
                new Item("  lines to ingest", megabytes, "as asked"),
                new Item("  events to rules", megabytes, "assumed: as large as their lines"),
                new Item("  events to metrics", megabytes, "assumed: as large as their lines"),
                new Item("  events to delivery", megabytes, "assumed: as large as their lines, searchable or not"),
                new Item("  copies to other brokers", copies, "computed: what they take in"),
                new Item(
                        "brokers",
                        Math.max(3, Math.ceil(brokersIn / BROKER_MEGABYTES)),
                        "assumed: 100 MB/s of copies in a broker"),
                new Item(
                        "brokers' disks, GB",
                        gigabytesPerDay * COPIES * (RAW_DAYS + EVENT_DAYS),
                        "computed: lines 3 days, events 1 day, three copies, not compressed"),
                new Item("indices, GB", index, "measured: shards, an index as large as its lines; one replica"),
                new Item("shards", Math.ceil(index / GB_PER_SHARD), "assumed: 30 GB a shard, replicas included"),
                new Item(
                        "lake, GB a day",
                        gigabytesPerDay * LAKE_SHARE,
                        "measured: lake-bytes, 0.061 bytes a byte of line"),
                new Item(
                        "lake, GB",
                        gigabytesPerDay * LAKE_SHARE * load.lakeDays(),
                        "measured: the same, for all days"));
    }

    /** Cores to plan with for parsing, metrics, rules and lake, whole ones; what is not busy is for catching up. */
    static double plannedCores(double linesPerSecond) {
        return Math.ceil(linesPerSecond * FUSED_MICROS / 1e6 / UTILIZATION);
    }

    /** What gives way first at this load, and what to do about it. */
    public static String bottleneck(Load load) {
        double searchCores = load.linesPerSecond() * load.searchableShare() * SEARCH_MICROS / 1e6;
        double otherCores = load.linesPerSecond() * FUSED_MICROS / 1e6;
        if (load.linesPerSecond() * load.bytesPerLine() * 2 * COPIES / 1e6 > 30 * BROKER_MEGABYTES) {
            return "Kafka: more than thirty brokers. Split tenants over several clusters, each with its own Drey, and "
                    + "query them by one catalog.";
        }
        if (searchCores > otherCores) {
            return "OpenSearch: it takes %.0f of %.0f cores. Make fewer lines searchable (--searchable-share, a dataset's search policy); the lake has all of them."
                    .formatted(searchCores, searchCores + otherCores);
        }
        if (otherCores > 2) {
            return "Rules: a third of what the jobs take. Run rules as a job of their own, with more partitions.";
        }
        return "Nothing yet: two cores do it.";
    }
}
