package io.drey.event;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The fields a parser fills, named by the Elastic Common Schema (ECS 8.11), and by Elastic's integration for
 * AWS below {@code aws.elb}: there times are whole microseconds ({@code .us}), not seconds as fractions, which would not be
 * exact, and lists are text as the line has it. This list is the one schema: the Avro
 * schema of the events topic, the columns of the lake and the OpenSearch mappings follow from it.
 *
 * <p>Order matters: Avro encodes fields in it. New fields are appended, none is removed or moved. One may be renamed, if it
 * says what it was called before: the lake's column is renamed with it.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that do not change
public enum Field {
    SOURCE_IP("source.ip", Type.IP, "the caller's address, if the line gives an address"),
    SOURCE_ADDRESS("source.address", Type.KEYWORD, "the caller as the line names it: an address or a host name"),
    CLIENT_IDENT("client.ident", Type.KEYWORD, "the identity by RFC 1413; not part of ECS"),
    USER_NAME("user.name", Type.KEYWORD, "the authenticated user"),
    HTTP_REQUEST_METHOD("http.request.method", Type.KEYWORD, "the method as sent"),
    URL_ORIGINAL("url.original", Type.KEYWORD, "the request target as sent"),
    URL_PATH("url.path", Type.KEYWORD, "the request target up to the query string"),
    URL_QUERY("url.query", Type.KEYWORD, "what follows the first question mark of the request target"),
    HTTP_VERSION("http.version", Type.KEYWORD, "1.0, 1.1, 2.0 and so on"),
    HTTP_RESPONSE_STATUS_CODE("http.response.status_code", Type.LONG, "the status"),
    HTTP_RESPONSE_BODY_BYTES("http.response.body.bytes", Type.LONG, "bytes sent, without headers"),
    HTTP_REQUEST_REFERRER("http.request.referrer", Type.KEYWORD, "the referring page"),
    USER_AGENT_ORIGINAL("user_agent.original", Type.KEYWORD, "the user agent as sent"),
    HOST_NAME("host.name", Type.KEYWORD, "the host that wrote the line"),
    LOG_FILE_PATH("log.file.path", Type.KEYWORD, "the file the line was read from"),
    LOG_LEVEL("log.level", Type.KEYWORD, "the line's own severity"),
    MESSAGE("message", Type.TEXT, "the line's free text"),
    EVENT_ORIGINAL("event.original", Type.BINARY, "the line as admitted, byte for byte"),
    EVENT_TIMEZONE(
            "event.timezone", Type.KEYWORD, "the offset from UTC that the line's time stamp was written with: +0200"),
    HTTP_REQUEST_FORWARDED_FOR(
            "http.request.forwarded_for",
            Type.KEYWORD,
            "the header X-Forwarded-For as sent: for whom a proxy asked; not part of ECS"),
    SOURCE_PORT("source.port", Type.LONG, "the caller's port"),
    HTTP_REQUEST_BODY_BYTES("http.request.body.bytes", Type.LONG, "bytes received, with headers where so counted"),
    URL_SCHEME("url.scheme", Type.KEYWORD, "http, https and so on, if the request target names it"),
    URL_DOMAIN("url.domain", Type.KEYWORD, "the host that the request target names"),
    URL_PORT("url.port", Type.LONG, "the port that the request target names"),
    TLS_CIPHER("tls.cipher", Type.KEYWORD, "the cipher suite of the caller's connection"),
    TLS_VERSION("tls.version", Type.KEYWORD, "1.2, 1.3 and so on"),
    AWS_ELB_NAME("aws.elb.name", Type.KEYWORD, "the load balancer"),
    AWS_ELB_TYPE("aws.elb.type", Type.KEYWORD, "the kind of request or connection: http, https, h2, grpcs, ws, wss"),
    AWS_ELB_SSL_PROTOCOL("aws.elb.ssl_protocol", Type.KEYWORD, "the protocol of the caller's connection: TLSv1.2"),
    AWS_ELB_BACKEND_IP("aws.elb.backend.ip", Type.KEYWORD, "the address of the target"),
    AWS_ELB_BACKEND_PORT("aws.elb.backend.port", Type.LONG, "the port of the target"),
    AWS_ELB_BACKEND_STATUS_CODE(
            "aws.elb.backend.http.response.status_code", Type.LONG, "the status that the target answered with"),
    AWS_ELB_REQUEST_PROCESSING_TIME(
            "aws.elb.request_processing_time.us",
            Type.LONG,
            "microseconds from the request's arrival until it was sent to a target"),
    AWS_ELB_BACKEND_PROCESSING_TIME(
            "aws.elb.backend_processing_time.us", Type.LONG, "microseconds from then until the target began to answer"),
    AWS_ELB_RESPONSE_PROCESSING_TIME(
            "aws.elb.response_processing_time.us",
            Type.LONG,
            "microseconds from then until the answer was sent to the caller"),
    AWS_ELB_TARGET_GROUP_ARN("aws.elb.target_group.arn", Type.KEYWORD, "the target group"),
    AWS_ELB_TRACE_ID("aws.elb.trace_id", Type.KEYWORD, "the header X-Amzn-Trace-Id"),
    DESTINATION_DOMAIN(
            "destination.domain", Type.KEYWORD, "the host that the caller named when it connected by TLS (SNI)"),
    AWS_ELB_CHOSEN_CERT_ARN("aws.elb.chosen_cert.arn", Type.KEYWORD, "the certificate shown to the caller"),
    AWS_ELB_MATCHED_RULE_PRIORITY(
            "aws.elb.matched_rule_priority",
            Type.KEYWORD,
            "the priority of the rule that matched; 0 is the default one"),
    AWS_ELB_REQUEST_CREATION_TIME(
            "aws.elb.request_creation_time.us", Type.LONG, "when the request arrived, in microseconds since the epoch"),
    AWS_ELB_ACTION_EXECUTED("aws.elb.action_executed", Type.KEYWORD, "the actions taken, separated by commas"),
    AWS_ELB_REDIRECT_URL("aws.elb.redirect_url", Type.KEYWORD, "where the caller was sent to"),
    AWS_ELB_ERROR_REASON("aws.elb.error.reason", Type.KEYWORD, "why an action failed"),
    AWS_ELB_TARGET_PORT("aws.elb.target_port", Type.KEYWORD, "the targets asked, as address:port separated by spaces"),
    AWS_ELB_TARGET_STATUS_CODE(
            "aws.elb.target_status_code", Type.KEYWORD, "the targets' statuses, separated by spaces"),
    AWS_ELB_CLASSIFICATION(
            "aws.elb.classification",
            Type.KEYWORD,
            "how well the request keeps to HTTP: Acceptable, Ambiguous, Severe"),
    AWS_ELB_CLASSIFICATION_REASON("aws.elb.classification_reason", Type.KEYWORD, "why it was classified so"),
    AWS_ELB_CONN_TRACE_ID(
            "aws.elb.conn_trace_id", Type.KEYWORD, "what names the caller's connection in connection logs"),
    AWS_ELB_TRANSFORMED_HOST("aws.elb.transformed_host", Type.KEYWORD, "the header Host as it was rewritten"),
    AWS_ELB_TRANSFORMED_URI("aws.elb.transformed_uri", Type.KEYWORD, "the request target as it was rewritten"),
    AWS_ELB_REQUEST_TRANSFORM_STATUS(
            "aws.elb.request_transform_status", Type.KEYWORD, "whether the request could be rewritten"),
    LOG_SYSLOG_PRIORITY("log.syslog.priority", Type.LONG, "eight times the facility, and the severity"),
    LOG_SYSLOG_FACILITY_CODE("log.syslog.facility.code", Type.LONG, "the facility, 0 to 23"),
    LOG_SYSLOG_SEVERITY_CODE("log.syslog.severity.code", Type.LONG, "the severity, 0 (emergency) to 7 (debug)"),
    LOG_SYSLOG_HOSTNAME("log.syslog.hostname", Type.KEYWORD, "the host that sent the line first"),
    LOG_SYSLOG_APPNAME("log.syslog.appname", Type.KEYWORD, "the program that wrote the line"),
    LOG_SYSLOG_PROCID("log.syslog.procid", Type.KEYWORD, "the program's process"),
    LOG_SYSLOG_MSGID("log.syslog.msgid", Type.KEYWORD, "the kind of message"),
    LOG_SYSLOG_STRUCTURED_DATA(
            "log.syslog.structured_data", Type.KEYWORD, "the structured data as it stands in the line");

