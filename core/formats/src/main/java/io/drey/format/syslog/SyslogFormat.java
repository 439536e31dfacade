package io.drey.format.syslog;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Syslog by RFC 5424 or RFC 3164, line by line. */
@AutoService(LineFormat.class)
public final class SyslogFormat implements LineFormat {

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public String description() {
        return "syslog by RFC 5424 or RFC 3164, whichever a line has";
    }

    @Override
    public String example() {
        return "<38>Jun 14 15:16:01 combo sshd[19939]: Accepted publickey for ann";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return SyslogParser.either(options);
    }

    @Override
    public boolean mayLackYear() {
        return true;
    }
}
