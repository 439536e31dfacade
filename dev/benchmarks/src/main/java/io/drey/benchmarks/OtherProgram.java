package io.drey.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A peer that is a program of its own: what it writes, and what CPU time it and those that it starts take. */
final class OtherProgram {

    /** Runs what follows and says at the end what CPU time it took: Debian has Perl on every machine. */
    private static final String TIMED =
            "system(@ARGV) == 0 or die \"it ended with $?\"; my @t = times; printf STDERR \"cpu %f\\n\", $t[2] + $t[3]";

    private final Path folder;
    private double cpuSeconds;

    OtherProgram() throws IOException {
        folder = Files.createTempDirectory("peer");
    }

    /** A file of its folder. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** CPU time of all runs so far. */
    double cpuSeconds() {
        return cpuSeconds;
    }

    /**
     * Runs it, and returns when it has ended.
     *
     * @param output where what it writes to its standard output goes
     */
    void run(Path output, List<String> program) throws IOException {
        List<String> command = new ArrayList<>(List.of("perl", "-e", TIMED));
        command.addAll(program);
        Path said = file("said");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(said.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(
                        program.get(0) + " failed: " + Files.readString(said).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while %s ran".formatted(program.get(0)), e);
        }
        String last = Files.readAllLines(said).stream()
                .filter(line -> line.startsWith("cpu "))
                .findFirst()
                .orElseThrow(() -> new IOException("no CPU time in " + said));
        cpuSeconds += Double.parseDouble(last.substring("cpu ".length()));
    }
}
