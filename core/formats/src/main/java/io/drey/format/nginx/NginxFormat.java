package io.drey.format.nginx;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.pattern.PatternParser;

/** Access logs of nginx, of any {@code log_format}. */
@AutoService(LineFormat.class)
public final class NginxFormat implements LineFormat {

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public String description() {
        return "access logs of nginx of the log_format behind the colon, as in"
                + " `nginx:$remote_addr [$time_iso8601] \"$request\" $status $request_time`; without one nginx's own combined";
    }

    @Override
    public String example() {
        return "192.0.2.4 - ann [01/May/2024:10:00:00 +0200] \"GET /a?b=c HTTP/1.1\" 200 512 \"https://shop.example/\" \"curl/8\"";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        String logFormat = options.argument().isBlank() ? LogFormat.COMBINED : options.argument();
        return new PatternParser(LogFormat.pattern(logFormat, options.timeZone()), options);
    }

    @Override
    public boolean takesArgument() {
        return true;
    }
}