    /** What a field holds. */
    public enum Type {
        /** Text matched as a whole. */
        KEYWORD,
        /** Free text. */
        TEXT,
        /** An IPv4 or IPv6 address in text form. */
        IP,
        /** A whole number of 64 bits. */
        LONG,
        /** Bytes of no stated encoding. */
        BINARY
    }

    private static final Field[] ALL = values();

    private final String ecsName;
    private final Type type;
    private final String description;
    private final List<String> formerEcsNames;

    /** A field that was renamed says what it was called before, the oldest name first. */
    Field(String ecsName, Type type, String description, String... formerEcsNames) {
        this.ecsName = ecsName;
        this.type = type;
        this.description = description;
        this.formerEcsNames = List.of(formerEcsNames);
    }

    /** The ECS name: dotted. */
    public String ecsName() {
        return ecsName;
    }

    /** The name of the Avro field and of the lake's column: the ECS name with underscores. */
    public String columnName() {
        return ecsName.replace('.', '_');
    }

    /** What the Avro field and the lake's column were called in earlier versions, the oldest name first. */
    public List<String> formerColumnNames() {
        return formerEcsNames.stream().map(name -> name.replace('.', '_')).toList();
    }

    public Type type() {
        return type;
    }

    public String description() {
        return description;
    }

