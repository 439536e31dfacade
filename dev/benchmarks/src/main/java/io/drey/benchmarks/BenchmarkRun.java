package io.drey.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs a benchmark of ours against peers: each in a process of its own, in turn, round by round, first all on one core,
 * then with fresh processes on the other, and compares lines per CPU-second. A ratio is the median of the ratios that
 * the rounds gave.
 *
 * <p>Prints a table on stderr and one line of JSON on stdout. Exit code 1 if the answers differ or a process fails, 2 for
 * wrong use; a goal that is missed is shown and fails nothing, for it depends on the machine.
 */
final class BenchmarkRun {

    private static final int DEFAULT_ROUNDS = 10;
    private static final List<Contest> CONTESTS = List.of(
            ParseContest.CONTEST,
            LakeWriteContest.CONTEST,
            LakeWriteContest.AGAINST_RSYSLOG,
            MetricsContest.WHOLE,
            MetricsContest.WINDOWS,
            SequenceContest.CONTEST,
            SequenceContest.OF_AN_ATTACK,
            SequenceContest.OUT_OF_ORDER,
            SequenceContest.FROM_LINES);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Contest contest;
    private final Path input;
    private final int rounds;
    private final Map<String, Warmed> warmed = new LinkedHashMap<>();
    private final Map<String, List<Measurement>> measurements = new LinkedHashMap<>();
    private boolean sameAnswers = true;

    private BenchmarkRun(Contest contest, Path input, int rounds) {
        this.contest = contest;
        this.input = input;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) throws IOException {
        List<String> names = CONTESTS.stream().map(Contest::name).toList();
        if (arguments.length < 1 || !names.contains(arguments[0])) {
            System.err.printf("usage: run NAME [ROUNDS]; NAME is one of %s%n", String.join(", ", names));
            System.exit(2);
        }
        Contest contest = CONTESTS.get(names.indexOf(arguments[0]));
        if (arguments.length == 3) {
            ContenderProcess.serve(contest.entry(arguments[1]), Path.of(arguments[2]), contest.comparedLines());
            return;
        }
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_ROUNDS;
        Path input = contest.input().in(Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs")));
        System.exit(new BenchmarkRun(contest, input, rounds).run());
    }

    private int run() throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        for (int core = 0; core < cores; core++) {
            int from = rounds * core / cores;
            int to = rounds * (core + 1) / cores;
            if (from < to) {
                runOn(core, from, to);
            }
        }
        return report();
    }

    private void runOn(int core, int fromRound, int toRound) throws IOException {
        List<ContenderProcess> processes = new ArrayList<>();
        try {
            for (String name : contest.names()) {
                System.err.printf("core %d: warming up %s%n", core, name);
                ContenderProcess process = ContenderProcess.start(contest.name(), name, input, core);
                processes.add(process);
                warmed.put(name, process.warmed());
                sameAnswers &= process.warmed()
                        .answer()
                        .equals(warmed.get(contest.ours().name()).answer());
            }
            for (int round = fromRound; round < toRound; round++) {
                StringBuilder line = new StringBuilder("round %d of %d:".formatted(round + 1, rounds));
                for (int i = 0; i < processes.size(); i++) {
                    String name = contest.names().get(i);
                    Measurement measurement = processes.get(i).round();
                    measurements.computeIfAbsent(name, n -> new ArrayList<>()).add(measurement);
                    line.append(String.format(Locale.ROOT, "  %s %,.0f", name, measurement.linesPerCpuSecond()));
                }
                System.err.println(line);
            }
        } finally {
            processes.forEach(ContenderProcess::close);
        }
    }

    private int report() throws IOException {
        String oursName = contest.ours().name();
        double[] ours = rates(oursName);
        double allocated = measurements.get(oursName).get(ours.length - 1).allocatedBytesPerLine();
        double beyondResult = allocated - warmed.get(oursName).resultBytesPerLine();
        ObjectNode result = JSON.createObjectNode();
        result.put("benchmark", contest.name());
        result.put("rounds", rounds);
        result.put("ours", oursName);
        result.put("lines_per_cpu_second", Math.round(Spread.of(ours).median()));
        result.put("allocated_bytes_per_line_beyond_result", rounded(beyondResult));
        result.put("same_answers", sameAnswers);
        System.err.printf(
                Locale.ROOT, "%n%-16s %16s %10s %16s %8s%n", "", "lines/CPU-second", "ours is", "rounds", "goal");
        System.err.printf(
                Locale.ROOT, "%-16s %,16.0f%n", oursName, Spread.of(ours).median());
        ObjectNode peers = result.putObject("peers");
        for (Contest.Peer peer : contest.peers()) {
            String name = peer.entry().name();
            double[] theirs = rates(name);
            double[] ratios = new double[ours.length];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = ours[i] / theirs[i];
            }
            Spread ratio = Spread.of(ratios);
            System.err.printf(
                    Locale.ROOT,
                    "%-16s %,16.0f %8.1f x %6.1f to %6.1f %6.0f x%n",
                    name,
                    Spread.of(theirs).median(),
                    ratio.median(),
                    ratio.lowest(),
                    ratio.highest(),
                    peer.goal());
            ObjectNode node = peers.putObject(name);
            node.put("lines_per_cpu_second", Math.round(Spread.of(theirs).median()));
            node.put("ratio", rounded(ratio.median()));
            node.put("lowest_ratio", rounded(ratio.lowest()));
            node.put("highest_ratio", rounded(ratio.highest()));
            node.put("goal", peer.goal());
            node.put("reached", ratio.median() >= peer.goal());
        }
        System.err.printf(
                Locale.ROOT,
                "allocated a line: %.1f bytes, %.1f beyond the result%n%s%n",
                allocated,
                beyondResult,
                sameAnswers ? "all gave the same answer" : "THE ANSWERS DIFFER");
        System.out.println(result);
        return sameAnswers ? 0 : 1;
    }

    private double[] rates(String name) {
        return measurements.get(name).stream()
                .mapToDouble(Measurement::linesPerCpuSecond)
                .toArray();
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
