package io.drey.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The whole ingest job, Kafka to lake and events topic, against the same lines written to the lake's files in process
 * ({@code lake-write}), one after the other in each round.
 *
 * <p>What counts is lines per CPU-second: of the job's TaskManager, from the moment the lines can be read until their rows are
 * committed, the wait for the checkpoint included; and of the process that writes files. The first pass of the job warms up
 * and does not count. Exit code 1 if any line is not exactly once in the lake, not exactly once in the events topic, or a dead
 * letter.
 */
final class IngestBenchmark {

    private static final int LINES = 1_000_000;
    private static final int DEFAULT_ROUNDS = 5;
    private static final double GOAL = 0.5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int rounds;
    private final Path input;
    private final List<IngestStack.Pass> passes = new ArrayList<>();
    private final List<Double> inProcess = new ArrayList<>();

    private IngestBenchmark(int rounds, Path input) {
        this.rounds = rounds;
        this.input = input;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        Path inputs = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        Path input = new AccessLogInput(LINES, 20250301).in(inputs);
        int code;
        try (IngestStack stack = IngestStack.start(
                inputs.resolveSibling("ingest-stack").toAbsolutePath(), Path.of(System.getProperty("drey.home")))) {
            code = new IngestBenchmark(rounds, input).run(stack);
        }
        System.exit(code);
    }

    private int run(IngestStack stack) throws Exception {
        Lines lines = Lines.read(input, LINES);
        System.err.printf("warming up the job (TaskManager %d)%n", stack.taskManagerPid());
        stack.pass(lines);
        int cores = Runtime.getRuntime().availableProcessors();
        for (int core = 0; core < cores; core++) {
            int to = rounds * (core + 1) / cores;
            if (passes.size() < to) {
                System.err.printf("core %d: warming up what writes files in process%n", core);
                try (ContenderProcess process = ContenderProcess.start("lake-write", "drey", input, core)) {
                    while (passes.size() < to) {
                        round(stack, lines, process);
                    }
                }
            }
        }
        return report(stack.arrived());
    }

    private void round(IngestStack stack, Lines lines, ContenderProcess process) throws Exception {
        IngestStack.Pass pass = stack.pass(lines);
        passes.add(pass);
        inProcess.add(process.round().linesPerCpuSecond());
        System.err.printf(
                Locale.ROOT,
                "round %d of %d:  job %,.0f  in-process %,.0f  in the lake after %.1f s%n",
                passes.size(),
                rounds,
                rate(pass),
                inProcess.get(inProcess.size() - 1),
                pass.secondsToLake());
    }

    private int report(IngestStack.Arrived arrived) {
        double[] ours = new double[rounds];
        double[] ratios = new double[rounds];
        double[] perSecond = new double[rounds];
        double[] toLake = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ours[i] = rate(passes.get(i));
            ratios[i] = ours[i] / inProcess.get(i);
            // The first pass warmed up.
            perSecond[i] = LINES / arrived.secondsToEvents().get(i + 1);
            toLake[i] = passes.get(i).secondsToLake();
        }
        Spread job = Spread.of(ours);
        Spread peer =
                Spread.of(inProcess.stream().mapToDouble(Double::doubleValue).toArray());
        Spread ratio = Spread.of(ratios);
        Spread wall = Spread.of(perSecond);
        Spread lake = Spread.of(toLake);
        System.err.printf(
                Locale.ROOT,
                "%n%-12s %18s %10s %16s %8s%n%-12s %,18.0f%n%-12s %,18.0f %8.2f x %6.2f to %6.2f %6.1f x%n",
                "",
                "lines/CPU-second",
                "ours is",
                "rounds",
                "goal",
                "ingest job",
                job.median(),
                "in process",
                peer.median(),
                ratio.median(),
                ratio.lowest(),
                ratio.highest(),
                GOAL);
        System.err.printf(
                Locale.ROOT,
                "into the events topic: %,.0f lines a second (%,.0f to %,.0f); in the lake after %.1f s (%.1f to %.1f)%n%s%n",
                wall.median(),
                wall.lowest(),
                wall.highest(),
                lake.median(),
                lake.lowest(),
                lake.highest(),
                arrived.wrong().isEmpty()
                        ? "each line is once in the lake and once in the events topic, none is a dead letter"
                        : "WRONG: " + String.join("; ", arrived.wrong()));
        ObjectNode result = JSON.createObjectNode();
        result.put("benchmark", "ingest");
        result.put("rounds", rounds);
        result.put("lines", LINES);
        result.put("lines_per_cpu_second", Math.round(job.median()));
        result.put("lines_per_second", Math.round(wall.median()));
        result.put("seconds_to_lake", rounded(lake.median()));
        ObjectNode node = result.putObject("peers").putObject("in-process");
        node.put("lines_per_cpu_second", Math.round(peer.median()));
        node.put("ratio", rounded(ratio.median()));
        node.put("lowest_ratio", rounded(ratio.lowest()));
        node.put("highest_ratio", rounded(ratio.highest()));
        node.put("goal", GOAL);
        node.put("reached", ratio.median() >= GOAL);
        result.put("exactly_once", arrived.wrong().isEmpty());
        arrived.wrong().forEach(result.withArray("wrong")::add);
        System.out.println(result);
        return arrived.wrong().isEmpty() ? 0 : 1;
    }

    private static double rate(IngestStack.Pass pass) {
        return pass.lines() / pass.cpuSeconds();
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
