package io.drey.format.w3c;

import io.drey.event.EventBuilder;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.pattern.LinePattern;
import io.drey.format.pattern.PatternParser;

/**
 * Parses logs of the W3C's extended format. A parser sees one line at a time, in no order of files, so that what a file's
 * {@code #Fields:} says has to be said by the format; lines that begin with a number sign are no events.
 */
final class W3cParser implements LineParser {

    private final PatternParser lines;

    W3cParser(LinePattern pattern, FormatOptions options) {
        this.lines = new PatternParser(pattern, options);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from < to && event.bytes()[from] == '#') {
            return new Rejection("a header of the file, which is no event", 1);
        }
        return lines.parse(event, from, to);
    }
}
