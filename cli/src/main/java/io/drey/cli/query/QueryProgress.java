package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.query.engine.TableRead;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells whoever watches a terminal that a query goes on, until its first row is there. */
final class QueryProgress implements AutoCloseable {

    private static final String OVERWRITE = "\r\u001b[2K";
    private static final long TICK_MILLIS = 250;

    private final Console console;
    private final String what;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread = new Thread(this::show, "query-progress");

    /** @param reads what the query reads */
    QueryProgress(Console console, List<TableRead> reads) {
        this.console = console;
        this.what = words(reads);
        if (console.isTerminal()) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** What is read, in words. */
    static String words(List<TableRead> reads) {
        long files = reads.stream().mapToLong(TableRead::files).sum();
        long bytes = reads.stream().mapToLong(TableRead::bytes).sum();
        return String.format(Locale.ROOT, "at most %,d files of %,.1f MB", files, bytes / 1e6);
    }

    private void show() {
        long began = System.nanoTime();
        try {
            while (!over.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                long seconds = (System.nanoTime() - began) / 1_000_000_000;
                console.err().print("%s%d s, reading %s; Ctrl-C ends it".formatted(OVERWRITE, seconds, what));
                console.err().flush();
            }
            console.err().print(OVERWRITE);
            console.err().flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
    }

    /** Takes the line away: rows follow. */
    void end() {
        over.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
