package io.drey.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.CompactedGroup;
import io.drey.lake.maintenance.Compaction;
import io.drey.lake.maintenance.MaintenanceSettings;
import io.drey.lake.maintenance.PartitionScope;
import io.drey.lake.restore.Compression;
import io.drey.lake.restore.Restore;
import io.drey.lake.restore.RestoreRange;
import io.drey.lake.restore.RestoredFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/**
 * How many bytes a line takes in the lake, when it has landed and when it is compacted, against zstd of the same lines, at once
 * and in one thread; and how many CPU-seconds compaction takes against {@code zstd -19}. After landing and after compaction the
 * lines are restored and compared, order included.
 *
 * <p>Lines land as one commit; compaction begins with the files of four.
 *
 * <p>Inputs: the generated log, and the real and hand-made combined lines of the samples, one file behind the other: as they
 * are, over many days and so many small files, and filed under one day, as a dataset with so many lines a day; or the
 * combined lines of a file, filed under one day. Prints
 * a table on stderr and a line of JSON on stdout; exit code 1 if what is restored differs.
 */
final class LakeBytes {

    private static final int COMMITS = 4;
    private static final int DEFAULT_ROUNDS = 3;
    private static final double CPU_GOAL = 40;
    private static final double JSON_GOAL = 1.0;
    private static final String COMBINED = "combined";
    private static final String JSON_LINES = "json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final String format;
    private final byte[] lines;
    private final int count;
    private final Instant arrival;
    private final int rounds;
    private final ObjectNode result;
    private boolean restored = true;

