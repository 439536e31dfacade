package io.drey.format.haproxy;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Logs of HAProxy. */
@AutoService(LineFormat.class)
public final class HaproxyFormat implements LineFormat {

    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public String description() {
        return "logs of HAProxy with option httplog, httpslog or tcplog, behind syslog's header or alone";
    }

    @Override
    public String example() {
        return "192.0.2.4:51234 [01/May/2024:10:00:00.123] http-in~ static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0"
                + " {shop.example} {} \"GET /a HTTP/1.1\"";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new HaproxyParser(options);
    }
}
