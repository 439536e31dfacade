package io.drey.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A command that asks a query, run again and again until it is enough. */
final class DeepDives implements Runnable {

    private final List<String> command;
    private final Path log;
    private volatile boolean ended;
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean failed;

    /**
     * Queries that are yet to be asked.
     *
     * @param command what asks one
     * @param log where its messages go; its answer is not kept
     */
    DeepDives(List<String> command, Path log) {
        this.command = command;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                Process query = new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
                while (!query.waitFor(100, TimeUnit.MILLISECONDS)) {
                    if (ended) {
                        // As Ctrl-C does: the cluster's job ends, too.
                        query.destroy();
                        query.waitFor();
                        return;
                    }
                }
                if (query.exitValue() == 0) {
                    answered.incrementAndGet();
                } else {
                    failed = true;
                    return;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be run".formatted(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** No more are asked. */
    void end() {
        ended = true;
    }

    int answered() {
        return answered.get();
    }

    /** Whether one failed, after which none was asked any more. */
    boolean failed() {
        return failed;
    }
}
