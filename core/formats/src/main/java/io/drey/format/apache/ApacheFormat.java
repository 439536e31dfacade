package io.drey.format.apache;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.pattern.PatternParser;

/** Access logs of Apache httpd, of any {@code LogFormat}. */
@AutoService(LineFormat.class)
public final class ApacheFormat implements LineFormat {

    @Override
    public String name() {
        return "apache";
    }

    @Override
    public String description() {
        return "access logs of Apache httpd of the LogFormat behind the colon, as in `apache:%h %l %u %t \"%r\" %>s %b %D`,"
                + " or of one of its nicknames; without one vhost_combined";
    }

    @Override
    public String example() {
        return "shop.example:443 192.0.2.4 - ann [01/May/2024:10:00:00 +0200] \"GET /a?b=c HTTP/1.1\" 200 512"
                + " \"https://shop.example/\" \"curl/8\"";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        String logFormat = options.argument().isBlank() ? LogFormat.DEFAULT : options.argument();
        return new PatternParser(LogFormat.pattern(logFormat, options.timeZone()), options);
    }

    @Override
    public boolean takesArgument() {
        return true;
    }
}
