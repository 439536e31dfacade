package io.drey.format.squid;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** The native access log of the Squid proxy. */
@AutoService(LineFormat.class)
public final class SquidFormat implements LineFormat {

    @Override
    public String name() {
        return "squid";
    }

    @Override
    public String description() {
        return "access logs of the Squid proxy in its native format";
    }

    @Override
    public String example() {
        return "1772600767.123    180 192.0.2.7 TCP_MISS/200 411 GET http://example.org/a?b - HIER_DIRECT/198.51.100.7 text/html";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new SquidParser();
    }
}
