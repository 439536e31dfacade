package io.drey.event;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The fields a parser fills, named by the Elastic Common Schema (ECS 8.11). This list is the one schema: the Avro
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
            "the header X-Forwarded-For as sent: for whom a proxy asked; not part of ECS");

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
                    HTTP_REQUEST_FORWARDED_FOR -> true;
            case HTTP_REQUEST_METHOD,
                    URL_PATH,
                    HTTP_VERSION,
                    HTTP_RESPONSE_STATUS_CODE,
                    HTTP_RESPONSE_BODY_BYTES,
                    HOST_NAME,
                    LOG_FILE_PATH,
                    LOG_LEVEL,
                    EVENT_TIMEZONE -> false;
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
