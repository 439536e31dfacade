package io.drey.format.apache;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** The error log of Apache httpd. */
@AutoService(LineFormat.class)
public final class ApacheErrorFormat implements LineFormat {

    @Override
    public String name() {
        return "apache-error";
    }

    @Override
    public String description() {
        return "error logs of Apache httpd 2.2 and 2.4 in their usual layouts";
    }

    @Override
    public String example() {
        return "[Wed May 01 10:00:00.123456 2024] [authz_core:error] [pid 12:tid 34] [client 192.0.2.4:5555] AH01630: client"
                + " denied by server configuration: /srv/x";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new ApacheErrorParser(options);
    }
}
