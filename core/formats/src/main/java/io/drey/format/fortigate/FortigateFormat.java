package io.drey.format.fortigate;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Logs of Fortinet's FortiGate. */
@AutoService(LineFormat.class)
public final class FortigateFormat implements LineFormat {

    @Override
    public String name() {
        return "fortigate";
    }

    @Override
    public String description() {
        return "logs of FortiGate firewalls, `key=value` behind a priority of syslog, which may be missing";
    }

    @Override
    public String example() {
        return "<189>date=2024-05-01 time=10:00:00 devname=\"fw1\" srcip=192.0.2.4 dstip=198.51.100.7 action=\"deny\" msg=\"a b\"";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new FortigateParser(options);
    }
}
