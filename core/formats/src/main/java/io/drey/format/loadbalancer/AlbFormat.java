package io.drey.format.loadbalancer;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.line.LineRenderer;
import java.util.List;

/** Access logs of AWS' Application Load Balancers. */
@AutoService(LineFormat.class)
public final class AlbFormat implements LineFormat {

    @Override
    public String name() {
        return "alb";
    }

    @Override
    public String description() {
        return "access logs of AWS' Application Load Balancers";
    }

    @Override
    public String example() {
        return "http 2018-07-02T22:23:00.186641Z app/my-lb/50dc6c495c0c9188 192.0.2.139:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366"
                + " \"GET http://www.example.com:80/ HTTP/1.1\" \"curl/7.46.0\" - - arn:aws:elasticloadbalancing:us-east-2:1:targetgroup/t/73e2"
                + " \"Root=1-58337262-36d228ad5d99923122bbe354\" \"-\" \"-\" 0 2018-07-02T22:22:48.364000Z \"forward\" \"-\" \"-\""
                + " \"10.0.0.1:80\" \"200\" \"-\" \"-\" TID_1";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return LoadBalancerParser.application();
    }

    @Override
    public List<LineRenderer> renderers() {
        return List.of(
                new LineRenderer(
                        "alb",
                        LoadBalancerLine.joined(List.of(
                                LoadBalancerLine.applicationLoadBalancer(),
                                LoadBalancerLine.CONN_TRACE_ID,
                                LoadBalancerLine.TRANSFORMED))),
                // As they were before columns were added.
                new LineRenderer(
                        "alb-30",
                        LoadBalancerLine.joined(
                                List.of(LoadBalancerLine.applicationLoadBalancer(), LoadBalancerLine.CONN_TRACE_ID))),
                new LineRenderer("alb-29", LoadBalancerLine.applicationLoadBalancer()));
    }
}
