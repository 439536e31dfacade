package io.drey.format.cef;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** QRadar's Log Event Extended Format. */
@AutoService(LineFormat.class)
public final class LeefFormat implements LineFormat {

    @Override
    public String name() {
        return "leef";
    }

    @Override
    public String description() {
        return "LEEF, the Log Event Extended Format of QRadar, versions 1.0 and 2.0, behind a priority of syslog, which may be missing";
    }

    @Override
    public String example() {
        return "LEEF:2.0|Acme|Firewall|1.2|block|^|devTime=1714557600000^src=192.0.2.4^dst=198.51.100.7^dstPort=443^usrName=ann";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new LeefParser(options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
