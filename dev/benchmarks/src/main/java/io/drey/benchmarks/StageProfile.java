package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a job's CPU time goes, by stage: a JDK Flight Recording of its TaskManager, of which each sample counts for the stage
 * whose code is innermost on its stack. Native code (zstd, lz4, system calls) is sampled by its own, rougher event, and shown
 * apart; collection and compilation are in no sample.
 */
final class StageProfile {

    /** Beginnings of class names by stage; what a stage calls in the JDK or in a library counts for it. */
    private static final List<Map.Entry<String, String>> STAGES = List.of(
            entry("io.drey.format.", "parse"),
            entry("io.drey.ingest.", "bind and emit"),
            entry("io.drey.event.EventBatch", "encode events"),
            entry("io.drey.job.kafka.", "events and letters to records"),
            entry("io.drey.lake.", "land"),
            entry("org.apache.parquet.", "land"),
            entry("org.apache.iceberg.", "land"),
            entry("io.drey.metrics.", "metrics"),
            entry("io.drey.cep.", "detections"),
            entry("io.drey.rules.", "detections"),
            entry("org.apache.flink.cep.", "detections"),
            entry("io.drey.search.", "documents to OpenSearch"),
            entry("org.opensearch.", "documents to OpenSearch"),
            entry("org.apache.kafka.clients.producer.", "Kafka producer"),
            entry("org.apache.kafka.clients.consumer.", "Kafka consumer"),
            entry("org.apache.flink.connector.kafka.", "source"),
            entry("org.apache.flink.connector.base.source.", "source"),
            entry("org.apache.flink.streaming.api.operators.SourceOperator", "source"),
            entry("org.apache.flink.runtime.state.", "keyed state"),
            entry("org.apache.flink.runtime.io.", "shuffle"),
            entry("org.apache.flink.streaming.runtime.io.", "shuffle"));

    private static final Set<String> IDLE = Set.of(
            "epollWait", "poll", "poll0", "accept", "accept0", "waitForReferencePendingList", "park", "sleep", "wait");

    private final Map<String, Integer> java = new LinkedHashMap<>();
    private final Map<String, Integer> inNative = new LinkedHashMap<>();

    private StageProfile() {}

    /** Begins to record a Java process that is this user's. */
    static void start(long pid) throws IOException, InterruptedException {
        jcmd(pid, "JFR.start", "name=stages", "settings=profile");
    }

    /** Ends the recording and keeps it in a file. */
    static StageProfile stop(long pid, Path file) throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        jcmd(pid, "JFR.stop", "name=stages", "filename=" + file.toAbsolutePath());
        StageProfile profile = new StageProfile();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                profile.add(recording.readEvent());
            }
        }
        return profile;
    }

    private void add(RecordedEvent event) {
        boolean isJava = event.getEventType().getName().equals("jdk.ExecutionSample");
        if (!isJava && !event.getEventType().getName().equals("jdk.NativeMethodSample")) {
            return;
        }
        if (event.getStackTrace() == null || event.getStackTrace().getFrames().isEmpty()) {
            return;
        }
        List<RecordedFrame> frames = event.getStackTrace().getFrames();
        if (!isJava && IDLE.contains(frames.get(0).getMethod().getName())) {
            return;
        }
        (isJava ? java : inNative).merge(stage(frames), 1, Integer::sum);
    }

    private static String stage(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            RecordedMethod method = frame.getMethod();
            for (Map.Entry<String, String> stage : STAGES) {
                if (method.getType().getName().startsWith(stage.getKey())) {
                    return stage.getValue();
                }
            }
        }
        return "other";
    }

    /** A table of stages, the largest first. */
    String table() {
        int all = java.values().stream().mapToInt(Integer::intValue).sum();
        int allNative = inNative.values().stream().mapToInt(Integer::intValue).sum();
        StringBuilder text =
                new StringBuilder(512).append("%n%-32s %8s %8s%n".formatted("stage, by JFR samples", "Java", "native"));
        java.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(stage -> text.append("%-32s %s %s%n"
                        .formatted(
                                stage.getKey(),
                                share(stage.getValue(), all),
                                share(inNative.getOrDefault(stage.getKey(), 0), allNative))));
        return text.append("%-32s %8d %8d%n".formatted("samples", all, allNative))
                .toString();
    }

    private static String share(int samples, int all) {
        return all == 0 ? "       -" : String.format(Locale.ROOT, "%6.1f %%", 100.0 * samples / all);
    }

    private static void jcmd(long pid, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("jcmd %s of process %d failed: %s".formatted(command[0], pid, said.strip()));
        }
    }
}
