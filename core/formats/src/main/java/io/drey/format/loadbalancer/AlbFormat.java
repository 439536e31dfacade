package io.drey.format.loadbalancer;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.line.LinePart;
import io.drey.format.line.LineRenderer;
import java.util.List;
import java.util.stream.Stream;

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
    public boolean mayHaveAnyField() {
        return false;
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return LoadBalancerParser.application();
    }

    @Override
    public List<LineRenderer> renderers() {
        return Stream.of(
                        versions("alb-bytes", LoadBalancerLine.applicationLoadBalancer()),
                        versions("alb", LoadBalancerLine.applicationLoadBalancerOfBodies()))
                .flatMap(List::stream)
                .toList();
    }

    /** A line as it is written today, and as it was before columns were added. */
    private static List<LineRenderer> versions(String id, List<LinePart> common) {
        List<LinePart> traced = LoadBalancerLine.joined(List.of(common, LoadBalancerLine.CONN_TRACE_ID));
        return List.of(
                new LineRenderer(id, LoadBalancerLine.joined(List.of(traced, LoadBalancerLine.TRANSFORMED))),
                new LineRenderer(id + "-30", traced),
                new LineRenderer(id + "-29", common));
    }
}
