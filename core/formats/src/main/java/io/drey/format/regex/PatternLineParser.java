package io.drey.format.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.re2j.Matcher;
import io.drey.event.EventBuilder;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.expression.GroupNames;
import io.drey.format.json.NamedValues;
import io.drey.format.json.Vocabulary;
import io.drey.format.text.ByteOrderMark;
import java.util.Arrays;

/**
 * Parses lines that a regular expression finds itself in. Its named groups become what members of JSON of these names become; a
 * group that took no part is absent, of groups of one name the last that did counts.
 */
final class PatternLineParser implements LineParser {

    private final GroupNames expression;
    private final NamedValues values;

    PatternLineParser(GroupNames expression, FormatOptions options) {
        this.expression = expression;
        this.values = new NamedValues(Vocabulary.ofJson(), options);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        int lineAt = ByteOrderMark.behind(bytes, from, to);
        byte[] line = lineAt == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, lineAt, to);
        // What is no UTF-8 is matched byte by byte, so that places are those of bytes in any case.
        Matcher matcher = Utf8.isValid(line, 0, line.length)
                ? expression.pattern().matcher(line)
                : expression.pattern().matcher(new String(line, ISO_8859_1));
        if (!matcher.find()) {
            return new Rejection("the line does not match the pattern", 0);
        }
        values.begin(event, from);
        for (int i = 0; i < expression.names().size(); i++) {
            byte[] name = expression.names().get(i);
            int start = name == null ? -1 : matcher.start(i + 1);
            if (start >= 0) {
                values.take(name, lineAt + start, lineAt + matcher.end(i + 1));
            }
        }
        return values.fill(event, to, NamedValues.NO_TIME);
    }
}
