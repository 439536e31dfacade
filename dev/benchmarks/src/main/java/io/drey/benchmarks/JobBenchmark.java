package io.drey.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The whole ingest job, Kafka to lake and events topic, or the whole fused job, Kafka to lake, metrics and alerts, against the
 * same lines written to the lake's files in process ({@code lake-write}), one after the other in each round.
 *
 * <p>What counts is lines per CPU-second: of the job's TaskManager, from the moment the lines can be read until their rows are
 * committed, and where it counts until all are counted, waits included; and of the process that writes files. The job warms up
 * until two passes differ by less than 5 %. Exit code 1 if any line is not exactly once in the lake, not exactly once in the
 * events topic or the metrics, or a dead letter. {@code run ingest 2 profile} records the rounds, too, and shows where the
 * TaskManager's time goes: such rounds are a little slower.
 */
final class JobBenchmark {

    private static final int LINES = 1_000_000;
    private static final int DEFAULT_ROUNDS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JobStack.Kind kind;
    private final int rounds;
    private final Path input;
    private final boolean profiles;
    private final List<JobStack.Pass> passes = new ArrayList<>();
    private final List<Double> inProcess = new ArrayList<>();
    private JobStack.WarmUp warmUp;

    private JobBenchmark(JobStack.Kind kind, int rounds, Path input, boolean profiles) {
        this.kind = kind;
        this.rounds = rounds;
        this.input = input;
        this.profiles = profiles;
    }

    public static void main(String[] arguments) throws Exception {
        JobStack.Kind kind = JobStack.Kind.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_ROUNDS;
        boolean profiles = arguments.length > 2 && arguments[2].equals("profile");
        Path inputs = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        Path input = new AccessLogInput(LINES, 20250301).in(inputs);
        int code;
        try (JobStack stack = JobStack.start(
                kind,
                inputs.resolveSibling(kind.name().toLowerCase(Locale.ROOT) + "-stack")
                        .toAbsolutePath(),
                Path.of(System.getProperty("drey.home")))) {
            code = new JobBenchmark(kind, rounds, input, profiles).run(stack);
        }
        System.exit(code);
    }

    private int run(JobStack stack) throws Exception {
        Lines lines = Lines.read(input, LINES);
        System.err.printf("warming up the job (TaskManager %d)%n", stack.taskManagerPid());
        warmUp = stack.warmUp(lines);
        if (!warmUp.settled()) {
            System.err.printf("NOT WARM after %d passes: the last two differ by 5 %% or more%n", warmUp.passes());
        }
        if (profiles) {
            StageProfile.start(stack.taskManagerPid());
        }
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
        if (profiles) {
            Path recording = input.resolveSibling(kind.job() + ".jfr");
            System.err.print(
                    StageProfile.stop(stack.taskManagerPid(), recording).table());
        }
        return report(stack.arrived());
    }

    private void round(JobStack stack, Lines lines, ContenderProcess process) throws Exception {
        JobStack.Pass pass = stack.pass(lines);
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

    private int report(JobStack.Arrived arrived) {
        double[] ours = new double[rounds];
        double[] ratios = new double[rounds];
        double[] perSecond = new double[rounds];
        double[] toLake = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ours[i] = rate(passes.get(i));
            ratios[i] = ours[i] / inProcess.get(i);
            perSecond[i] = passes.get(i).lines()
                    / (arrived.secondsToEvents().isEmpty()
                            ? passes.get(i).secondsToLake()
                            : arrived.secondsToEvents().get(i + warmUp.passes()));
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
                kind.job(),
                job.median(),
                "in process",
                peer.median(),
                ratio.median(),
                ratio.lowest(),
                ratio.highest(),
                kind.goal());
        System.err.printf(
                Locale.ROOT,
                "%,.0f lines a second (%,.0f to %,.0f) to the %s; in the lake after %.1f s (%.1f to %.1f); %,d alerts%n%s%n",
                wall.median(),
                wall.lowest(),
                wall.highest(),
                kind == JobStack.Kind.INGEST ? "events topic" : "lake",
                lake.median(),
                lake.lowest(),
                lake.highest(),
                arrived.alerts(),
                arrived.wrong().isEmpty()
                        ? "each line is once in the lake and once in the %s, none is a dead letter"
                                .formatted(kind == JobStack.Kind.INGEST ? "events topic" : "metrics")
                        : "WRONG: " + String.join("; ", arrived.wrong()));
        ObjectNode result = JSON.createObjectNode();
        result.put("benchmark", kind.name().toLowerCase(Locale.ROOT));
        result.put("rounds", rounds);
        result.put("warm_up_passes", warmUp.passes());
        result.put("warm", warmUp.settled());
        result.put("lines", passes.get(0).lines());
        result.put("lines_per_cpu_second", Math.round(job.median()));
        result.put("lines_per_second", Math.round(wall.median()));
        result.put("seconds_to_lake", rounded(lake.median()));
        result.put("task_manager_cpu_micros_per_line", rounded(1e6 / job.median()));
        result.put("alerts", arrived.alerts());
        ObjectNode node = result.putObject("peers").putObject("in-process");
        node.put("lines_per_cpu_second", Math.round(peer.median()));
        node.put("ratio", rounded(ratio.median()));
        node.put("lowest_ratio", rounded(ratio.lowest()));
        node.put("highest_ratio", rounded(ratio.highest()));
        node.put("goal", kind.goal());
        node.put("reached", ratio.median() >= kind.goal());
        result.put("exactly_once", arrived.wrong().isEmpty());
        arrived.wrong().forEach(result.withArray("wrong")::add);
        System.out.println(result);
        return arrived.wrong().isEmpty() ? 0 : 1;
    }

    private static double rate(JobStack.Pass pass) {
        return pass.lines() / pass.cpuSeconds();
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
