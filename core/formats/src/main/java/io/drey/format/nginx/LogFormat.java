package io.drey.format.nginx;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.Printable;
import io.drey.format.pattern.Extent;
import io.drey.format.pattern.LinePattern;
import io.drey.format.pattern.ValueReader;
import io.drey.format.pattern.Values;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code log_format} of nginx, read: texts and {@code $variables}. A variable becomes the field that it becomes in a line of
 * JSON, too; one that has none is {@code nginx.<variable>}.
 */
final class LogFormat {

    /** What nginx writes where nothing else is configured. */
    static final String COMBINED =
            "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \"$http_user_agent\"";

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");
    private static final String LOCAL = "time_local";

    /** Variables that hold the time, the finest first. */
    private static final List<String> TIMES = List.of("msec", "time_iso8601", LOCAL);

    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("remote_addr", "source.address"),
            Map.entry("remote_port", "source.port"),
            Map.entry("remote_user", "user.name"),
            Map.entry("request_method", "http.request.method"),
            Map.entry("status", "http.response.status_code"),
            Map.entry("body_bytes_sent", "http.response.body.bytes"),
            Map.entry("bytes_sent", "http.response.bytes"),
            Map.entry("request_length", "http.request.bytes"),
            Map.entry("http_referer", "http.request.referrer"),
            Map.entry("http_user_agent", "user_agent.original"),
            Map.entry("http_x_forwarded_for", "http.request.forwarded_for"),
            Map.entry("http_x_request_id", "http.request.id"),
            Map.entry("request_id", "http.request.id"),
            Map.entry("host", "url.domain"),
            Map.entry("scheme", "url.scheme"),
            Map.entry("ssl_cipher", "tls.cipher"),
            Map.entry("hostname", "host.name"),
            Map.entry("pid", "process.pid"));

    /** Of these a request line says something; scheme and host as others name them only where it is for a proxy. */
    private static final Set<Field> OF_REQUEST =
            EnumSet.of(Field.HTTP_REQUEST_METHOD, Field.HTTP_VERSION, Field.URL_ORIGINAL);

    private final LinePattern pattern = new LinePattern();
    private final Set<Field> taken = EnumSet.noneOf(Field.class);
    private final Set<String> names = new HashSet<>();
    private final ZoneId zone;
    private final Optional<String> time;

    private LogFormat(List<String> variables, ZoneId zone) {
        this.zone = zone;
        this.time = TIMES.stream().filter(variables::contains).findFirst();
        if (variables.contains("request")) {
            taken.addAll(OF_REQUEST);
        }
    }

    /**
     * Reads a {@code log_format}.
     *
     * @param zone where clocks show what a time without an offset says
     * @throws IllegalArgumentException if it is none that lines could be read by, with the remedy
     */
    static LinePattern pattern(String logFormat, ZoneId zone) {
        // As it stands in nginx's configuration, between double quotes.
        String format = logFormat.replace("\\\"", "\"");
        List<String> variables = new ArrayList<>();
        Matcher matcher = VARIABLE.matcher(format);
        while (matcher.find()) {
            variables.add(name(matcher));
        }
        if (variables.isEmpty()) {
            throw new IllegalArgumentException(
                    "'nginx:%s' names no variable: write a log_format such as $remote_addr [$time_iso8601] \"$request\""
                            .formatted(Printable.of(logFormat)));
        }
        try {
            return new LogFormat(variables, zone).read(format);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'nginx:%s' cannot be followed: %s".formatted(Printable.of(logFormat), e.getMessage()), e);
        }
    }

    private static String name(Matcher matcher) {
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    private LinePattern read(String format) {
        Matcher matcher = VARIABLE.matcher(format);
        int behind = 0;
        while (matcher.find()) {
            pattern.text(format.substring(behind, matcher.start()));
            add(name(matcher), behind > 0 && behind == matcher.start());
            behind = matcher.end();
        }
        return pattern.text(format.substring(behind));
    }

    private void add(String variable, boolean isJoined) {
        String shown = "$" + variable;
        if (time.filter(variable::equals).isPresent() && names.add("@timestamp")) {
            switch (variable) {
                case LOCAL -> pattern.time(shown, Extent.ACCESS_TIME, Values.accessTime());
                case "msec" -> pattern.time(shown, Extent.UNTIL, Values.epochTime());
                default -> pattern.time(shown, Extent.UNTIL, Values.isoTime(zone));
            }
            return;
        }
        if (isJoined && (variable.equals("request_uri") || variable.equals("uri"))) {
            pattern.valueThatBegins("/", shown, extent(variable), reader(variable));
        } else {
            pattern.value(shown, extent(variable), reader(variable));
        }
    }

    private static Extent extent(String variable) {
        return switch (variable) {
            case LOCAL -> Extent.ACCESS_TIME;
            case "request" -> Extent.REQUEST;
            case "http_user_agent", "http_cookie" -> Extent.FREE;
            case "host",
                    "hostname",
                    "server_name",
                    "server_addr",
                    "server_port",
                    "server_protocol",
                    "remote_addr",
                    "remote_port",
                    "request_id",
                    "request_method",
                    "request_length",
                    "request_time",
                    "scheme",
                    "status",
                    "body_bytes_sent",
                    "bytes_sent",
                    "ssl_protocol",
                    "ssl_cipher",
                    "connection",
                    "connection_requests",
                    "pid" -> Extent.WORD;
            default -> variable.startsWith("cookie_") ? Extent.FREE : Extent.LIST;
        };
    }

    private ValueReader reader(String variable) {
        switch (variable) {
            case "request" -> {
                if (names.add("request")) {
                    return Values.request();
                }
            }
            case "request_uri" -> {
                if (taken.add(Field.URL_ORIGINAL)) {
                    return Values.target();
                }
            }
            case "request_time" -> {
                if (taken.add(Field.EVENT_DURATION)) {
                    return Values.scaled(Field.EVENT_DURATION, 9, "seconds such as 0.123, or '-'");
                }
            }
            case "server_protocol" -> {
                if (taken.add(Field.HTTP_VERSION)) {
                    return Values.behind("HTTP/", Field.HTTP_VERSION);
                }
            }
            case "ssl_protocol" -> {
                if (taken.add(Field.TLS_VERSION)) {
                    return Values.behind("TLSv", Field.TLS_VERSION);
                }
            }
            default -> {
                String field = FIELDS.get(variable);
                if (field != null
                        && FieldName.parse(field) instanceof FieldName.Fixed fixed
                        && taken.add(fixed.field())) {
                    return Values.named(field);
                }
            }
        }
        String name = "nginx." + variable;
        for (int i = 2; !names.add(name); i++) {
            name = "nginx." + variable + "_" + i;
        }
        return Values.named(name);
    }
}
