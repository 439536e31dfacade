package io.drey.format.aws;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.pattern.PatternParser;

/** Connection logs of AWS' Application Load Balancers. */
@AutoService(LineFormat.class)
public final class AlbConnectionFormat implements LineFormat {

    @Override
    public String name() {
        return "alb-connection";
    }

    @Override
    public String description() {
        return "connection logs of AWS' Application Load Balancers";
    }

    @Override
    public String example() {
        return "2023-10-04T17:05:15.514108Z 192.0.2.4 36280 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 4.036 \"CN=amazondomains.com,O=endEntity\""
                + " NotBefore=2023-09-21T22:43:21Z;NotAfter=2026-06-17T22:43:21Z FEF257372D5C14D4 Success TID_3180a73013c8ca4bac2f731159d4b0fe";
    }

    @Override
    public boolean mayHaveAnyField() {
        return false;
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new PatternParser(AwsLines.albConnection(), options);
    }
}
