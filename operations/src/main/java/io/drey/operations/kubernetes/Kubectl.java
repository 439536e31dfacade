package io.drey.operations.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.operations.OperationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The kubectl of this machine. Which cluster it asks, and as whom, its own configuration says. */
final class Kubectl {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String ANSWER_LIMIT = "--request-timeout=30s";

    private final String program;
    private final List<String> always;

    /**
     * The kubectl on the path.
     *
     * @param options for each command, such as the context
     */
    Kubectl(List<String> options) {
        this("kubectl", options);
    }

    Kubectl(String program, List<String> options) {
        this.program = requireNonNull(program, "program is null");
        this.always = List.copyOf(options);
    }

    /** What a command of kubectl ended with. */
    record Answer(int exitCode, String out, String err) {

        /** What it wrote on success. */
        String orThrow() {
            if (exitCode != 0) {
                throw KubectlErrors.meaning(err);
            }
            return out;
        }

        boolean isForbidden() {
            return exitCode != 0 && err.contains("(Forbidden)");
        }

        boolean isNotFound() {
            return exitCode != 0 && err.contains("(NotFound)");
        }
    }

    /** Asks a server. */
    Answer ask(String... arguments) {
        return ask(Optional.empty(), arguments);
    }

    /**
     * Asks a server.
     *
     * @param input what kubectl reads as its standard input
     */
    Answer ask(Optional<String> input, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(always);
        all.add(ANSWER_LIMIT);
        return run(input, all);
    }

    /** Runs what asks no server. */
    Answer here(String... arguments) {
        return run(Optional.empty(), List.of(arguments));
    }

    private Answer run(Optional<String> input, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        try {
            Path out = Files.createTempFile("drey-kubectl-", ".out");
            Path err = Files.createTempFile("drey-kubectl-", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                try {
                    try (OutputStream in = process.getOutputStream()) {
                        in.write(input.orElse("").getBytes(UTF_8));
                    } catch (IOException e) {
                        // It ended without reading, and says why.
                    }
                    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                        throw OperationException.failure(
                                "'kubectl %s' has not ended after %d s: see that it needs no login, and that its server answers"
                                        .formatted(arguments.get(0), LIMIT.toSeconds()));
                    }
                } finally {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
                return new Answer(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw OperationException.usage(
                    "kubectl cannot be run (%s): install the client of your Kubernetes and put it on the PATH"
                            .formatted(OperationException.rootMessage(e)),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while kubectl ran: see 'drey jobs list'", e);
        }
    }
}
