package io.drey.format.nginx;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** The error log of nginx. */
@AutoService(LineFormat.class)
public final class NginxErrorFormat implements LineFormat {

    @Override
    public String name() {
        return "nginx-error";
    }

    @Override
    public String description() {
        return "error logs of nginx";
    }

    @Override
    public String example() {
        return "2024/05/01 10:00:00 [error] 123#124: *42 open() \"/srv/x\" failed (2: No such file or directory), client:"
                + " 192.0.2.4, server: shop.example, request: \"GET /x HTTP/1.1\", host: \"shop.example\"";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new NginxErrorParser(options);
    }
}
