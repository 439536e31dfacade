package io.drey.format.cef;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** ArcSight's Common Event Format. */
@AutoService(LineFormat.class)
public final class CefFormat implements LineFormat {

    @Override
    public String name() {
        return "cef";
    }

    @Override
    public String description() {
        return "CEF, the Common Event Format of ArcSight, behind a priority of syslog, which may be missing";
    }

    @Override
    public String example() {
        return "CEF:0|Acme|Firewall|1.2|100|connection blocked|7|rt=1714557600000 src=192.0.2.4 spt=51234 dst=198.51.100.7 dpt=443"
                + " act=blocked msg=too many attempts cs1Label=Policy cs1=a b";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new CefParser(options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
