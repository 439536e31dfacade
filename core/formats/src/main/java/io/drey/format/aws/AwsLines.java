package io.drey.format.aws;

import io.drey.event.Field;
import io.drey.format.pattern.Extent;
import io.drey.format.pattern.LinePattern;
import io.drey.format.pattern.ValueReader;
import io.drey.format.pattern.Values;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.Slices;
import java.time.ZoneOffset;

/** What lines of AWS' services are made of. AWS appends columns: those that are not known here are left in {@code event.original}. */
final class AwsLines {

    private static final int MILLIS = 6;
    private static final int SECONDS = 9;

    private AwsLines() {}

    /** Of a Network Load Balancer; lines of earlier days end behind the protocol's version or any later column. */
    static LinePattern nlb() {
        return new Columns()
                .word("type", named("aws.elb.type"))
                .word("version", named("aws.elb.log_version"))
                .time("time", Extent.UNTIL, Values.isoTime(ZoneOffset.UTC))
                .word("elb", named("aws.elb.name"))
                .word("listener", named("aws.elb.listener"))
                .word("client:port", Values.callerAndPort())
                .word("destination:port", backendAndPort())
                .word("connection_time", Values.scaled(Field.EVENT_DURATION, MILLIS, "milliseconds or '-'"))
                .word("tls_handshake_time", named("aws.elb.tls_handshake_time.ms"))
                .word("received_bytes", named("source.bytes"))
                .word("sent_bytes", named("destination.bytes"))
                .word("incoming_tls_alert", named("aws.elb.incoming_tls_alert"))
                .word("chosen_cert_arn", named("aws.elb.chosen_cert.arn"))
                .word("chosen_cert_serial", named("aws.elb.chosen_cert.serial"))
                .word("tls_cipher", named("tls.cipher"))
                .word("tls_protocol_version", tlsVersion(Field.AWS_ELB_SSL_PROTOCOL))
                .mayEnd()
                .word("tls_named_group", named("aws.elb.tls_named_group"))
                .word("domain_name", named("destination.domain"))
                .word("alpn_fe_protocol", named("aws.elb.alpn_fe_protocol"))
                .word("alpn_be_protocol", named("aws.elb.alpn_be_protocol"))
                .word("alpn_client_preference_list", named("aws.elb.alpn_client_preference_list"))
                .word("tls_connection_creation_time", named("aws.elb.tls_connection_creation_time"))
                .mayHaveMore();
    }

    /** Of connections to an Application Load Balancer. */
    static LinePattern albConnection() {
        return new Columns()
                .time("timestamp", Extent.UNTIL, Values.isoTime(ZoneOffset.UTC))
                .word("client_ip", Values.caller())
                .word("client_port", named("source.port"))
                .word("listener_port", named("destination.port"))
                .word("tls_protocol", tlsVersion(Field.AWS_ELB_SSL_PROTOCOL))
                .word("tls_cipher", named("tls.cipher"))
                .word("tls_handshake_latency", Values.scaled(Field.EVENT_DURATION, SECONDS, "seconds or '-'"))
                .text("leaf_client_cert_subject", named("tls.client.subject"))
                .text("leaf_client_cert_validity", named("aws.elb.leaf_client_cert_validity"))
                .word("leaf_client_cert_serial_number", named("tls.client.x509.serial_number"))
                .word("tls_verify_status", named("aws.elb.tls_verify_status"))
                .mayEnd()
                .word("conn_trace_id", named("aws.elb.conn_trace_id"))
                .word("tls_keyexchange", named("tls.curve"))
                .mayHaveMore();
    }

