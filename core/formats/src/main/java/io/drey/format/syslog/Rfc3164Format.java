package io.drey.format.syslog;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Syslog by RFC 3164, as devices write it. */
@AutoService(LineFormat.class)
public final class Rfc3164Format implements LineFormat {

    @Override
    public String name() {
        return "rfc3164";
    }

    @Override
    public String description() {
        return "syslog by RFC 3164 (BSD)";
    }

    @Override
    public String example() {
        return "<38>Jun 14 15:16:01 combo sshd[19939]: Accepted publickey for ann";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return SyslogParser.rfc3164(options);
    }

    @Override
    public boolean mayLackYear() {
        return true;
    }
}
