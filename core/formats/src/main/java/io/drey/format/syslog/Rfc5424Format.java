package io.drey.format.syslog;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Syslog by RFC 5424. */
@AutoService(LineFormat.class)
public final class Rfc5424Format implements LineFormat {

    @Override
    public String name() {
        return "rfc5424";
    }

    @Override
    public String description() {
        return "syslog by RFC 5424";
    }

    @Override
    public String example() {
        return "<165>1 2003-10-11T22:14:15.003Z host app 123 ID47 [meta x=\"1\"] started";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return SyslogParser.rfc5424(options);
    }
}
