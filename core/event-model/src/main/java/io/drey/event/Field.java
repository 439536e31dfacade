package io.drey.event;

import static io.drey.event.Field.Mapping.BINARY;
import static io.drey.event.Field.Mapping.IP;
import static io.drey.event.Field.Mapping.KEYWORD;
import static io.drey.event.Field.Mapping.LONG;
import static io.drey.event.Field.Mapping.TEXT;
import static io.drey.event.Field.Mapping.WIDE_KEYWORD;
import static io.drey.event.Field.Privacy.IMPERSONAL;
import static io.drey.event.Field.Privacy.PERSONAL;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The fields a parser fills, named by the Elastic Common Schema (ECS 8.11), and by Elastic's integration for
 * AWS below {@code aws.elb}: there times are whole microseconds ({@code .us}), not seconds as fractions, which would not be
 * exact, and lists are text as the line has it. This list is the one schema: the Avro
 * schema of the events topic, the columns of the lake and the OpenSearch mappings follow from it.
 *
 * <p>Order matters: Avro encodes fields in it. New fields are appended, none is removed or moved. One may be renamed, if it
 * says what it was called before: the lake's column is renamed with it.
 */
@SuppressWarnings("ImmutableEnumChecker") // lists made by List.of, and suppliers of values
public enum Field {
    SOURCE_IP("source.ip", IP, PERSONAL, "the caller's address, if the line gives an address"),
    SOURCE_ADDRESS(
            "source.address",
            KEYWORD,
            PERSONAL,
            "the caller as the line names it: an address or a host name",
            () -> new Derivation.SameAs(Field.named("source.ip"))),
    CLIENT_IDENT("client.ident", KEYWORD, PERSONAL, "the identity by RFC 1413; not part of ECS"),
    USER_NAME("user.name", KEYWORD, PERSONAL, "the authenticated user"),
    HTTP_REQUEST_METHOD("http.request.method", KEYWORD, IMPERSONAL, "the method as sent"),
    URL_ORIGINAL(
            "url.original",
            WIDE_KEYWORD,
            PERSONAL,
            "the request target as sent, without a password",
            () -> new Derivation.Joined(Field.named("url.path"), '?', Field.named("url.query"))),
    URL_PATH("url.path", WIDE_KEYWORD, IMPERSONAL, "the path that the request target names"),
    URL_QUERY(
            "url.query",
            WIDE_KEYWORD,
            PERSONAL,
            "what follows the first question mark of the request target, without a fragment"),
    HTTP_VERSION("http.version", KEYWORD, IMPERSONAL, "1.0, 1.1, 2.0 and so on"),
    HTTP_RESPONSE_STATUS_CODE("http.response.status_code", LONG, IMPERSONAL, "the status"),
    HTTP_RESPONSE_BODY_BYTES("http.response.body.bytes", LONG, IMPERSONAL, "bytes sent, without headers"),
    HTTP_REQUEST_REFERRER("http.request.referrer", WIDE_KEYWORD, PERSONAL, "the referring page"),
    USER_AGENT_ORIGINAL("user_agent.original", WIDE_KEYWORD, PERSONAL, "the user agent as sent"),
    HOST_NAME("host.name", KEYWORD, IMPERSONAL, "the host that wrote the line"),
    LOG_FILE_PATH("log.file.path", KEYWORD, IMPERSONAL, "the file the line was read from"),
    LOG_LEVEL("log.level", KEYWORD, IMPERSONAL, "the line's own severity"),
    MESSAGE("message", TEXT, PERSONAL, "the line's free text"),
    EVENT_ORIGINAL("event.original", BINARY, PERSONAL, "the line as admitted, byte for byte"),
    EVENT_TIMEZONE(
            "event.timezone",
            KEYWORD,
            IMPERSONAL,
            "the offset from UTC that the line's time stamp was written with: +0200"),
    HTTP_REQUEST_FORWARDED_FOR(
            "http.request.forwarded_for",
            WIDE_KEYWORD,
            PERSONAL,
            "the header X-Forwarded-For as sent: for whom a proxy asked; not part of ECS"),
    SOURCE_PORT("source.port", LONG, IMPERSONAL, "the caller's port"),
    HTTP_REQUEST_BODY_BYTES(
            "http.request.body.bytes", LONG, IMPERSONAL, "bytes received, with headers where so counted"),
    URL_SCHEME("url.scheme", KEYWORD, IMPERSONAL, "http, https and so on, if the request target names it"),
    URL_DOMAIN("url.domain", KEYWORD, IMPERSONAL, "the host that the request target names"),
    URL_PORT("url.port", LONG, IMPERSONAL, "the port that the request target names"),
    TLS_CIPHER("tls.cipher", KEYWORD, IMPERSONAL, "the cipher suite of the caller's connection"),
    TLS_VERSION("tls.version", KEYWORD, IMPERSONAL, "1.2, 1.3 and so on"),
    AWS_ELB_NAME("aws.elb.name", KEYWORD, IMPERSONAL, "the load balancer"),
    AWS_ELB_TYPE(
            "aws.elb.type", KEYWORD, IMPERSONAL, "the kind of request or connection: http, https, h2, grpcs, ws, wss"),
    AWS_ELB_SSL_PROTOCOL(
            "aws.elb.ssl_protocol", KEYWORD, IMPERSONAL, "the protocol of the caller's connection: TLSv1.2"),
    AWS_ELB_BACKEND_IP("aws.elb.backend.ip", KEYWORD, IMPERSONAL, "the address of the target"),
    AWS_ELB_BACKEND_PORT("aws.elb.backend.port", LONG, IMPERSONAL, "the port of the target"),
    AWS_ELB_BACKEND_STATUS_CODE(
            "aws.elb.backend.http.response.status_code", LONG, IMPERSONAL, "the status that the target answered with"),
    AWS_ELB_REQUEST_PROCESSING_TIME(
            "aws.elb.request_processing_time.us",
            LONG,
            IMPERSONAL,
            "microseconds from the request's arrival until it was sent to a target"),
    AWS_ELB_BACKEND_PROCESSING_TIME(
            "aws.elb.backend_processing_time.us",
            LONG,
            IMPERSONAL,
            "microseconds from then until the target began to answer"),
    AWS_ELB_RESPONSE_PROCESSING_TIME(
            "aws.elb.response_processing_time.us",
            LONG,
            IMPERSONAL,
            "microseconds from then until the answer was sent to the caller"),
    AWS_ELB_TARGET_GROUP_ARN("aws.elb.target_group.arn", KEYWORD, IMPERSONAL, "the target group"),
    AWS_ELB_TRACE_ID("aws.elb.trace_id", KEYWORD, IMPERSONAL, "the header X-Amzn-Trace-Id"),
    DESTINATION_DOMAIN(
            "destination.domain", KEYWORD, IMPERSONAL, "the host that the caller named when it connected by TLS (SNI)"),
    AWS_ELB_CHOSEN_CERT_ARN("aws.elb.chosen_cert.arn", KEYWORD, IMPERSONAL, "the certificate shown to the caller"),
    AWS_ELB_MATCHED_RULE_PRIORITY(
            "aws.elb.matched_rule_priority",
            KEYWORD,
            IMPERSONAL,
            "the priority of the rule that matched; 0 is the default one"),
    AWS_ELB_REQUEST_CREATION_TIME(
            "aws.elb.request_creation_time.us",
            LONG,
            IMPERSONAL,
            "when the request arrived, in microseconds since the epoch"),
    AWS_ELB_ACTION_EXECUTED("aws.elb.action_executed", KEYWORD, IMPERSONAL, "the actions taken, separated by commas"),
    AWS_ELB_REDIRECT_URL("aws.elb.redirect_url", KEYWORD, PERSONAL, "where the caller was sent to"),
    AWS_ELB_ERROR_REASON("aws.elb.error.reason", KEYWORD, IMPERSONAL, "why an action failed"),
    AWS_ELB_TARGET_PORT(
            "aws.elb.target_port", KEYWORD, IMPERSONAL, "the targets asked, as address:port separated by spaces"),
    AWS_ELB_TARGET_STATUS_CODE(
            "aws.elb.target_status_code", KEYWORD, IMPERSONAL, "the targets' statuses, separated by spaces"),
    AWS_ELB_CLASSIFICATION(
            "aws.elb.classification",
            KEYWORD,
            IMPERSONAL,
            "how well the request keeps to HTTP: Acceptable, Ambiguous, Severe"),
    AWS_ELB_CLASSIFICATION_REASON("aws.elb.classification_reason", KEYWORD, IMPERSONAL, "why it was classified so"),
    AWS_ELB_CONN_TRACE_ID(
            "aws.elb.conn_trace_id", KEYWORD, IMPERSONAL, "what names the caller's connection in connection logs"),
    AWS_ELB_TRANSFORMED_HOST("aws.elb.transformed_host", KEYWORD, IMPERSONAL, "the header Host as it was rewritten"),
    AWS_ELB_TRANSFORMED_URI("aws.elb.transformed_uri", KEYWORD, PERSONAL, "the request target as it was rewritten"),
    AWS_ELB_REQUEST_TRANSFORM_STATUS(
            "aws.elb.request_transform_status", KEYWORD, IMPERSONAL, "whether the request could be rewritten"),
    LOG_SYSLOG_PRIORITY("log.syslog.priority", LONG, IMPERSONAL, "eight times the facility, and the severity"),
    LOG_SYSLOG_FACILITY_CODE("log.syslog.facility.code", LONG, IMPERSONAL, "the facility, 0 to 23"),
    LOG_SYSLOG_SEVERITY_CODE("log.syslog.severity.code", LONG, IMPERSONAL, "the severity, 0 (emergency) to 7 (debug)"),
    LOG_SYSLOG_HOSTNAME("log.syslog.hostname", KEYWORD, IMPERSONAL, "the host that sent the line first"),
    LOG_SYSLOG_APPNAME("log.syslog.appname", KEYWORD, IMPERSONAL, "the program that wrote the line"),
    LOG_SYSLOG_PROCID("log.syslog.procid", KEYWORD, IMPERSONAL, "the program's process"),
    LOG_SYSLOG_MSGID("log.syslog.msgid", KEYWORD, IMPERSONAL, "the kind of message"),
    LOG_SYSLOG_STRUCTURED_DATA(
            "log.syslog.structured_data", KEYWORD, PERSONAL, "the structured data as it stands in the line"),
    HTTP_RESPONSE_BYTES("http.response.bytes", LONG, IMPERSONAL, "bytes sent, with headers"),
    HTTP_REQUEST_BYTES("http.request.bytes", LONG, IMPERSONAL, "bytes received, with headers"),
    HTTP_REQUEST_ID("http.request.id", KEYWORD, IMPERSONAL, "what names the request among all"),
    URL_USERNAME("url.username", KEYWORD, PERSONAL, "the user that the request target names"),
    URL_FRAGMENT("url.fragment", KEYWORD, PERSONAL, "what follows the first number sign of the request target"),
    EVENT_DURATION("event.duration", LONG, IMPERSONAL, "how long it took, in nanoseconds"),
    EVENT_CODE("event.code", KEYWORD, IMPERSONAL, "the kind of event as its source numbers or names it: ASA-6-302013"),
    EVENT_ACTION("event.action", KEYWORD, IMPERSONAL, "what was done"),
    EVENT_OUTCOME("event.outcome", KEYWORD, IMPERSONAL, "success, failure or unknown"),
    LOG_LOGGER("log.logger", KEYWORD, IMPERSONAL, "the logger that wrote the line"),
    SERVICE_NAME("service.name", KEYWORD, IMPERSONAL, "the service that wrote the line"),
    TRACE_ID("trace.id", KEYWORD, IMPERSONAL, "what joins all that belongs to one request of a user"),
    SPAN_ID("span.id", KEYWORD, IMPERSONAL, "one operation within a trace"),
    PROCESS_NAME("process.name", KEYWORD, IMPERSONAL, "the program"),
    PROCESS_PID("process.pid", LONG, IMPERSONAL, "the program's process"),
    DESTINATION_IP("destination.ip", IP, IMPERSONAL, "the address of whoever was called"),
    DESTINATION_PORT("destination.port", LONG, IMPERSONAL, "the port of whoever was called"),
    NETWORK_TRANSPORT("network.transport", KEYWORD, IMPERSONAL, "how packets were carried: tcp, udp, icmp"),
    CLOUD_ACCOUNT_ID("cloud.account.id", KEYWORD, IMPERSONAL, "whose account at a provider it happened in"),
    CLOUD_REGION("cloud.region", KEYWORD, IMPERSONAL, "where at a provider it happened");

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

