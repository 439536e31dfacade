package io.drey.format.accesslog;

import com.google.auto.service.AutoService;
import io.drey.event.Field;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.line.FieldOrMinus;
import io.drey.format.line.LineRenderer;
import io.drey.format.line.Literal;
import java.util.List;

/** The combined log format of Apache httpd and nginx. */
@AutoService(LineFormat.class)
public final class CombinedFormat implements LineFormat {

    @Override
    public String name() {
        return "combined";
    }

    @Override
    public String description() {
        return "access logs of Apache httpd and nginx in the combined format";
    }

    @Override
    public String example() {
        return "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET /index.html?q=1 HTTP/1.1\" 200 1234"
                + " \"https://example.org/\" \"Mozilla/5.0\"";
    }

    @Override
    public boolean mayHaveAnyField() {
        return false;
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return AccessLogParser.combined(options.openFieldLimits());
    }

    @Override
    public List<LineRenderer> renderers() {
        return List.of(
                new LineRenderer("combined", AccessLogLine.COMBINED),
                new LineRenderer(
                        "combined-forwarded",
                        AccessLogLine.and(
                                AccessLogLine.COMBINED,
                                new Literal(" \""),
                                new FieldOrMinus(Field.HTTP_REQUEST_FORWARDED_FOR),
                                new Literal("\""))));
    }
}
