package io.drey.cli.status;

import io.drey.cli.status.Line.Look;
import java.io.PrintStream;
import java.util.List;

/**
 * The whole terminal, drawn anew with each refresh. What stood there before comes back at the end, and the last refresh below
 * it.
 */
final class Screen implements Display {

    private static final String FOOTER = "q or Ctrl-C ends it";
    private static final String OTHER_SCREEN = "\u001b[?1049h\u001b[?25l";
    private static final String FIRST_SCREEN = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String CLEAR_BELOW = "\u001b[J";
    /** A line that is wider than the terminal became is cut there. */
    private static final String CUT_LINES = "\u001b[?7l";

    private static final String WRAP_LINES = "\u001b[?7h";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final Colours colours;
    private final TerminalSize size;
    private List<Line> last = List.of();
    private boolean isClosed;

    /** Whether there are colours. */
    enum Colours {
        SOME,
        NONE;

        /** As the environment asks: none where {@code NO_COLOR} is set to anything. */
        static Colours of(String noColour) {
            return noColour == null || noColour.isEmpty() ? SOME : NONE;
        }
    }

    Screen(PrintStream out, Colours colours, TerminalSize size) {
        this.out = out;
        this.colours = colours;
        this.size = size;
        out.print(OTHER_SCREEN);
        out.flush();
    }

    @Override
    public int columns() {
        return size.columns();
    }

    @Override
    public int rows() {
        // One is the footer's.
        return size.rows() - 1;
    }

    @Override
    public synchronized void show(List<Line> lines) {
        if (isClosed) {
            return;
        }
        last = List.copyOf(lines);
        StringBuilder text = new StringBuilder(CUT_LINES).append(HOME);
        last.forEach(line -> text.append(CLEAR_LINE).append(painted(line)).append("\r\n"));
        text.append(CLEAR_LINE).append(FOOTER).append(CLEAR_BELOW).append(WRAP_LINES);
        out.print(text);
        out.flush();
    }

    private String painted(Line line) {
        if (colours == Colours.NONE || line.look() == Look.PLAIN) {
            return line.text();
        }
        String colour =
                switch (line.look()) {
                    case HEADING -> "\u001b[1m";
                    case WELL -> "\u001b[32m";
                    case BAD -> "\u001b[31m";
                    case PLAIN -> "";
                };
        return colour + line.text() + PLAIN;
    }

    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        out.print(FIRST_SCREEN);
        last.forEach(line -> out.println(painted(line)));
        out.flush();
    }
}
