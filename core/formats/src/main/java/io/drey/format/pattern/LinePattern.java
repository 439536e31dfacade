package io.drey.format.pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import java.util.ArrayList;
import java.util.List;

/** What a line is made of: values, and texts before, between and behind them. */
public final class LinePattern {

    /**
     * A value.
     *
     * @param before the text in front of it; empty where the one before ends at what this one begins with
     * @param begins what it begins with, where nothing stands in front of it
     * @param name what it is called in messages
     * @param extent how far it reaches
     * @param isRequired whether it must be there: where it may not, nothing and {@code -} mean absent
     * @param reader what takes it
     */
    record Column(byte[] before, byte[] begins, String name, Extent extent, boolean isRequired, ValueReader reader) {

        /** Whether it ends at a quote, if this text is behind it. */
        boolean isQuoted(byte[] behind) {
            return before.length > 0 && before[before.length - 1] == '"' && behind.length > 0 && behind[0] == '"';
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private boolean hasTime;
    private boolean mayHaveMore;
    private int fewest = Integer.MAX_VALUE;

    /** Adds text. */
    public LinePattern text(String more) {
        text.append(more);
        return this;
    }

    /**
     * Adds a value that may be absent.
     *
     * @throws IllegalArgumentException if nothing tells where the one before ends
     */
    public LinePattern value(String name, Extent extent, ValueReader reader) {
        return add(name, "", extent, false, reader);
    }

    /** Adds a value that may be absent and has no text in front of it, as it begins with something that no value before it holds. */
    public LinePattern valueThatBegins(String begins, String name, Extent extent, ValueReader reader) {
        return add(name, begins, extent, false, reader);
    }

    /** Adds the line's time. */
    public LinePattern time(String name, Extent extent, ValueReader reader) {
        hasTime = true;
        return add(name, "", extent, true, reader);
    }

    /** What has been added by now must be there; lines may end behind any value from now on. */
    public LinePattern mayEnd() {
        fewest = columns.size();
        return this;
    }

    /** Further values behind a space may stand behind the last one: they are in {@code event.original} only. */
    public LinePattern mayHaveMore() {
        mayHaveMore = true;
        return this;
    }

    private LinePattern add(String name, String begins, Extent extent, boolean isRequired, ValueReader reader) {
        if (!columns.isEmpty() && text.isEmpty() && begins.isEmpty()) {
            throw new IllegalArgumentException("nothing tells where %s ends and %s begins: put a text between them"
                    .formatted(Printable.of(columns.get(columns.size() - 1).name()), Printable.of(name)));
        }
        requireEnd();
        columns.add(
                new Column(text.toString().getBytes(UTF_8), begins.getBytes(UTF_8), name, extent, isRequired, reader));
        text.setLength(0);
        return this;
    }

    /** Checks that the text behind the last value says where that ends. */
    private void requireEnd() {
        if (columns.isEmpty() || text.isEmpty()) {
            return;
        }
        Column last = columns.get(columns.size() - 1);
        if (last.extent() == Extent.FREE
                && text.charAt(0) == ' '
                && !last.isQuoted(text.toString().getBytes(UTF_8))) {
            throw new IllegalArgumentException(
                    "%s may hold spaces, and nothing tells where it ends: put it in quotes, in the server's configuration and here"
                            .formatted(Printable.of(last.name())));
        }
    }

    List<Column> columns() {
        return List.copyOf(columns);
    }

    /** The text behind the last value. */
    byte[] tail() {
        requireEnd();
        return text.toString().getBytes(UTF_8);
    }

    boolean hasTime() {
        return hasTime;
    }

    boolean takesMore() {
        return mayHaveMore;
    }

    int fewest() {
        return Math.min(fewest, columns.size());
    }
}
