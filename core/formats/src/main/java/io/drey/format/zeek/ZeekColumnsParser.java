package io.drey.format.zeek;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.json.NamedValues;
import io.drey.format.json.Vocabulary;
import io.drey.format.text.Slices;
import java.util.Arrays;

/** Parses lines of Zeek's logs with tabs between columns, whose names the format's name says. */
final class ZeekColumnsParser implements LineParser {

    private static final byte[] UNSET = "-".getBytes(UTF_8);
    private static final byte[] EMPTY = "(empty)".getBytes(UTF_8);

    private final byte[][] names;
    private final NamedValues values;

    /**
     * A parser.
     *
     * @param fields the columns' names with blanks between, as behind {@code #fields}
     */
    ZeekColumnsParser(Vocabulary vocabulary, String fields, FormatOptions options) {
        this.names = Arrays.stream(fields.split("\\s+"))
                .map(name -> name.getBytes(UTF_8))
                .toArray(byte[][]::new);
        this.values = new NamedValues(vocabulary, options);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        if (bytes[from] == '#') {
            return new Rejection("a header of the file, not a line of the log", 1);
        }
        values.begin(event, from);
        int at = from;
        for (int i = 0; i < names.length; i++) {
            int end = Slices.first(bytes, at, to, '\t');
            boolean isLast = i == names.length - 1;
            if (end < to == isLast) {
                return new Rejection(
                        isLast
                                ? "expected the line's end behind %d columns".formatted(names.length)
                                : "expected a tab and %d more columns".formatted(names.length - 1 - i),
                        end - from + 1);
            }
            if (at < end && !Slices.equal(bytes, at, end, UNSET) && !Slices.equal(bytes, at, end, EMPTY)) {
                values.take(names[i], at, end);
            }
            at = end + 1;
        }
        return values.fill(event, to, NamedValues.NO_TIME);
    }
}
