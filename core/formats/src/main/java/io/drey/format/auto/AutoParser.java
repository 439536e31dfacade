package io.drey.format.auto;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.MessageStep;
import io.drey.format.text.ByteOrderMark;
import io.drey.format.text.Slices;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes each line for the first format of a fixed order that takes it, of those that lines which begin like it may have. What a
 * line becomes depends on nothing but the line: it is the same after a restart, and when it is parsed anew.
 */
final class AutoParser implements LineParser {

    private static final String FORMAT = OpenNames.OURS + "format";

    /** Texts that tell of a product's JSON, each with its quotes, and the format. */
    private static final List<Map.Entry<byte[], String>> SIGNS = List.of(
            sign("\"audit.k8s.io/", "k8s-audit"),
            sign("\"eventVersion\":", "cloudtrail"),
            sign("\"__REALTIME_TIMESTAMP\":", "journald"),
            sign("\"_BOOT_ID\":", "journald"),
            sign("\"legacyEventType\":", "okta"),
            sign("\"outgoingToken", "okta"),
            sign("\"winlog\":", "windows"),
            sign("\"EventID\":", "windows"),
            sign("\"_document_id\":", "github"));

    private static final byte[] WINDOWS = "<Event".getBytes(UTF_8);
    private static final byte[] CEF = "CEF:".getBytes(UTF_8);
    private static final byte[] LEEF = "LEEF:".getBytes(UTF_8);
    private static final byte[] DEVICE = "devname=".getBytes(UTF_8);
    private static final byte[] SYSMON = "Microsoft-Windows-Sysmon".getBytes(UTF_8);

    private static final List<String> JSON = List.of("json");
    private static final List<String> ARRAY = List.of("apache-error", "app", "json");
    private static final List<String> PRIORITY = List.of("syslog");

    /** Formats whose lines are told apart by their layout: the stricter first. */
    private static final List<String> TEXT = List.of(
            "combined",
            "common",
            "nginx-error",
            "alb",
            "elb",
            "nlb",
            "alb-connection",
            "s3",
            "haproxy",
            "vpc-flow",
            "squid",
            "postgresql",
            "mysql",
            "cri",
            "app",
            "rfc3164",
            "fortigate",
            "logfmt",
            "kv");

    private final FormatOptions options;
    private final Map<String, LineParser> parsers = new HashMap<>();

    /** What devices put behind a header of syslog, by format. */
    private final Map<String, MessageStep> messages = new HashMap<>();

    AutoParser(FormatOptions options) {
        this.options = options.withArgument("");
    }

    private static Map.Entry<byte[], String> sign(String text, String format) {
        return Map.entry(text.getBytes(UTF_8), format);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        Rejection only = null;
        List<String> candidates = candidates(bytes, from, to);
        for (String format : candidates) {
            only = parser(format).parse(event, from, to);
            if (only == null) {
                event.appendOpen(FORMAT, format);
                if (format.equals("syslog") && candidates.size() > 1) {
                    messages.computeIfAbsent(candidates.get(0), name -> new MessageStep(name, options))
                            .apply(event);
                }
                return null;
            }
            event.removeAll();
            event.bytes(bytes);
        }
        return candidates.size() == 1
                ? only
                : new Rejection("no format takes the line, of %s".formatted(String.join(", ", candidates)), 0);
    }

    @Override
    public List<Part> split(byte[] bytes, int from, int to) {
        List<String> candidates = candidates(bytes, from, to);
        return from < to && (isJson(bytes, from, to) || isCounted(bytes, from, to))
                ? parser(candidates.get(candidates.size() - 1)).split(bytes, from, to)
                : List.of();
    }

    private static boolean isJson(byte[] bytes, int from, int to) {
        int at = ByteOrderMark.behind(bytes, from, to);
        return at < to && (bytes[at] == '{' || bytes[at] == '[');
    }

    /** Whether a count of octets stands in front of a message of syslog. */
    private static boolean isCounted(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Slices.isDigit(bytes[at])) {
            at++;
        }
        return at > from && at + 1 < to && bytes[at] == ' ' && bytes[at + 1] == '<';
    }

    private LineParser parser(String format) {
        return parsers.computeIfAbsent(format, name -> Formats.parser(name, options));
    }

    /** The formats that a line may have which begins so, the likelier first. */
    private static List<String> candidates(byte[] bytes, int from, int to) {
        int at = ByteOrderMark.behind(bytes, from, to);
        byte first = at < to ? bytes[at] : 0;
        return switch (first) {
            case '{' -> json(bytes, at, to);
            case '[' -> ARRAY;
            case '<' -> {
                if (Slices.startsWith(bytes, at, to, WINDOWS)) {
                    yield List.of(Slices.find(bytes, at, to, SYSMON) < 0 ? "windows" : "sysmon");
                }
                yield behindPriority(bytes, at, to);
            }
            default -> {
                if (Slices.startsWith(bytes, at, to, CEF)) {
                    yield List.of("cef");
                }
                if (isCounted(bytes, at, to)) {
                    yield PRIORITY;
                }
                yield Slices.startsWith(bytes, at, to, LEEF) ? List.of("leef") : TEXT;
            }
        };
    }

    private static List<String> json(byte[] bytes, int from, int to) {
        for (Map.Entry<byte[], String> sign : SIGNS) {
            if (Slices.find(bytes, from, to, sign.getKey()) >= 0) {
                return List.of(sign.getValue(), "json");
            }
        }
        return JSON;
    }

    /** What a priority of syslog stands in front of. */
    private static List<String> behindPriority(byte[] bytes, int from, int to) {
        if (Slices.find(bytes, from, to, CEF) >= 0) {
            return List.of("cef", "syslog");
        }
        if (Slices.find(bytes, from, to, LEEF) >= 0) {
            return List.of("leef", "syslog");
        }
        return Slices.find(bytes, from, to, DEVICE) < 0 ? PRIORITY : List.of("fortigate", "syslog");
    }
}
