package io.drey.cli.rules;

import io.drey.cli.console.Console;
import io.drey.operations.TimeLength;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Tells how far a backtest has come: to a terminal in a line that changes, elsewhere in a line now and then. */
final class BacktestProgress implements AutoCloseable {

    private static final String OVERWRITE = "\r\u001b[2K";
    private static final Duration ON_TERMINAL = Duration.ofMillis(250);
    private static final Duration ELSEWHERE = Duration.ofSeconds(30);

    private final Console console;
    private final long began = System.nanoTime();
    private final long everyNanos;
    private long told = began;

    BacktestProgress(Console console) {
        this.console = console;
        this.everyNanos = (console.isTerminal() ? ON_TERMINAL : ELSEWHERE).toNanos();
    }

    /** An event of that time was looked at. */
    void at(long millis, long events, long alerts) {
        long now = System.nanoTime();
        if (now - told < everyNanos) {
            return;
        }
        told = now;
        String line = "%s: %,d events read, %,d alerts"
                .formatted(
                        Instant.ofEpochMilli(millis)
                                .truncatedTo(ChronoUnit.DAYS)
                                .toString()
                                .substring(0, 10),
                        events,
                        alerts);
        if (console.isTerminal()) {
            console.err().print(OVERWRITE + line + "; Ctrl-C ends it");
            console.err().flush();
        } else {
            console.tell(line);
        }
    }

    /** All was read. */
    void end(long events) {
        close();
        console.tell("%,d events read in %s"
                .formatted(events, TimeLength.words(Duration.ofNanos(System.nanoTime() - began))));
    }

    @Override
    public void close() {
        if (console.isTerminal()) {
            console.err().print(OVERWRITE);
            console.err().flush();
        }
    }
}
