package io.drey.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One contender in a JVM of its own, pinned to a core. It warms up, says so, and works only while it is asked to: so the
 * rounds of all contenders can follow each other within seconds, and a machine that is slow for a while is slow for all.
 *
 * <p>The two sides talk by lines: a line feed asks for a round, a line of JSON answers.
 */
final class ContenderProcess implements Closeable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double WARM_UP_CPU_SECONDS = 6;
    private static final double ROUND_CPU_SECONDS = 1;
    private static final long END_SECONDS = 5;

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final OutputStream asks;
    private final Warmed warmed;

    private ContenderProcess(String name, Process process) throws IOException {
        this.name = name;
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.asks = process.getOutputStream();
        this.warmed = JSON.readValue(nextLine(), Warmed.class);
    }

    /** Starts a contender and returns when it is warm. */
    static ContenderProcess start(String contest, String entry, Path input, int core) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/taskset"))) {
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
                contest,
                entry,
                input.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new ContenderProcess(entry, process);
    }

    Warmed warmed() {
        return warmed;
    }

    /** Has it work for at least a CPU-second. */
    Measurement round() throws IOException {
        asks.write('\n');
        asks.flush();
        return JSON.readValue(nextLine(), Measurement.class);
    }

    private String nextLine() throws IOException {
        // What libraries print to stdout is not for us.
        String line = answers.readLine();
        while (line != null && !line.startsWith("{")) {
            line = answers.readLine();
        }
        if (line == null) {
            throw new IOException("contender '%s' ended, exit code %s"
                    .formatted(name, process.isAlive() ? "unknown" : process.exitValue()));
        }
        return line;
    }

    /** Lets it end by itself, so that it ends what it has started; who does not is killed. */
    @Override
    public void close() {
        boolean hasEnded = false;
        try {
            asks.close();
            hasEnded = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // It does not read any more.
            hasEnded = !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!hasEnded) {
            process.destroyForcibly();
        }
    }

    /** The other side: works in this process, as asked by stdin, until that ends. */
    static void serve(Contest.Entry entry, Path input, int comparedLines) throws IOException {
        Contender contender = entry.contender().get();
        contender.prepare(input, entry.lines());
        String answer = Long.toHexString(contender.answer(comparedLines));
        double warmUntil = cpuSeconds(contender) + WARM_UP_CPU_SECONDS;
        while (cpuSeconds(contender) < warmUntil) {
            contender.pass();
        }
        System.out.println(JSON.writeValueAsString(new Warmed(contender.resultBytes(), answer)));
        while (System.in.read() >= 0) {
            System.out.println(JSON.writeValueAsString(measure(contender, entry.lines())));
        }
    }

    private static Measurement measure(Contender contender, int linesAPass) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        double before = cpuSeconds(contender);
        double lines = 0;
        double seconds;
        do {
            contender.pass();
            lines += linesAPass;
            seconds = cpuSeconds(contender) - before;
        } while (seconds < ROUND_CPU_SECONDS);
        double allocated = threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
        return new Measurement(lines / seconds, allocated / lines);
    }

    private static double cpuSeconds(Contender contender) {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return process.getProcessCpuTime() / 1e9 + contender.cpuSecondsOfOthers();
    }
}
