package io.drey.format.loadbalancer;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.line.LineRenderer;
import io.drey.format.line.Seconds;
import java.util.List;

/** Access logs of AWS' Classic Load Balancers. */
@AutoService(LineFormat.class)
public final class ElbFormat implements LineFormat {

    @Override
    public String name() {
        return "elb";
    }

    @Override
    public String description() {
        return "access logs of AWS' Classic Load Balancers";
    }

    @Override
    public String example() {
        return "2018-12-13T15:16:57.132252Z my-lb 192.0.2.124:44444 10.25.30.166:80 0.000048 0.000504 0.000025 301 301 0 178"
                + " \"GET http://10.25.25.42:80/ HTTP/1.0\" \"curl/8\" - -";
    }

    @Override
    public boolean mayHaveAnyField() {
        return false;
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return LoadBalancerParser.classic();
    }

    @Override
    public List<LineRenderer> renderers() {
        return List.of(
                new LineRenderer("elb", LoadBalancerLine.loadBalancer(Seconds.Fraction.SHORTEST)),
                new LineRenderer("elb-micros", LoadBalancerLine.loadBalancer(Seconds.Fraction.MICROSECONDS)),
                new LineRenderer("elb-bytes", LoadBalancerLine.loadBalancerWithHeaders(Seconds.Fraction.SHORTEST)),
                new LineRenderer(
                        "elb-bytes-micros", LoadBalancerLine.loadBalancerWithHeaders(Seconds.Fraction.MICROSECONDS)));
    }
}
