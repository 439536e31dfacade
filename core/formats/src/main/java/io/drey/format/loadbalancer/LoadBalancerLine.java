package io.drey.format.loadbalancer;

import io.drey.event.Field;
import io.drey.format.line.Endpoint;
import io.drey.format.line.FieldOrMinus;
import io.drey.format.line.IsoTimeStamp;
import io.drey.format.line.LinePart;
import io.drey.format.line.Literal;
import io.drey.format.line.RequestLine;
import io.drey.format.line.Seconds;
import java.util.Arrays;
import java.util.List;

/** The parts of load balancers' lines. What is here is in tables that live for years: parts are never changed. */
final class LoadBalancerLine {

    static final List<LinePart> CONN_TRACE_ID =
            List.of(new Literal(" "), new FieldOrMinus(Field.AWS_ELB_CONN_TRACE_ID));

    static final List<LinePart> TRANSFORMED = quoted(
            Field.AWS_ELB_TRANSFORMED_HOST, Field.AWS_ELB_TRANSFORMED_URI, Field.AWS_ELB_REQUEST_TRANSFORM_STATUS);

    private LoadBalancerLine() {}

    static List<LinePart> joined(List<List<LinePart>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    /** What the access logs of all load balancers of AWS have in common. */
    static List<LinePart> loadBalancer(Seconds.Fraction fraction) {
        return loadBalancer(fraction, Field.HTTP_REQUEST_BODY_BYTES, Field.HTTP_RESPONSE_BODY_BYTES);
    }

    /** The same where bytes are counted with headers. */
    static List<LinePart> loadBalancerWithHeaders(Seconds.Fraction fraction) {
        return loadBalancer(fraction, Field.HTTP_REQUEST_BYTES, Field.HTTP_RESPONSE_BYTES);
    }

    private static List<LinePart> loadBalancer(Seconds.Fraction fraction, Field received, Field sent) {
        return List.of(
                IsoTimeStamp.ofEvent(),
                new Literal(" "),
                new FieldOrMinus(Field.AWS_ELB_NAME),
                new Literal(" "),
                new Endpoint(Field.SOURCE_ADDRESS, Field.SOURCE_PORT),
                new Literal(" "),
                new Endpoint(Field.AWS_ELB_BACKEND_IP, Field.AWS_ELB_BACKEND_PORT),
                new Literal(" "),
                new Seconds(Field.AWS_ELB_REQUEST_PROCESSING_TIME, fraction),
                new Literal(" "),
                new Seconds(Field.AWS_ELB_BACKEND_PROCESSING_TIME, fraction),
                new Literal(" "),
                new Seconds(Field.AWS_ELB_RESPONSE_PROCESSING_TIME, fraction),
                new Literal(" "),
                new FieldOrMinus(Field.HTTP_RESPONSE_STATUS_CODE),
                new Literal(" "),
                new FieldOrMinus(Field.AWS_ELB_BACKEND_STATUS_CODE),
                new Literal(" "),
                CountedBytes.received(received),
                new Literal(" "),
                CountedBytes.sent(sent),
                new Literal(" \""),
                new RequestLine(new Literal("- - - ")),
                new Literal("\" \""),
                new FieldOrMinus(Field.USER_AGENT_ORIGINAL),
                new Literal("\" "),
                new FieldOrMinus(Field.TLS_CIPHER),
                new Literal(" "),
                new FieldOrMinus(Field.AWS_ELB_SSL_PROTOCOL));
    }

    /** As they were taken when bytes were said to be those of bodies. */
    static List<LinePart> applicationLoadBalancerOfBodies() {
        return applicationLoadBalancer(loadBalancer(Seconds.Fraction.MILLISECONDS));
    }

    static List<LinePart> applicationLoadBalancer() {
        return applicationLoadBalancer(loadBalancerWithHeaders(Seconds.Fraction.MILLISECONDS));
    }

    private static List<LinePart> applicationLoadBalancer(List<LinePart> common) {
        return joined(List.of(
                List.of(new FieldOrMinus(Field.AWS_ELB_TYPE), new Literal(" ")),
                common,
                List.of(new Literal(" "), new FieldOrMinus(Field.AWS_ELB_TARGET_GROUP_ARN)),
                quoted(Field.AWS_ELB_TRACE_ID, Field.DESTINATION_DOMAIN, Field.AWS_ELB_CHOSEN_CERT_ARN),
                List.of(
                        new Literal(" "),
                        new FieldOrMinus(Field.AWS_ELB_MATCHED_RULE_PRIORITY),
                        new Literal(" "),
                        IsoTimeStamp.of(Field.AWS_ELB_REQUEST_CREATION_TIME)),
                quoted(
                        Field.AWS_ELB_ACTION_EXECUTED,
                        Field.AWS_ELB_REDIRECT_URL,
                        Field.AWS_ELB_ERROR_REASON,
                        Field.AWS_ELB_TARGET_PORT,
                        Field.AWS_ELB_TARGET_STATUS_CODE,
                        Field.AWS_ELB_CLASSIFICATION,
                        Field.AWS_ELB_CLASSIFICATION_REASON)));
    }

    private static List<LinePart> quoted(Field... fields) {
        return Arrays.stream(fields)
                .<LinePart>mapMulti((field, parts) -> {
                    parts.accept(new Literal(" \""));
                    parts.accept(new FieldOrMinus(field));
                    parts.accept(new Literal("\""));
                })
                .toList();
    }
}
