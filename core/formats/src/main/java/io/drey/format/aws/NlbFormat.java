package io.drey.format.aws;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.pattern.PatternParser;

/** Access logs of AWS' Network Load Balancers (TLS listeners). */
@AutoService(LineFormat.class)
public final class NlbFormat implements LineFormat {

    @Override
    public String name() {
        return "nlb";
    }

    @Override
    public String description() {
        return "access logs of AWS' Network Load Balancers (TLS listeners)";
    }

    @Override
    public String example() {
        return "tls 2.0 2018-12-20T02:59:40 net/my-network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd 192.0.2.4:51341 10.0.0.1:443 5 2 98"
                + " 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19 - ECDHE-RSA-AES128-SHA tlsv12 - shop.example h2 h2"
                + " \"h2\",\"http/1.1\" 2020-04-01T08:51:20";
    }

    @Override
    public boolean mayHaveAnyField() {
        return false;
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new PatternParser(AwsLines.nlb(), options);
    }
}
