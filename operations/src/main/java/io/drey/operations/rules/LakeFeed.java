package io.drey.operations.rules;

import io.drey.event.LogEvent;
import io.drey.lake.Lake;
import io.drey.lake.LakeReader;
import io.drey.rules.backtest.Backtest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.io.CloseableIterable;

/** Gives a backtest the events of the lake that it needs. */
public final class LakeFeed {

    /** A slice is sorted at once; those that the lake files under one day are read together. */
    private static final Duration SLICE = Duration.ofDays(1);

    private static final long MOST_SORTED_IN_MEMORY = 512L << 20;

    private LakeFeed() {}

    /** How much of a slice is sorted in memory. */
    public static long memoryBytes() {
        return Math.min(MOST_SORTED_IN_MEMORY, Runtime.getRuntime().maxMemory() / 4);
    }

    /**
     * Gives it all events of a tenant, or of one dataset. It does not end the backtest.
     *
     * @param seen which of them
     * @param looked told of each event
     */
    public static void feed(
            Lake lake,
            String tenant,
            Optional<String> dataset,
            Predicate<LogEvent> seen,
            Backtest backtest,
            Consumer<LogEvent> looked)
            throws IOException {
        Instant at = Instant.ofEpochMilli(backtest.firstMillis());
        Instant end = Instant.ofEpochMilli(backtest.lastMillis());
        while (at.isBefore(end)) {
            Instant nextDay = at.truncatedTo(ChronoUnit.DAYS).plus(SLICE);
            Instant sliceEnd = nextDay.isBefore(end) ? nextDay : end;
            try (CloseableIterable<LogEvent> events = LakeReader.happened(lake, tenant, dataset, at, sliceEnd)) {
                for (LogEvent event : events) {
                    if (seen.test(event)) {
                        backtest.look(event);
                        looked.accept(event);
                    }
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            backtest.endSlice(sliceEnd.toEpochMilli());
            at = sliceEnd;
        }
    }
}