    /**
     * Whether the value may say who somebody is: an address, a name, what a browser tells of itself, or text that may hold
     * any of these. Whoever must not see personal data sees no such field.
     */
    public boolean isPersonal() {
        return switch (this) {
            case SOURCE_IP,
                    SOURCE_ADDRESS,
                    CLIENT_IDENT,
                    USER_NAME,
                    URL_ORIGINAL,
                    URL_QUERY,
                    HTTP_REQUEST_REFERRER,
                    USER_AGENT_ORIGINAL,
                    MESSAGE,
                    EVENT_ORIGINAL,
                    HTTP_REQUEST_FORWARDED_FOR,
                    AWS_ELB_REDIRECT_URL,
                    AWS_ELB_TRANSFORMED_URI,
                    LOG_SYSLOG_STRUCTURED_DATA -> true;
            case HTTP_REQUEST_METHOD,
                    URL_PATH,
                    HTTP_VERSION,
                    HTTP_RESPONSE_STATUS_CODE,
                    HTTP_RESPONSE_BODY_BYTES,
                    HOST_NAME,
                    LOG_FILE_PATH,
                    LOG_LEVEL,
                    EVENT_TIMEZONE,
                    SOURCE_PORT,
                    HTTP_REQUEST_BODY_BYTES,
                    URL_SCHEME,
                    URL_DOMAIN,
                    URL_PORT,
                    TLS_CIPHER,
                    TLS_VERSION,
                    AWS_ELB_NAME,
                    AWS_ELB_TYPE,
                    AWS_ELB_SSL_PROTOCOL,
                    AWS_ELB_BACKEND_IP,
                    AWS_ELB_BACKEND_PORT,
                    AWS_ELB_BACKEND_STATUS_CODE,
                    AWS_ELB_REQUEST_PROCESSING_TIME,
                    AWS_ELB_BACKEND_PROCESSING_TIME,
                    AWS_ELB_RESPONSE_PROCESSING_TIME,
                    AWS_ELB_TARGET_GROUP_ARN,
                    AWS_ELB_TRACE_ID,
                    DESTINATION_DOMAIN,
                    AWS_ELB_CHOSEN_CERT_ARN,
                    AWS_ELB_MATCHED_RULE_PRIORITY,
                    AWS_ELB_REQUEST_CREATION_TIME,
                    AWS_ELB_ACTION_EXECUTED,
                    AWS_ELB_ERROR_REASON,
                    AWS_ELB_TARGET_PORT,
                    AWS_ELB_TARGET_STATUS_CODE,
                    AWS_ELB_CLASSIFICATION,
                    AWS_ELB_CLASSIFICATION_REASON,
                    AWS_ELB_CONN_TRACE_ID,
                    AWS_ELB_TRANSFORMED_HOST,
                    AWS_ELB_REQUEST_TRANSFORM_STATUS,
                    LOG_SYSLOG_PRIORITY,
                    LOG_SYSLOG_FACILITY_CODE,
                    LOG_SYSLOG_SEVERITY_CODE,
                    LOG_SYSLOG_HOSTNAME,
                    LOG_SYSLOG_APPNAME,
                    LOG_SYSLOG_PROCID,
                    LOG_SYSLOG_MSGID -> false;
        };
    }

    /** Whether the value is a slice of bytes, and not a number. */
    public boolean isSlice() {
        return type != Type.LONG;
    }

    /** The number of fields. */
    public static int count() {
        return ALL.length;
    }

    /** The field at a place of the order. */
    static Field at(int ordinal) {
        return ALL[ordinal];
    }

    /** The field of that ECS name, or empty. */
    public static Optional<Field> ofEcsName(String ecsName) {
        return Arrays.stream(ALL).filter(f -> f.ecsName.equals(ecsName)).findFirst();
    }
}