    /** Of a bucket of S3; lines of earlier days end behind the version or any later column. */
    static LinePattern s3() {
        return new Columns()
                .word("bucket owner", named("aws.s3access.bucket_owner"))
                .word("bucket", named("aws.s3access.bucket"))
                .bracketedTime("time", Values.accessTime())
                .word("remote address", Values.caller())
                .word("requester", named("aws.s3access.requester"))
                .word("request id", named("http.request.id"))
                .word("operation", named("event.action"))
                .word("key", named("aws.s3access.key"))
                .text("request", Values.request())
                .word("status", Values.status())
                .word("error code", named("error.code"))
                .word("bytes sent", named("http.response.body.bytes"))
                .word("object size", named("aws.s3access.object_size"))
                .word("total time", Values.scaled(Field.EVENT_DURATION, MILLIS, "milliseconds or '-'"))
                .word("turn-around time", named("aws.s3access.turn_around_time"))
                .text("referrer", named("http.request.referrer"))
                .text("user agent", named("user_agent.original"))
                .word("version id", named("aws.s3access.version_id"))
                .mayEnd()
                .word("host id", named("aws.s3access.host_id"))
                .word("signature version", named("aws.s3access.signature_version"))
                .word("cipher suite", named("tls.cipher"))
                .word("authentication type", named("aws.s3access.authentication_type"))
                .word("host header", named("aws.s3access.host_header"))
                .word("tls version", tlsVersion(null))
                .word("access point", named("aws.s3access.access_point_arn"))
                .word("acl required", named("aws.s3access.acl_required"))
                .mayHaveMore();
    }

    private static ValueReader named(String name) {
        return Values.named(name);
    }

    /** The target, an address and a port, as other load balancers' logs have it. */
    private static ValueReader backendAndPort() {
        return (event, from, to) -> {
            int colon = Slices.last(event.bytes(), from, to, ':');
            int port = colon > from ? RequestTarget.port(event.bytes(), colon + 1, to) : -1;
            if (port < 0) {
                return "an address and a port";
            }
            event.put(Field.AWS_ELB_BACKEND_IP, from, colon - from);
            event.put(Field.AWS_ELB_BACKEND_PORT, port);
            return null;
        };
    }

    /**
     * The version in {@code TLSv1.2}, {@code tlsv12} and {@code TLSV1.1}.
     *
     * @param whole the field that takes it as the line has it, or null
     */
    private static ValueReader tlsVersion(Field whole) {
        return (event, from, to) -> {
            byte[] bytes = event.bytes();
            int at = from + "TLSv".length();
            if (at >= to
                    || (bytes[from] | 0x20) != 't'
                    || (bytes[from + 1] | 0x20) != 'l'
                    || (bytes[from + 2] | 0x20) != 's'
                    || (bytes[from + 3] | 0x20) != 'v'
                    || !Slices.isDigit(bytes[at])) {
                return "a version such as TLSv1.2, or '-'";
            }
            if (whole != null) {
                event.put(whole, from, to - from);
            }
            if (to - at == 2 && Slices.isDigit(bytes[at + 1])) {
                event.append(Field.TLS_VERSION, new byte[] {bytes[at], '.', bytes[at + 1]});
            } else {
                event.put(Field.TLS_VERSION, at, to - at);
            }
            return null;
        };
    }

    /** Columns that spaces part. */
    private static final class Columns {

        private final LinePattern pattern = new LinePattern();
        private boolean isFirst = true;

        private Columns word(String name, ValueReader reader) {
            space().value(name, Extent.WORD, reader);
            return this;
        }

        private Columns text(String name, ValueReader reader) {
            space().value(name, Extent.MAYBE_QUOTED, reader);
            return this;
        }

        private Columns time(String name, Extent extent, ValueReader reader) {
            space().time(name, extent, reader);
            return this;
        }

        private Columns bracketedTime(String name, ValueReader reader) {
            space().text("[").time(name, Extent.ACCESS_TIME, reader);
            pattern.text("]");
            return this;
        }

        private Columns mayEnd() {
            pattern.mayEnd();
            return this;
        }

        private LinePattern mayHaveMore() {
            return pattern.mayHaveMore();
        }

        private LinePattern space() {
            if (!isFirst) {
                pattern.text(" ");
            }
            isFirst = false;
            return pattern;
        }
    }
}
