package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/**
 * How long a line takes from being sent to being read as an event, through the ingest job on a cluster: with one event a record
 * and with batches, and beside another tenant whose JSON lines have the same few names, 20,000 different ones, or always new ones.
 *
 * <p>Exit code 1 if an event does not come.
 */
final class DelayBenchmark {

    private static final int NAMES_A_LINE = 20;
    private static final int MANY_NAMES = 20_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private long namesUsed;

    private DelayBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        Path inputs = Path.of(System.getProperty("drey.benchmarks.inputs", "target/inputs"));
        new DelayBenchmark().run(EventDelays.start(inputs, seconds), Path.of(System.getProperty("drey.home")));
        System.exit(0);
    }

    private void run(EventDelays delays, Path home) throws Exception {
        String first = delays.submit(home, 1);
        delays.measure("one event a record", null);
        delays.cancel(first);
        delays.submit(home, 2);
        delays.measure("batches of events", null);
        delays.measure("beside a tenant with the same 20 names", () -> line(i -> i));
        delays.measure("beside a tenant with 20,000 names", () -> line(unused -> random.nextInt(MANY_NAMES)));
        delays.measure("beside a tenant with new names in each line", () -> line(unused -> namesUsed++));
        System.out.println(delays.result());
    }

    /** A JSON line whose members are named by a number. */
    private static byte[] line(LongUnaryOperator names) {
        StringBuilder line = new StringBuilder(600).append("{\"message\":\"a line of a noisy service\"");
        for (int i = 0; i < NAMES_A_LINE; i++) {
            line.append(",\"labels.n")
                    .append(names.applyAsLong(i))
                    .append("\":\"v")
                    .append(i)
                    .append('"');
        }
        return line.append('}').toString().getBytes(UTF_8);
    }
}
