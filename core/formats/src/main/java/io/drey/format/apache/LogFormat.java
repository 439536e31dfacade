package io.drey.format.apache;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.Printable;
import io.drey.format.pattern.Extent;
import io.drey.format.pattern.LinePattern;
import io.drey.format.pattern.ValueReader;
import io.drey.format.pattern.Values;
import io.drey.format.text.TimeReader;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code LogFormat} of Apache httpd, read: texts and directives such as {@code %h}, {@code %>s}, {@code %{Referer}i} and
 * {@code %!200,304{ms}T}. What it is called where no field is meant for it begins with {@code apache.}
 */
final class LogFormat {

    /** The nickname of what is read where nothing is said. */
    static final String DEFAULT = "vhost_combined";

    private static final String COMMON = "%h %l %u %t \"%r\" %>s %b";
    private static final String COMBINED = "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"";

    /** What distributions call so, with the bytes as Debian counts them. */
    private static final Map<String, String> NICKNAMES = Map.of(
            "common",
            COMMON,
            "combined",
            COMBINED,
            DEFAULT,
            "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"");

    private static final Pattern DIRECTIVE =
            Pattern.compile("%(?:!?[0-9]{3}(?:,[0-9]{3})*)?[<>]?(?:\\{([^}]*)})?[<>]?(\\^t[io]|[A-Za-z]|%)");

    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("h", "source.address"),
            Map.entry("a", "source.address"),
            Map.entry("l", "client.ident"),
            Map.entry("u", "user.name"),
            Map.entry("s", "http.response.status_code"),
            Map.entry("b", "http.response.body.bytes"),
            Map.entry("B", "http.response.body.bytes"),
            Map.entry("O", "http.response.bytes"),
            Map.entry("I", "http.request.bytes"),
            Map.entry("m", "http.request.method"),
            Map.entry("U", "url.path"),
            Map.entry("v", "destination.domain"),
            Map.entry("p", "destination.port"),
            Map.entry("P", "process.pid"));

    /** What becomes of those without a field of their own. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("h", "apache.remote_host"),
            Map.entry("a", "apache.client_address"),
            Map.entry("A", "apache.local_address"),
            Map.entry("l", "apache.ident"),
            Map.entry("u", "apache.remote_user"),
            Map.entry("s", "apache.status"),
            Map.entry("b", "apache.bytes"),
            Map.entry("B", "apache.bytes"),
            Map.entry("D", "apache.duration_us"),
            Map.entry("f", "file.path"),
            Map.entry("H", "apache.protocol"),
            Map.entry("I", "apache.bytes_received"),
            Map.entry("k", "apache.keepalive_requests"),
            Map.entry("L", "apache.error_log_id"),
            Map.entry("m", "apache.method"),
            Map.entry("O", "apache.bytes_sent"),
            Map.entry("p", "apache.port"),
            Map.entry("P", "apache.pid"),
            Map.entry("q", "apache.query"),
            Map.entry("r", "apache.request"),
            Map.entry("R", "apache.handler"),
            Map.entry("S", "apache.bytes_transferred"),
            Map.entry("t", "apache.time"),
            Map.entry("T", "apache.duration"),
            Map.entry("U", "apache.path"),
            Map.entry("v", "apache.server_name"),
            Map.entry("V", "apache.canonical_name"),
            Map.entry("X", "apache.connection_status"));

    /** A user, a file and a path, whose escapes are undone. */
    private static final Set<String> MAY_HOLD_SPACES = Set.of("u", "f", "U");

    /** What becomes of those with a name in braces, which is added to it. */
    private static final Map<String, String> NAMED = Map.of(
            "i", "apache.http_",
            "o", "apache.sent_http_",
            "C", "apache.cookie_",
            "n", "apache.note_",
            "e", "apache.env_",
            "x", "apache.ssl_",
            "^ti", "apache.trailer_",
            "^to", "apache.sent_trailer_");

    private static final Map<String, String> HEADERS = Map.of(
            "referer", "http.request.referrer",
            "user-agent", "user_agent.original",
            "x-forwarded-for", "http.request.forwarded_for",
            "x-request-id", "http.request.id");

    /** What {@code strftime} calls so, in patterns of Java. */
    private static final Map<Character, String> STRFTIME = Map.ofEntries(
            Map.entry('Y', "yyyy"),
            Map.entry('m', "MM"),
            Map.entry('d', "dd"),
            Map.entry('e', "d"),
            Map.entry('H', "HH"),
            Map.entry('M', "mm"),
            Map.entry('S', "ss"),
            Map.entry('b', "MMM"),
            Map.entry('B', "MMMM"),
            Map.entry('a', "EEE"),
            Map.entry('A', "EEEE"),
            Map.entry('z', "xx"),
            Map.entry('F', "yyyy-MM-dd"),
            Map.entry('T', "HH:mm:ss"),
            Map.entry('R', "HH:mm"),
            Map.entry('%', "'%'"));

