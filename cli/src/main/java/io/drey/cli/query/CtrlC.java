package io.drey.cli.query;

import io.drey.query.engine.Ending;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends what queries a command runs when the command is told to end: whoever waits for rows is told, records that the query
 * failed, puts away what it began to write, and only then the program goes.
 */
final class CtrlC implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Ending ending = new Ending();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "query-stop");

    CtrlC() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What is to be ended. */
    Ending ending() {
        return ending;
    }

    private void stop() {
        ending.cancel();
        try {
            boolean unused = ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All queries are done. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already.
            return;
        }
    }
}
