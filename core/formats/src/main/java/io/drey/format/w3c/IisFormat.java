package io.drey.format.w3c;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Logs of Microsoft's Internet Information Services. */
@AutoService(LineFormat.class)
public final class IisFormat implements LineFormat {

    /** What IIS writes since version 7 unless told otherwise. */
    private static final String FIELDS =
            "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus"
                    + " sc-win32-status time-taken";

    @Override
    public String name() {
        return "iis";
    }

    @Override
    public String description() {
        return "logs of IIS in the W3C's extended format; its `#Fields:` stand behind the colon, as in"
                + " `iis:date time c-ip cs-method cs-uri-stem sc-status`, unless they are the usual ones";
    }

    @Override
    public String example() {
        return "2024-05-01 10:00:00 10.0.0.5 GET /a b=c 443 ann 192.0.2.4 curl/8 https://shop.example/ 200 0 0 15";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new W3cParser(W3cFields.iis(options.argument().isBlank() ? FIELDS : options.argument()), options);
    }

    @Override
    public boolean takesArgument() {
        return true;
    }
}
