package io.drey.cli.lines;

import static java.util.Objects.requireNonNull;

import io.drey.cli.console.Bar;
import io.drey.event.Printable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * What is said of lines that are being sent: how many, how fast, how much is left where that is known, and that Kafka takes
 * none. Knows no clock and no terminal.
 */
public final class SendView {

    private static final int BAR = 24;
    private static final Duration RATE_OVER = Duration.ofSeconds(3);
    private static final Duration STALLED_AFTER = Duration.ofSeconds(5);

    private record Sample(long millis, long lines, long bytes) {}

    /**
     * How far sending has come.
     *
     * @param file the file that is read
     * @param bytesRead of all files, as they are on disk
     * @param acknowledged lines
     * @param isWaiting whether Kafka was given lines that it has not acknowledged
     */
    public record State(String file, long bytesRead, long acknowledged, boolean isWaiting) {

        public State {
            requireNonNull(file, "file is null");
        }
    }

    private final long allBytes;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long lastAcknowledged;
    private long lastChangeMillis;

    /**
     * A view.
     *
     * @param allBytes of all files, as they are on disk; 0 where that is not known
     */
    public SendView(long allBytes) {
        this.allBytes = allBytes;
    }

    /**
     * A line of text.
     *
     * @param millis since sending began
     */
    public String line(long millis, State state) {
        samples.addLast(new Sample(millis, state.acknowledged(), state.bytesRead()));
        while (samples.size() > 2 && samples.peekFirst().millis() < millis - RATE_OVER.toMillis()) {
            samples.removeFirst();
        }
        if (state.acknowledged() != lastAcknowledged || !state.isWaiting()) {
            lastAcknowledged = state.acknowledged();
            lastChangeMillis = millis;
        }
        Sample first = samples.peekFirst();
        double seconds = Math.max(1, millis - first.millis()) / 1000.0;
        double rate = (state.acknowledged() - first.lines()) / seconds;
        StringBuilder line = new StringBuilder("  ");
        if (allBytes > 0) {
            line.append(Bar.of(state.bytesRead(), allBytes, BAR))
                    .append(String.format(Locale.ROOT, " %3d %%  ", Math.min(100, state.bytesRead() * 100 / allBytes)));
        }
        line.append(String.format(Locale.ROOT, "%,d lines  %,.0f lines/s", state.acknowledged(), rate));
        Optional<String> stall = stalled(millis);
        if (stall.isPresent()) {
            line.append("  ").append(stall.get());
        } else {
            double bytesPerSecond = (state.bytesRead() - first.bytes()) / seconds;
            if (allBytes > 0 && bytesPerSecond > 0) {
                long left = Math.round(Math.max(0, allBytes - state.bytesRead()) / bytesPerSecond);
                line.append("  ").append(left).append(" s left");
            }
            line.append("  ").append(Printable.of(state.file()));
        }
        return line.toString();
    }

    private Optional<String> stalled(long millis) {
        long silent = millis - lastChangeMillis;
        return silent < STALLED_AFTER.toMillis()
                ? Optional.empty()
                : Optional.of("Kafka has acknowledged nothing for %d s".formatted(silent / 1000));
    }
}
