package io.drey.format.accesslog;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.line.LineRenderer;
import java.util.List;

/** The Common Log Format. */
@AutoService(LineFormat.class)
public final class CommonFormat implements LineFormat {

    @Override
    public String name() {
        return "common";
    }

    @Override
    public String description() {
        return "access logs in the Common Log Format (CLF)";
    }

    @Override
    public String example() {
        return "192.0.2.7 - ann [17/May/2015:10:05:03 +0000] \"GET /index.html?q=1 HTTP/1.1\" 200 1234";
    }

    @Override
    public boolean mayHaveAnyField() {
        return false;
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return AccessLogParser.common();
    }

    @Override
    public List<LineRenderer> renderers() {
        return List.of(new LineRenderer("common", AccessLogLine.COMMON));
    }
}