    /** What a field holds, and how search documents are found by it. */
    enum Mapping {
        /** Text matched as a whole, if it has no more than 1,024 characters. */
        KEYWORD(Type.KEYWORD, 1024),
        /**
         * What callers write, which is longest. Lucene takes no term of more than 32,766 bytes; a character has four at most.
         */
        WIDE_KEYWORD(Type.KEYWORD, 8191),
        TEXT(Type.TEXT),
        IP(Type.IP),
        LONG(Type.LONG),
        BINARY(Type.BINARY);

        private final Type type;
        private final int searchableCharacters;

        /** What is searched whatever its length. */
        Mapping(Type type) {
            this(type, Integer.MAX_VALUE);
        }

        Mapping(Type type, int searchableCharacters) {
            this.type = type;
            this.searchableCharacters = searchableCharacters;
        }
    }

    /** Whether a value may say who somebody is: an address, a name, what a browser tells of itself, or text with any of these. */
    public enum Privacy {
        PERSONAL,
        IMPERSONAL
    }

    private static final Field[] ALL = values();
    private static final Map<String, Field> BY_ECS_NAME =
            Arrays.stream(ALL).collect(Collectors.toUnmodifiableMap(Field::ecsName, field -> field));

    /** What the presence bits of {@link LogEvent} have room for. */
    static final int MOST = 128;

