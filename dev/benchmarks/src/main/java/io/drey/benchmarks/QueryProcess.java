package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** {@code drey query} as a user runs it, in a JVM of its own. */
final class QueryProcess {

    /** What the collector's log has of the heap before and after a collection. */
    private static final Pattern HEAP = Pattern.compile("(\\d+)M->(\\d+)M\\(");

    private QueryProcess() {}

    /**
     * How it went.
     *
     * @param lines of standard output
     * @param seconds from its start to its end
     * @param peakHeapMegabytes what was in the heap before the collection that found most there
     */
    record Ended(int exitCode, long lines, double seconds, double cpuSeconds, long peakHeapMegabytes) {}

    /** Runs a query of the lake's tenant, and reads its answer. */
    static Ended run(TrafficLake lake, String javaOptions, List<String> query) throws IOException {
        Path log = Files.createTempFile("drey-query", ".gc");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("drey.home"), "bin", "drey").toString(),
                "query",
                "--tenant",
                TrafficLake.TENANT,
                "-Dlake-catalog-type=hadoop",
                "-Dlake-warehouse=" + lake.warehouse()));
        command.addAll(query);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("DREY_NO_BUILD", "true");
        builder.environment().put("DREY_JAVA_OPTIONS", javaOptions + " -Xlog:gc:file=" + log);
        double cpuBefore = childrensCpu();
        long began = System.nanoTime();
        Process process = builder.start();
        long lines = 0;
        try (InputStream out = process.getInputStream()) {
            byte[] buffer = new byte[1 << 16];
            for (int read = out.read(buffer); read >= 0; read = out.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
            }
            int exitCode = process.waitFor();
            double seconds = (System.nanoTime() - began) / 1e9;
            long peak = HEAP.matcher(Files.readString(log, UTF_8))
                    .results()
                    .map(MatchResult::group)
                    .mapToLong(collection -> Long.parseLong(collection.substring(0, collection.indexOf('M'))))
                    .max()
                    .orElse(0);
            return new Ended(exitCode, lines, seconds, childrensCpu() - cpuBefore, peak);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.delete(log);
        }
    }

    /** CPU time of this process's children that have ended. */
    private static double childrensCpu() {
        return ProcessUse.of(ProcessHandle.current().pid()).cpuOfChildren();
    }
}
