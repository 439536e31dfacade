package io.drey.format.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.format.ProcessorTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that Jazzer makes up, guided by which code they reach. Without more, what it once found is tried again, and all targets share
 * a few seconds; the profile {@code fuzz} gives each a minute of its own. See CONTRIBUTING.md.
 */
class FuzzTest {

    private static final Duration LONGEST_INPUT = Duration.ofSeconds(10);
    private static final int SECONDS = Integer.getInteger("drey.fuzz.seconds", 4);

    /** Where what was found stays. */
    private static final Path CORPUS = Path.of("src/test/corpus");

    static List<FuzzTarget> targets() {
        return FuzzTarget.all();
    }

    static Stream<String> fuzzed() {
        String asked = System.getProperty("drey.fuzz.targets");
        return asked == null
                ? Stream.of(FuzzEntry.ANY)
                : targets().stream().map(FuzzTarget::name).filter(name -> name.matches(asked));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void whatWasFoundOnceHolds(FuzzTarget target) throws IOException {
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        inputs.add(new byte[0]);
        Path found = CORPUS.resolve(target.name());
        if (Files.isDirectory(found)) {
            try (Stream<Path> files = Files.list(found)) {
                for (Path file : files.sorted().toList()) {
                    inputs.add(Files.readAllBytes(file));
                }
            }
        }
        for (byte[] input : inputs) {
            ProcessorTime.atMost(LONGEST_INPUT, () -> {
                target.take(input);
                return input;
            });
        }
    }

    @ParameterizedTest
    @MethodSource("fuzzed")
    void whatIsMadeUpHolds(String target, @TempDir Path folder) throws IOException, InterruptedException {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        Path found = Files.createDirectory(folder.resolve("found"));
        writeSeeds(target, corpus);
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-D%s=%s".formatted(FuzzEntry.TARGET, target),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzEntry.class.getName(),
                "--instrumentation_includes=io.drey.format.**:io.drey.event.**",
                "--instrumentation_excludes=io.drey.format.fuzz.**",
                // What others wrote is not looked into; instrumenting it takes longer than a short run.
                "--custom_hook_excludes=com.fasterxml.**:org.**:net.**:ua_parser.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + found + "/",
                "-max_total_time=" + SECONDS,
                "-timeout=" + 2 * LONGEST_INPUT.toSeconds(),
                "-max_len=2048",
                "-print_final_stats=1",
                // What a build tries is the same each time: new inputs are looked for by -Pfuzz.
                "-seed=" + (target.equals(FuzzEntry.ANY) ? 1 : 0),
                corpus.toString()));
        Process jazzer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(jazzer.waitFor(SECONDS + 300L, TimeUnit.SECONDS))
                    .as("Jazzer ends by itself")
                    .isTrue();
        } finally {
            jazzer.destroyForcibly();
        }
        keep(target, found);
        assertThat(jazzer.exitValue())
                .as(() -> "%s: what was found is in %s now\n%s".formatted(target, CORPUS, end(log)))
                .isZero();
        if (!target.equals(FuzzEntry.ANY)) {
            System.out.printf("%s: %s%n", target, executed(log));
        }
    }

    private static void writeSeeds(String target, Path corpus) throws IOException {
        List<FuzzTarget> all = targets();
        int number = 0;
        for (int i = 0; i < all.size(); i++) {
            boolean isAny = target.equals(FuzzEntry.ANY);
            if (isAny || all.get(i).name().equals(target)) {
                for (byte[] seed : all.get(i).seeds()) {
                    Files.write(
                            corpus.resolve("seed-" + number++),
                            isAny ? RedactionTarget.prefixed((char) i, seed) : seed);
                }
            }
        }
    }

    /** What broke something is tried for ever. */
    private static void keep(String target, Path found) throws IOException {
        List<FuzzTarget> all = targets();
        try (Stream<Path> files = Files.list(found)) {
            for (Path file : files.toList()) {
                byte[] input = Files.readAllBytes(file);
                boolean isAny = target.equals(FuzzEntry.ANY);
                if (!isAny || input.length > 0) {
                    String name =
                            isAny ? all.get((input[0] & 0xff) % all.size()).name() : target;
                    Path folder = Files.createDirectories(CORPUS.resolve(name));
                    Files.write(
                            folder.resolve(file.getFileName()),
                            isAny ? Arrays.copyOfRange(input, 1, input.length) : input);
                }
            }
        }
    }

    private static String end(Path log) {
        List<String> lines = lines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 80), lines.size()));
    }

    private static String executed(Path log) {
        return lines(log).stream()
                .filter(line -> line.contains("stat::number_of_executed_units") || line.contains("DONE "))
                .map(String::strip)
                .reduce("", (left, right) -> left + " " + right);
    }

    private static List<String> lines(Path log) {
        try {
            return new String(Files.readAllBytes(log), ISO_8859_1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
