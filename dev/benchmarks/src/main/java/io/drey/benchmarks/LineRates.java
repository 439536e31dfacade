package io.drey.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Lines a CPU-second of every format and step, each in turn and all in one process, as in a job that takes many formats: medians of
 * rounds, by the CPU time of the thread, so that other work on the machine matters little. {@code run formats [PATTERN [ROUNDS]]}
 */
final class LineRates {

    private static final long WARM_UP_NANOS = 1_500_000_000;
    private static final long ROUND_NANOS = 150_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Keeps results from being optimised away. */
    private static volatile Object last;

    private LineRates() {}

    public static void main(String[] arguments) {
        String pattern = arguments.length > 0 ? arguments[0] : ".*";
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
        List<LineStep> steps = LineStep.all().stream()
                .filter(step -> step.name().matches(pattern))
                .toList();
        Consumer<Object> taken = result -> last = result;
        // All first, so that none is measured with code that is compiled for it alone.
        steps.forEach(step -> run(step, WARM_UP_NANOS / 5, taken));
        System.out.println("| | bytes a line | lines a CPU-second | lowest and highest | allocated a line | floor |");
        System.out.println("|---|---|---|---|---|---|");
        boolean isEachAbove = true;
        for (LineStep step : steps) {
            run(step, WARM_UP_NANOS, taken);
            double[] rates = new double[rounds];
            long allocated = 0;
            for (int i = 0; i < rounds; i++) {
                long[] figures = run(step, ROUND_NANOS, taken);
                rates[i] = figures[0] * 1e9 / figures[1];
                allocated = figures[2] / figures[0];
            }
            Spread spread = Spread.of(rates);
            boolean isAbove = spread.median() >= step.floor();
            isEachAbove &= isAbove;
            System.out.println(String.format(
                    Locale.ROOT,
                    "| `%s` | %,d | %,.0f | %,.0f to %,.0f | %,d B | %s |",
                    step.name(),
                    step.lines().stream().mapToInt(line -> line.length).sum()
                            / step.lines().size(),
                    spread.median(),
                    spread.lowest(),
                    spread.highest(),
                    allocated,
                    step.floor() == 0 ? "" : "%,d%s".formatted(step.floor(), isAbove ? "" : ", missed")));
        }
        System.err.println(isEachAbove ? "each is above its floor" : "some are below their floors");
    }

    /** Runs rounds for so much CPU time: how many lines, in how many nanoseconds, with how many bytes allocated. */
    private static long[] run(LineStep step, long nanos, Consumer<Object> taken) {
        long thread = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        long begin = THREADS.getCurrentThreadCpuTime();
        long lines = 0;
        long now = begin;
        while (now - begin < nanos) {
            for (int i = 0; i < 20; i++) {
                step.round(taken);
                lines += step.lines().size();
            }
            now = THREADS.getCurrentThreadCpuTime();
        }
        return new long[] {lines, now - begin, THREADS.getThreadAllocatedBytes(thread) - bytes};
    }
}
