package io.drey.event.parse;

import io.drey.event.Printable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The formats that lines may have, by name. A format is added by one entry here. */
public final class Formats {

    private static final Map<String, Supplier<LineParser>> PARSERS = new TreeMap<>(Map.of(
            "alb", LoadBalancerParser::application,
            "common", AccessLogParser::common,
            "combined", AccessLogParser::combined,
            "elb", LoadBalancerParser::classic,
            "json", JsonLineParser::new,
            "rfc3164", SyslogParser::rfc3164,
            "rfc5424", SyslogParser::rfc5424,
            "syslog", SyslogParser::either));

    private Formats() {}

    /** The names of all formats, sorted. */
    public static List<String> names() {
        return List.copyOf(PARSERS.keySet());
    }

    /** Whether there is a format of that name. */
    public static boolean exists(String name) {
        return PARSERS.containsKey(name);
    }

    /**
     * Makes a parser of a format; one for each thread.
     *
     * @throws IllegalArgumentException naming the value and what there is, if no format has that name
     */
    public static LineParser parser(String name) {
        Supplier<LineParser> parser = PARSERS.get(name);
        if (parser == null) {
            throw new IllegalArgumentException("unknown format '%s': use one of %s"
                    .formatted(Printable.of(name), String.join(", ", PARSERS.keySet())));
        }
        return parser.get();
    }
}
