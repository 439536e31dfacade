package io.drey.format.loadbalancer;

import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import java.util.List;
import java.util.stream.Stream;

/**
 * A column of a load balancer's access log.
 *
 * @param name what AWS calls it, for messages
 * @param kind how it is written
 * @param field the field that holds it, or the first of those; null where the event itself does
 */
record LoadBalancerColumn(String name, Kind kind, Field field) {

    /** How a column is written. All of them may be absent: {@code -}. */
    enum Kind {
        /** Text up to the next space. */
        WORD,
        /** When the load balancer answered, by ISO 8601. */
        TIME,
        /** When the request arrived, by ISO 8601, as a number of microseconds. */
        MOMENT,
        /** The caller's {@code address:port}. */
        CALLER,
        /** The target's {@code address:port}. */
        TARGET,
        /** Seconds with up to six digits of fraction; {@code -1} is absent. */
        SECONDS,
        /** A whole number. */
        NUMBER,
        /** Three digits. */
        STATUS,
        /** {@code TLSv1.2}. */
        TLS,
        /** The quoted request line. */
        REQUEST,
        /** Quoted text. */
        QUOTED,
        /** Quoted text, or a word: of one target AWS' own examples have no quotes. */
        LIST;

        boolean isQuoted() {
            return this == REQUEST || this == QUOTED;
        }
    }

    /** What both kinds of load balancers write; of a Classic one's HTTP listener, bytes are those of bodies. */
    private static final List<LoadBalancerColumn> BOTH = List.of(
            new LoadBalancerColumn("time", Kind.TIME, null),
            new LoadBalancerColumn("elb", Kind.WORD, Field.AWS_ELB_NAME),
            new LoadBalancerColumn("client:port", Kind.CALLER, Field.SOURCE_ADDRESS),
            new LoadBalancerColumn("target:port", Kind.TARGET, Field.AWS_ELB_BACKEND_IP),
            new LoadBalancerColumn("request_processing_time", Kind.SECONDS, Field.AWS_ELB_REQUEST_PROCESSING_TIME),
            new LoadBalancerColumn("target_processing_time", Kind.SECONDS, Field.AWS_ELB_BACKEND_PROCESSING_TIME),
            new LoadBalancerColumn("response_processing_time", Kind.SECONDS, Field.AWS_ELB_RESPONSE_PROCESSING_TIME),
            new LoadBalancerColumn("elb_status_code", Kind.STATUS, Field.HTTP_RESPONSE_STATUS_CODE),
            new LoadBalancerColumn("target_status_code", Kind.STATUS, Field.AWS_ELB_BACKEND_STATUS_CODE),
            new LoadBalancerColumn("received_bytes", Kind.NUMBER, Field.HTTP_REQUEST_BODY_BYTES),
            new LoadBalancerColumn("sent_bytes", Kind.NUMBER, Field.HTTP_RESPONSE_BODY_BYTES),
            new LoadBalancerColumn("request", Kind.REQUEST, Field.URL_ORIGINAL),
            new LoadBalancerColumn("user_agent", Kind.QUOTED, Field.USER_AGENT_ORIGINAL),
            new LoadBalancerColumn("ssl_cipher", Kind.WORD, Field.TLS_CIPHER),
            new LoadBalancerColumn("ssl_protocol", Kind.TLS, Field.AWS_ELB_SSL_PROTOCOL));

    LoadBalancerColumn {
        requireNonNull(name, "name is null");
        requireNonNull(kind, "kind is null");
    }

    /** The same where bytes of requests and answers are counted with their headers. */
    private LoadBalancerColumn withHeaders() {
        if (field == Field.HTTP_REQUEST_BODY_BYTES) {
            return new LoadBalancerColumn(name, kind, Field.HTTP_REQUEST_BYTES);
        }
        return field == Field.HTTP_RESPONSE_BODY_BYTES
                ? new LoadBalancerColumn(name, kind, Field.HTTP_RESPONSE_BYTES)
                : this;
    }

    /** Those of a Classic Load Balancer. */
    static List<LoadBalancerColumn> ofClassic() {
        return BOTH;
    }

    /** Those of an Application Load Balancer. */
    static List<LoadBalancerColumn> ofApplication() {
        return Stream.of(
                        List.of(new LoadBalancerColumn("type", Kind.WORD, Field.AWS_ELB_TYPE)),
                        BOTH.stream().map(LoadBalancerColumn::withHeaders).toList(),
                        List.of(
                                new LoadBalancerColumn("target_group_arn", Kind.WORD, Field.AWS_ELB_TARGET_GROUP_ARN),
                                new LoadBalancerColumn("trace_id", Kind.QUOTED, Field.AWS_ELB_TRACE_ID),
                                new LoadBalancerColumn("domain_name", Kind.QUOTED, Field.DESTINATION_DOMAIN),
                                new LoadBalancerColumn("chosen_cert_arn", Kind.QUOTED, Field.AWS_ELB_CHOSEN_CERT_ARN),
                                new LoadBalancerColumn(
                                        "matched_rule_priority", Kind.WORD, Field.AWS_ELB_MATCHED_RULE_PRIORITY),
                                new LoadBalancerColumn(
                                        "request_creation_time", Kind.MOMENT, Field.AWS_ELB_REQUEST_CREATION_TIME),
                                new LoadBalancerColumn("actions_executed", Kind.QUOTED, Field.AWS_ELB_ACTION_EXECUTED),
                                new LoadBalancerColumn("redirect_url", Kind.QUOTED, Field.AWS_ELB_REDIRECT_URL),
                                new LoadBalancerColumn("error_reason", Kind.QUOTED, Field.AWS_ELB_ERROR_REASON),
                                new LoadBalancerColumn("target:port_list", Kind.LIST, Field.AWS_ELB_TARGET_PORT),
                                new LoadBalancerColumn(
                                        "target_status_code_list", Kind.LIST, Field.AWS_ELB_TARGET_STATUS_CODE),
                                new LoadBalancerColumn("classification", Kind.QUOTED, Field.AWS_ELB_CLASSIFICATION),
                                new LoadBalancerColumn(
                                        "classification_reason", Kind.QUOTED, Field.AWS_ELB_CLASSIFICATION_REASON),
                                new LoadBalancerColumn("conn_trace_id", Kind.WORD, Field.AWS_ELB_CONN_TRACE_ID),
                                new LoadBalancerColumn("transformed_host", Kind.QUOTED, Field.AWS_ELB_TRANSFORMED_HOST),
                                new LoadBalancerColumn("transformed_uri", Kind.QUOTED, Field.AWS_ELB_TRANSFORMED_URI),
                                new LoadBalancerColumn(
                                        "request_transform_status",
                                        Kind.QUOTED,
                                        Field.AWS_ELB_REQUEST_TRANSFORM_STATUS)))
                .flatMap(List::stream)
                .toList();
    }
}