    /** Of these a request line says something. */
    private static final Set<Field> OF_REQUEST = EnumSet.of(
            Field.HTTP_REQUEST_METHOD, Field.HTTP_VERSION, Field.URL_ORIGINAL, Field.URL_PATH, Field.URL_QUERY);

    private final LinePattern pattern = new LinePattern();
    private final Set<Field> taken = EnumSet.noneOf(Field.class);
    private final Set<String> names = new HashSet<>();
    private final ZoneId zone;
    private boolean hasTime;

    private LogFormat(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Reads a {@code LogFormat}, or one of its nicknames.
     *
     * @param zone where clocks show what a time without an offset says
     * @throws IllegalArgumentException if it is none that lines could be read by, with the remedy
     */
    static LinePattern pattern(String logFormat, ZoneId zone) {
        // As it stands in httpd's configuration, between double quotes.
        String format = NICKNAMES
                .getOrDefault(logFormat, logFormat)
                .replace("\\\"", "\"")
                .replace("\\t", "\t");
        try {
            return new LogFormat(zone).read(format);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'apache:%s' cannot be followed: %s".formatted(Printable.of(logFormat), e.getMessage()), e);
        }
    }

    private LinePattern read(String format) {
        Matcher matcher = DIRECTIVE.matcher(format);
        if (matcher.results().anyMatch(each -> each.group(2).equals("r"))) {
            taken.addAll(OF_REQUEST);
        }
        boolean isFirst = true;
        int at = 0;
        while (at < format.length()) {
            if (format.charAt(at) != '%') {
                pattern.text(format.substring(at, at + 1));
                at++;
                continue;
            }
            if (!matcher.find(at) || matcher.start() != at) {
                throw new IllegalArgumentException("'%s' is no directive"
                        .formatted(Printable.of(format.substring(at, Math.min(format.length(), at + 8)))));
            }
            String letter = matcher.group(2);
            at = matcher.end();
            if (letter.equals("%")) {
                pattern.text("%");
                continue;
            }
            isFirst = false;
            if (letter.equals("U")
                    && format.startsWith("%q", at)
                    && take(Field.URL_ORIGINAL, Field.URL_PATH, Field.URL_QUERY)) {
                pattern.value("%U%q", Extent.UNTIL, Values.target());
                at += "%q".length();
            } else {
                add(letter, matcher.group(1), matcher.group());
            }
        }
        if (isFirst) {
            throw new IllegalArgumentException("it names no value: write a LogFormat such as " + COMMON);
        }
        return pattern;
    }

    private void add(String letter, String argument, String shown) {
        String name = argument == null ? "" : argument;
        String called = "%" + (argument == null ? "" : "{" + argument + "}") + letter;
        switch (letter) {
            case "t" -> addTime(called, name);
            case "r" ->
                pattern.value(called, Extent.REQUEST, names.add("request") ? Values.request() : open(NAMES.get("r")));
            case "q" -> addQuery(called);
            case "H" ->
                pattern.value(
                        called,
                        Extent.UNTIL,
                        take(Field.HTTP_VERSION) ? Values.behind("HTTP/", Field.HTTP_VERSION) : open(NAMES.get("H")));
            case "D" -> addDuration(called, 3, "microseconds");
            case "T" -> {
                switch (name) {
                    case "", "s" -> addDuration(called, 9, "seconds");
                    case "ms" -> addDuration(called, 6, "milliseconds");
                    case "us" -> addDuration(called, 3, "microseconds");
                    default ->
                        throw new IllegalArgumentException(
                                "%s: a duration is in s, ms or us".formatted(Printable.of(shown)));
                }
            }
            case "A" ->
                pattern.value(
                        called, Extent.UNTIL, take(Field.DESTINATION_IP) ? Values.called() : open(NAMES.get("A")));
            case "a" -> {
                if (name.equals("c")) {
                    pattern.value(called, Extent.UNTIL, open("apache.peer_address"));
                } else {
                    addField(letter, called);
                }
            }
            case "p" -> {
                if (name.equals("remote")) {
                    pattern.value(
                            called,
                            Extent.UNTIL,
                            take(Field.SOURCE_PORT) ? Values.named("source.port") : open("apache.remote_port"));
                } else {
                    addField(letter, called);
                }
            }
            case "P" -> {
                if (name.endsWith("tid")) {
                    pattern.value(called, Extent.UNTIL, open("process.thread.id"));
                } else {
                    addField(letter, called);
                }
            }
            default -> {
                if (NAMED.containsKey(letter)) {
                    addNamed(letter, name, called);
                } else {
                    addField(letter, called);
                }
            }
        }
    }

    private void addField(String letter, String called) {
        String field = FIELDS.get(letter);
        boolean isTaken =
                field == null || !(FieldName.parse(field) instanceof FieldName.Fixed fixed) || !take(fixed.field());
        if (isTaken && !NAMES.containsKey(letter)) {
            throw new IllegalArgumentException("%s is no directive that is known".formatted(Printable.of(called)));
        }
        pattern.value(
                called,
                MAY_HOLD_SPACES.contains(letter) ? Extent.UNTIL : Extent.WORD,
                isTaken ? open(NAMES.get(letter)) : Values.named(field));
    }

    private void addNamed(String letter, String name, String called) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("%s needs a name in braces".formatted(Printable.of(called)));
        }
        String lower = name.toLowerCase(Locale.ROOT);
        boolean isFree =
                letter.equals("C") || (letter.equals("i") && (lower.equals("user-agent") || lower.equals("cookie")));
        String field =
                switch (letter) {
                    case "i" -> HEADERS.get(lower);
                    case "x" ->
                        switch (lower) {
                            case "ssl_protocol" -> "tls.version";
                            case "ssl_cipher" -> "tls.cipher";
                            default -> null;
                        };
                    default -> null;
                };
        ValueReader reader;
        if (field != null && FieldName.parse(field) instanceof FieldName.Fixed fixed && take(fixed.field())) {
            reader = field.equals("tls.version") ? Values.behind("TLSv", Field.TLS_VERSION) : Values.named(field);
        } else if (letter.equals("o") && lower.equals("content-type")) {
            reader = open("http.response.mime_type");
        } else {
            String step = lower.startsWith("ssl_") ? lower.substring("ssl_".length()) : lower;
            reader = open(NAMED.get(letter) + step.replaceAll("[^a-z0-9]+", "_"));
        }
        pattern.value(called, isFree ? Extent.FREE : Extent.LIST, reader);
    }

    private void addTime(String called, String argument) {
        String form = argument.replaceFirst("^(begin|end):?", "");
        boolean isTime = !hasTime;
        hasTime = true;
        if (form.isEmpty()) {
            pattern.text("[");
            if (isTime) {
                pattern.time(called, Extent.ACCESS_TIME, Values.accessTime());
            } else {
                pattern.value(called, Extent.ACCESS_TIME, open(NAMES.get("t")));
            }
            pattern.text("]");
        } else if (!isTime) {
            pattern.value(called, Extent.LIST, open(NAMES.get("t")));
        } else {
            pattern.time(
                    called,
                    Extent.UNTIL,
                    switch (form) {
                        case "sec", "msec", "usec" -> Values.epochTime();
                        case "msec_frac", "usec_frac" ->
                            throw new IllegalArgumentException(
                                    "%s is a part of a second alone: use %%{msec}t or %%{usec}t".formatted(called));
                        default ->
                            Values.time(TimeReader.of(javaPattern(form, called), zone), "a time of the form " + form);
                    });
        }
    }

    private static String javaPattern(String strftime, String called) {
        StringBuilder java = new StringBuilder();
        for (int i = 0; i < strftime.length(); i++) {
            char c = strftime.charAt(i);
            if (c == '%' && i + 1 < strftime.length() && STRFTIME.containsKey(strftime.charAt(i + 1))) {
                java.append(STRFTIME.get(strftime.charAt(++i)));
            } else if (c == '%') {
                throw new IllegalArgumentException("%s: '%s' of strftime is not known"
                        .formatted(Printable.of(called), strftime.substring(i, Math.min(strftime.length(), i + 2))));
            } else if (Character.isLetter(c) || c == '[' || c == ']' || c == '\'') {
                java.append('\'').append(c == '\'' ? "''" : String.valueOf(c)).append('\'');
            } else {
                java.append(c);
            }
        }
        return java.toString();
    }

    private void addDuration(String called, int places, String unit) {
        String expected = "a number of %s, or '-'".formatted(unit);
        ValueReader reader = take(Field.EVENT_DURATION)
                ? Values.scaled(Field.EVENT_DURATION, places, expected)
                : open(called.endsWith("D") ? NAMES.get("D") : NAMES.get("T"));
        pattern.value(called, Extent.UNTIL, reader);
    }

    /** A query with its question mark, or nothing. */
    private void addQuery(String called) {
        ValueReader reader = take(Field.URL_QUERY)
                ? (event, from, to) -> {
                    int at = event.bytes()[from] == '?' ? from + 1 : from;
                    if (to > at) {
                        event.put(Field.URL_QUERY, at, to - at);
                    }
                    return null;
                }
                : open(NAMES.get("q"));
        pattern.value(called, Extent.UNTIL, reader);
    }

    private boolean take(Field... fields) {
        boolean isFree = true;
        for (Field field : fields) {
            isFree &= taken.add(field);
        }
        return isFree;
    }

    private ValueReader open(String name) {
        String free = name;
        for (int i = 2; !names.add(free); i++) {
            free = name + "_" + i;
        }
        return Values.named(free);
    }
}