    private LakeBytes(String name, String format, byte[] lines, Instant arrival, int rounds, ObjectNode result) {
        this.name = name;
        this.format = format;
        this.lines = lines;
        this.arrival = arrival;
        int feeds = 0;
        for (byte each : lines) {
            feeds += each == '\n' ? 1 : 0;
        }
        this.count = feeds;
        this.rounds = rounds;
        this.result = result;
    }

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        Path inputs = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        ObjectNode result = JSON.createObjectNode();
        result.put("benchmark", "lake-bytes");
        result.put("rounds", rounds);
        boolean same;
        if (arguments.length > 1) {
            same = ofFile(Path.of(arguments[1]), rounds, result);
        } else {
            boolean generatedIsSame = ofGenerated(inputs, rounds, result);
            boolean jsonIsSame = ofGeneratedJson(inputs, rounds, result);
            same = ofSamples(rounds, result) && generatedIsSame && jsonIsSame;
        }
        System.out.println(JSON.writeValueAsString(result));
        System.exit(same ? 0 : 1);
    }

    private static boolean ofGenerated(Path inputs, int rounds, ObjectNode result) throws IOException {
        byte[] generated = Files.readAllBytes(new AccessLogInput(1_000_000, 20250301).in(inputs));
        return new LakeBytes(
                        "generated", COMBINED, generated, LakeLanding.AFTER_ALL, rounds, result.putObject("generated"))
                .run(0.6, 0.7);
    }

    private static boolean ofGeneratedJson(Path inputs, int rounds, ObjectNode result) throws IOException {
        byte[] generated = Files.readAllBytes(new ServiceLogInput(500_000, 20250301).in(inputs));
        return new LakeBytes(
                        "generated, JSON",
                        JSON_LINES,
                        generated,
                        LakeLanding.AFTER_ALL,
                        rounds,
                        result.putObject("generated_json"))
                .run(JSON_GOAL, 1.05);
    }

    /** Somebody's own lines, filed under one day: JSON where the first begins with a brace, else combined. */
    private static boolean ofFile(Path file, int rounds, ObjectNode result) throws IOException {
        byte[] all = Files.readAllBytes(file);
        boolean isJson = all.length > 0 && all[0] == '{';
        String format = isJson ? JSON_LINES : COMBINED;
        byte[] lines = LakeLanding.linesOf(format, all);
        return new LakeBytes(
                        file.getFileName().toString(),
                        format,
                        lines,
                        LakeLanding.BEFORE_ALL,
                        rounds,
                        result.putObject("file"))
                .run(isJson ? JSON_GOAL : 0.75, 1.05);
    }

    private static boolean ofSamples(int rounds, ObjectNode result) throws IOException {
        Path samples = Path.of(System.getProperty("drey.home", "../.."), "..", "shared", "samples");
        if (!Files.isDirectory(samples)) {
            System.err.printf("no samples in %s: only the generated lines were measured%n", samples);
            return true;
        }
        byte[] real = real(samples, COMBINED);
        boolean jsonIsSame = new LakeBytes(
                        "real, JSON, one day",
                        JSON_LINES,
                        real(samples, JSON_LINES),
                        LakeLanding.BEFORE_ALL,
                        rounds,
                        result.putObject("real_json"))
                .run(JSON_GOAL, 1.05);
        boolean ownDaysAreSame = new LakeBytes(
                        "real", COMBINED, real, LakeLanding.AFTER_ALL, rounds, result.putObject("real"))
                .run(0.75, 1.05);
        return new LakeBytes(
                                "real, one day",
                                COMBINED,
                                real,
                                LakeLanding.BEFORE_ALL,
                                rounds,
                                result.putObject("real_one_day"))
                        .run(0.75, 1.05)
                && ownDaysAreSame
                && jsonIsSame;
    }

    /** No single sample has 10,000 lines: all lines of a format together. */
    static byte[] real(Path samples, String format) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.walk(samples)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                byte[] kept = LakeLanding.linesOf(format, Files.readAllBytes(file));
                all.write(kept);
            }
        }
        return all.toByteArray();
    }

    private boolean run(double landingGoal, double compactedGoal) throws IOException {
        result.put("lines", count);
        result.put("bytes", lines.length);
        System.err.printf(
                Locale.ROOT, "%n%s: %,d lines, %.1f bytes each%n", name, count, (double) lines.length / count);
        Zipped fast = zstd(3);
        Zipped small = zstd(19);
        row("zstd -3", fast.bytes, fast.seconds, "");
        row("zstd -19", small.bytes, small.seconds, "");
        double[] landing = new double[rounds];
        double[] compacting = new double[rounds];
        long landed = 0;
        long compacted = 0;
        for (int round = 0; round < rounds; round++) {
            boolean first = round == 0;
            ParquetFiles whole = ParquetFiles.temporary("drey-lake-bytes");
            try (LakeLanding lake = new LakeLanding(whole, format, arrival)) {
                landing[round] = CpuTime.of(() -> land(lake, 1));
                landed = lake.bytes();
                if (first) {
                    restored &= isRestored(lake, whole.folder().resolve("restored"));
                    columns("landed", whole.folder(), List.of());
                }
            } finally {
                whole.delete();
            }
            ParquetFiles parts = ParquetFiles.temporary("drey-lake-bytes");
            try (LakeLanding lake = new LakeLanding(parts, format, arrival)) {
                land(lake, COMMITS);
                List<Path> before = dataFiles(parts.folder());
                List<CompactedGroup> groups = new ArrayList<>();
                compacting[round] = CpuTime.of(() -> compact(lake, groups));
                compacted = lake.bytes();
                if (first) {
                    restored &= isRestored(lake, parts.folder().resolve("restored"));
                    columns("compacted", parts.folder(), before);
                    groups.stream()
                            .flatMap(group -> group.orders().values().stream())
                            .distinct()
                            .forEach(order -> System.err.printf("an order of rows: %s%n", order));
                }
            } finally {
                parts.delete();
            }
        }
        double compactingMedian = Spread.of(compacting).median();
        row("landed", landed, Spread.of(landing).median(), against(landed, fast.bytes, "zstd -3", landingGoal));
        row("compacted", compacted, compactingMedian, against(compacted, small.bytes, "zstd -19", compactedGoal));
        double speed = small.seconds / compactingMedian;
        System.err.printf(
                Locale.ROOT,
                "compaction takes 1/%.0f of zstd -19's CPU time (goal 1/%.0f); restored: %s%n",
                speed,
                CPU_GOAL,
                restored ? "the same bytes in the same order" : "DIFFERS");
        result.put("zstd_3_bytes", fast.bytes);
        result.put("zstd_19_bytes", small.bytes);
        result.put("zstd_19_cpu_seconds", small.seconds);
        result.put("landed_bytes", landed);
        result.put("compacted_bytes", compacted);
        result.put("compaction_cpu_seconds", compactingMedian);
        result.put("restored", restored);
        return restored;
    }

    private record Zipped(long bytes, double seconds) {}

    private Zipped zstd(int level) throws IOException {
        long[] bytes = new long[1];
        double seconds = CpuTime.of(() -> bytes[0] = Zstd.compress(lines, level).length);
        return new Zipped(bytes[0], seconds);
    }

    private void land(LakeLanding lake, int commits) throws IOException {
        int from = 0;
        for (int commit = 1; commit <= commits; commit++) {
            int to = commit == commits
                    ? lines.length
                    : LakeLanding.lineEnd(lines, (int) ((long) lines.length * commit / commits)) + 1;
            lake.commit(lines, from, to);
            from = to;
        }
    }

    private static void compact(LakeLanding lake, List<CompactedGroup> groups) {
        new Compaction(
                        lake.lake(),
                        MaintenanceSettings.from(Configuration.fromMap(Map.of())),
                        InstantSource.offset(InstantSource.system(), Duration.ofDays(1)))
                .run(LakeTable.LOGS, PartitionScope.ALL, groups::add);
    }

    private boolean isRestored(LakeLanding lake, Path folder) throws IOException {
        RestoreRange all = new RestoreRange(LakeLanding.DATASET, Optional.empty(), Optional.empty());
        List<RestoredFile> files = new Restore(lake.lake(), all, Compression.NONE).into(folder, read -> {});
        return files.size() == 1
                && Arrays.equals(Files.readAllBytes(files.get(0).path()), lines);
    }

    /** The bytes of each column, those that take more than a thousandth. */
    private void columns(String when, Path folder, List<Path> without) throws IOException {
        Map<String, Long> columns = new TreeMap<>();
        for (Path file : dataFiles(folder)) {
            if (!without.contains(file)) {
                ParquetFiles.columnBytes(file).forEach((column, bytes) -> columns.merge(column, bytes, Long::sum));
            }
        }
        long all = columns.values().stream().mapToLong(bytes -> bytes).sum();
        System.err.printf("bytes a line of each column, %s:%n", when);
        columns.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .filter(each -> each.getValue() > all / 1000)
                .forEach(each -> System.err.printf(
                        Locale.ROOT, "  %-32s %8.3f%n", each.getKey(), (double) each.getValue() / count));
    }

    private static List<Path> dataFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
    }

    private void row(String what, long bytes, double seconds, String note) {
        System.err.printf(
                Locale.ROOT,
                "%-10s %,12d bytes %8.2f a line %8.1f CPU-seconds  %s%n",
                what,
                bytes,
                (double) bytes / count,
                seconds,
                note);
    }

    private static String against(long bytes, long peer, String peerName, double goal) {
        return String.format(Locale.ROOT, "%.2f x %s (goal %.2f x)", (double) bytes / peer, peerName, goal);
    }
}