    static {
        if (ALL.length > MOST) {
            throw new ExceptionInInitializerError("%d fields: an event has room for %d".formatted(ALL.length, MOST));
        }
    }

    private final String ecsName;
    private final Mapping mapping;
    private final Privacy privacy;
    private final String description;
    private final Supplier<Derivation> derivation;
    private final List<String> formerEcsNames;

    Field(String ecsName, Mapping mapping, Privacy privacy, String description) {
        this(ecsName, mapping, privacy, description, () -> null);
    }

    /** A field that mostly follows from others; those may stand below it. */
    Field(String ecsName, Mapping mapping, Privacy privacy, String description, Supplier<Derivation> derivation) {
        this(ecsName, mapping, privacy, description, derivation, List.of());
    }

    /** A field that was renamed says what it was called before, the oldest name first. */
    Field(
            String ecsName,
            Mapping mapping,
            Privacy privacy,
            String description,
            Supplier<Derivation> derivation,
            List<String> formerEcsNames) {
        this.ecsName = ecsName;
        this.mapping = mapping;
        this.privacy = privacy;
        this.description = description;
        this.derivation = derivation;
        this.formerEcsNames = formerEcsNames;
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
        return mapping.type;
    }

    public String description() {
        return description;
    }

    /** See {@link Privacy}. Whoever must not see personal data sees no such field. */
    public boolean isPersonal() {
        return privacy == Privacy.PERSONAL;
    }

    /** How the field mostly follows from others; where it does, it is not stored. */
    public Optional<Derivation> derivation() {
        return Optional.ofNullable(derivation.get());
    }

    /**
     * How many characters a value may have to be found in search documents; only keywords have a limit. The lake has none.
     */
    public int searchableCharacters() {
        return mapping.searchableCharacters;
    }

    /** Whether the value is a slice of bytes, and not a number. */
    public boolean isSlice() {
        return mapping != LONG;
    }

    /** The number of fields. */
    public static int count() {
        return ALL.length;
    }

    /** The field at a place of the order. */
    static Field at(int ordinal) {
        return ALL[ordinal];
    }

    /** A field that may stand below the one that asks. */
    private static Field named(String ecsName) {
        return BY_ECS_NAME.get(ecsName);
    }

    /** The field of that ECS name, or empty. */
    public static Optional<Field> ofEcsName(String ecsName) {
        return Optional.ofNullable(BY_ECS_NAME.get(ecsName));
    }
}
