package io.drey.cli.quickstart;

import io.drey.cli.console.Bar;
import io.drey.cli.console.Console;
import io.drey.event.Alert;
import io.drey.event.Printable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Shows how far the lines have come: on a terminal a block that is overwritten, elsewhere a line now and then, and the
 * first alerts as they are raised.
 */
final class ProgressView {

    private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);
    private static final int ALERTS_SHOWN = 6;
    private static final int BAR = 24;
    private static final int NARROW_TERMINAL = 80;
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final String UP = "\u001b[%dA";
    /** A line that is wider than the terminal became is cut there: were it wrapped, the block would be higher than we know. */
    private static final String CUT_LINES = "\u001b[?7l";

    private static final String WRAP_LINES = "\u001b[?7h";

    private final Console console;
    private final OptionalLong lines;
    private final int columns;
    private final Deque<String> alertLines = new ArrayDeque<>();
    private int blockHeight;
    private long lastLineNanos;
    private String lastLine = "";

    /** A view on the terminal that the drey script found, of the width that it had then. */
    ProgressView(Console console, OptionalLong lines) {
        this(console, lines, Integer.getInteger("drey.columns", NARROW_TERMINAL));
    }

    ProgressView(Console console, OptionalLong lines, int columns) {
        this.console = console;
        this.lines = lines;
        this.columns = columns > 0 ? columns : NARROW_TERMINAL;
    }

    /** An alert was raised; called from any thread. */
    synchronized void alert(Alert alert) {
        // The reason says what the title says, and of whom.
        String line = "  alert  %-8s %s".formatted(Printable.of(alert.severity()), Printable.of(alert.reason()));
        if (console.isTerminal()) {
            alertLines.addLast(line);
            if (alertLines.size() > ALERTS_SHOWN) {
                alertLines.removeFirst();
            }
        } else if (alertLines.size() < ALERTS_SHOWN) {
            alertLines.addLast(line);
            console.tell(line);
        }
    }

    /** Shows the state. */
    synchronized void show(double seconds, Arrivals arrivals) {
        if (console.isTerminal()) {
            overwrite(block(seconds, arrivals));
            return;
        }
        long now = System.nanoTime();
        String line = arrivals.line();
        boolean due = lastLine.isEmpty() || now - lastLineNanos >= LINE_INTERVAL.toNanos();
        if (due && !line.equals(lastLine)) {
            console.tell(String.format(Locale.ROOT, "%5.0f s  %s", seconds, line));
            lastLine = line;
            lastLineNanos = now;
        }
    }

    /** Leaves what is shown as it is: other lines may follow. */
    synchronized void end(double seconds, Arrivals arrivals) {
        if (!console.isTerminal()) {
            console.tell(String.format(Locale.ROOT, "%5.0f s  %s", seconds, arrivals.line()));
        }
        blockHeight = 0;
    }

    private List<String> block(double seconds, Arrivals arrivals) {
        long all = Math.max(lines.orElse(arrivals.sent()), 1);
        List<String> block = new ArrayList<>();
        block.add(String.format(Locale.ROOT, "  %.0f s since the first line", seconds));
        block.add(bar("sent to Kafka", arrivals.sent(), all, ""));
        block.add(bar("parsed events", arrivals.events(), all, ""));
        block.add(bar(
                "in the lake",
                arrivals.lakeRows() + arrivals.deadLetters(),
                all,
                String.format(Locale.ROOT, "%,d of them dead letters", arrivals.deadLetters())));
        block.add(bar(
                "in metrics",
                arrivals.metricRequests(),
                all,
                String.format(Locale.ROOT, "%,d documents", arrivals.metricDocuments())));
        block.add(String.format(
                Locale.ROOT,
                "  %-15s %,d raised, %,d in OpenSearch",
                "alerts",
                arrivals.alertsRaised(),
                arrivals.alerts()));
        block.addAll(alertLines);
        return block;
    }

    private static String bar(String what, long done, long all, String more) {
        return String.format(Locale.ROOT, "  %-15s %s %,d  %s", what, Bar.of(done, all, BAR), done, more);
    }

    private String cut(String line) {
        return line.length() <= columns ? line : line.substring(0, Math.max(columns - 1, 0)) + "…";
    }

    private void overwrite(List<String> block) {
        StringBuilder text = new StringBuilder(CUT_LINES);
        if (blockHeight > 0) {
            text.append(UP.formatted(blockHeight));
        }
        block.forEach(line -> text.append(CLEAR_LINE).append(cut(line)).append('\n'));
        text.append(CLEAR_BELOW).append(WRAP_LINES);
        blockHeight = block.size();
        console.err().print(text);
        console.err().flush();
    }
}
