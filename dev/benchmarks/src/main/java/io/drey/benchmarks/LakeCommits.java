package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.lake.LakeTable;
import io.drey.lake.maintenance.LakeExpiry;
import io.drey.lake.maintenance.MaintenanceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.Table;

/**
 * How long commits of one small file each take while a table grows, with snapshots bounded as the maintenance job does it. Goal:
 * the last tenth of the commits takes as long as the first. Nothing is compacted, so that the table really has that many files.
 *
 * <p>Prints a table on stderr and a line of JSON on stdout.
 */
final class LakeCommits {

    private static final int DEFAULT_COMMITS = 10_000;
    private static final int PARTS = 10;
    private static final int COMMITS_AN_EXPIRY = 100;
    private static final int KEPT_SNAPSHOTS = 100;
    private static final byte[] LINE =
            "192.0.2.1 - - [01/Mar/2025:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"agent\"\n".getBytes(US_ASCII);
    private static final ObjectMapper JSON = new ObjectMapper();

    private LakeCommits() {}

    public static void main(String[] arguments) throws IOException {
        int commits = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_COMMITS;
        ObjectNode result = JSON.createObjectNode();
        result.put("benchmark", "lake-commits");
        result.put("commits", commits);
        ParquetFiles files = ParquetFiles.temporary("drey-lake-commits");
        try (LakeLanding lake = new LakeLanding(files, "combined", LakeLanding.AFTER_ALL)) {
            LakeExpiry expiry = new LakeExpiry(
                    lake.lake(),
                    MaintenanceSettings.from(Configuration.fromMap(
                            Map.of("maintenance-keep-snapshots", Integer.toString(KEPT_SNAPSHOTS)))),
                    InstantSource.system());
            System.err.printf(
                    "%8s %12s %12s %12s %14s %10s %10s %10s%n",
                    "commits",
                    "median ms",
                    "p95 ms",
                    "highest ms",
                    "expiry ms",
                    "snapshots",
                    "manifests",
                    "metadata KB");
            int part = commits / PARTS;
            double[] medians = new double[PARTS];
            for (int i = 0; i < PARTS; i++) {
                double[] millis = new double[part];
                double[] expiries = new double[(part + COMMITS_AN_EXPIRY - 1) / COMMITS_AN_EXPIRY];
                for (int commit = 0; commit < part; commit++) {
                    millis[commit] = millis(() -> lake.commit(LINE, 0, LINE.length));
                    if (commit % COMMITS_AN_EXPIRY == 0) {
                        expiries[commit / COMMITS_AN_EXPIRY] = millis(() -> expiry.expire(LakeTable.LOGS));
                    }
                }
                Arrays.sort(millis);
                medians[i] = Spread.of(millis).median();
                Table table = lake.lake().table(LakeTable.LOGS);
                int snapshots = 0;
                for (Object each : table.snapshots()) {
                    snapshots += each == null ? 0 : 1;
                }
                System.err.printf(
                        Locale.ROOT,
                        "%,8d %12.1f %12.1f %12.1f %14.1f %10d %10d %,10d%n",
                        part * (i + 1),
                        medians[i],
                        millis[(int) (part * 0.95)],
                        millis[part - 1],
                        Spread.of(expiries).median(),
                        snapshots,
                        table.currentSnapshot().allManifests(table.io()).size(),
                        metadataBytes(files.folder()) / 1000);
            }
            System.err.printf(
                    Locale.ROOT,
                    "a commit of the last tenth takes %.2f x one of the first (goal 1 x)%n",
                    medians[PARTS - 1] / medians[0]);
            result.putPOJO("median_millis_by_tenth", medians);
            result.put("last_to_first", medians[PARTS - 1] / medians[0]);
        } finally {
            files.delete();
        }
        System.out.println(JSON.writeValueAsString(result));
    }

    private static double millis(CpuTime.Work work) throws IOException {
        long before = System.nanoTime();
        work.run();
        return (System.nanoTime() - before) / 1e6;
    }

    private static long metadataBytes(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files = all.filter(file -> file.getParent().endsWith("metadata") && Files.isRegularFile(file))
                    .toList();
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
