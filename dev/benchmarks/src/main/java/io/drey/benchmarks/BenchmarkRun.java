package io.drey.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs a benchmark of ours against peers: each in processes of its own, in turn, round by round, pinned to one core and
 * then the other, and compares medians of lines per CPU-second.
 *
 * <p>Prints a table on stderr and one line of JSON on stdout. Exit code 1 if the answers differ or a process fails, 2 for
 * wrong use; a goal that is missed is shown and fails nothing, for it depends on the machine.
 */
final class BenchmarkRun {

    private static final int DEFAULT_ROUNDS = 5;
    private static final List<Contest> CONTESTS = List.of(ParseContest.CONTEST, LakeWriteContest.CONTEST);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Contest contest;
    private final Path input;
    private final int rounds;

    private BenchmarkRun(Contest contest, Path input, int rounds) {
        this.contest = contest;
        this.input = input;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> names = CONTESTS.stream().map(Contest::name).toList();
        if (arguments.length < 1 || !names.contains(arguments[0])) {
            System.err.printf("usage: run NAME [ROUNDS]; NAME is one of %s%n", String.join(", ", names));
            System.exit(2);
        }
        Contest contest = CONTESTS.get(names.indexOf(arguments[0]));
        if (arguments.length == 3) {
            // A process of one contender.
            Contest.Entry entry = contest.entry(arguments[1]);
            System.out.println(Measurement.of(entry, Path.of(arguments[2]), contest.comparedLines())
                    .toJson());
            return;
        }
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_ROUNDS;
        Path input = contest.input().in(Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs")));
        System.exit(new BenchmarkRun(contest, input, rounds).run());
    }

    private int run() throws IOException, InterruptedException {
        Map<String, List<Measurement>> measurements = new LinkedHashMap<>();
        List<String> entries = new ArrayList<>();
        entries.add(contest.ours().name());
        contest.peers().forEach(p -> entries.add(p.entry().name()));
        for (int round = 0; round < rounds; round++) {
            for (String entry : entries) {
                Measurement measurement = measure(entry, round);
                measurements.computeIfAbsent(entry, e -> new ArrayList<>()).add(measurement);
                System.err.printf(
                        Locale.ROOT,
                        "round %d of %d  %-16s %,12.0f lines per CPU-second%n",
                        round + 1,
                        rounds,
                        entry,
                        measurement.linesPerCpuSecond());
            }
        }
        return report(measurements);
    }

    private Measurement measure(String entry, int round) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/taskset"))) {
            int core = round % Runtime.getRuntime().availableProcessors();
            command.addAll(List.of("/usr/bin/taskset", "-c", Integer.toString(core)));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms2g",
                "-Xmx2g",
                "-XX:+UseParallelGC",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                BenchmarkRun.class.getName(),
                contest.name(),
                entry,
                input.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("'%s' of benchmark '%s' ended with code %d: %s"
                    .formatted(entry, contest.name(), process.exitValue(), output));
        }
        String[] lines = output.strip().split("\n", -1);
        return Measurement.fromJson(lines[lines.length - 1]);
    }

    private int report(Map<String, List<Measurement>> measurements) throws IOException {
        double ours = median(measurements.get(contest.ours().name()));
        Measurement first = measurements.get(contest.ours().name()).get(0);
        boolean sameAnswers = measurements.values().stream()
                .flatMap(List::stream)
                .allMatch(m -> m.answer().equals(first.answer()));
        ObjectNode result = JSON.createObjectNode();
        result.put("benchmark", contest.name());
        result.put("rounds", rounds);
        result.put("ours", contest.ours().name());
        result.put("lines_per_cpu_second", Math.round(ours));
        double beyondResult = first.allocatedBytesPerLine() - first.resultBytesPerLine();
        result.put("allocated_bytes_per_line_beyond_result", Math.round(beyondResult * 10) / 10.0);
        result.put("same_answers", sameAnswers);
        System.err.printf(Locale.ROOT, "%n%-16s %16s %10s %8s%n", "", "lines/CPU-second", "ours is", "goal");
        System.err.printf(Locale.ROOT, "%-16s %,16.0f%n", contest.ours().name(), ours);
        ObjectNode peers = result.putObject("peers");
        for (Contest.Peer peer : contest.peers()) {
            String name = peer.entry().name();
            double theirs = median(measurements.get(name));
            System.err.printf(Locale.ROOT, "%-16s %,16.0f %8.1f x %6.0f x%n", name, theirs, ours / theirs, peer.goal());
            ObjectNode node = peers.putObject(name);
            node.put("lines_per_cpu_second", Math.round(theirs));
            node.put("ratio", Math.round(ours / theirs * 10) / 10.0);
            node.put("goal", peer.goal());
            node.put("reached", ours / theirs >= peer.goal());
        }
        System.err.printf(
                Locale.ROOT,
                "allocated a line: %.1f bytes, %.1f beyond the result%n%s%n",
                first.allocatedBytesPerLine(),
                beyondResult,
                sameAnswers ? "all gave the same answer" : "THE ANSWERS DIFFER");
        System.out.println(result);
        return sameAnswers ? 0 : 1;
    }

    private static double median(List<Measurement> measurements) {
        double[] rates = measurements.stream()
                .mapToDouble(Measurement::linesPerCpuSecond)
                .sorted()
                .toArray();
        int middle = rates.length / 2;
        return rates.length % 2 == 1 ? rates[middle] : (rates[middle - 1] + rates[middle]) / 2;
    }
}
