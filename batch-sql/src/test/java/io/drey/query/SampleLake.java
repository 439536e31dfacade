package io.drey.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.format.Formats;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.SampleLines;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.landing.LakeSinks;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Events of three tenants: few chosen ones of acme and globex, and many of hooli. Every second and every third has open fields. */
public final class SampleLake {

    public static final Instant ARRIVAL = Instant.parse("2026-01-03T00:00:00Z");

    /** Lines that are kept, and lines that follow from their columns in every way they can. */
    private static final List<String> ODD_ACCESS_LINES = List.of(
            "1.2.3.4 - - [05/Jan/2026:00:10:00 +0130] \"GET /a?b=c HTTP/1.1\" 200 5 \"-\" \"x\"",
            "::1 ident Zoë Ü [28/Feb/2026:23:59:59 -1145] \"POST /a?b=c&d='%s' HTTP/2\" 200 0 \"http://a/?\" \"x\"",
            "host.example - - [29/Feb/2024:12:00:00 -0000] \"OPTIONS *\" 400 - \"-\" \"-\"",
            "1.2.3.4 - - [01/Jul/2026:12:00:00 +0000] \"\\x16\\x03\\x01\" 400 0 \"-\" \"-\"",
            "1.2.3.4 - - [01/Oct/2026:12:00:00 +0000] \"-\" 408 - \"-\" \"-\" \"10.0.0.1, 10.0.0.2\"",
            "1.2.3.4 - - [01/Nov/2026:12:00:00 +0000] \"GET /a? HTTP/1.0\" - 7 \"-\" \"it's \\\"it\\\"\" \"-\"",
            "1.2.3.4 - - [01/Dec/2026:12:00:60 +0000] \"GET  HTTP/1.0\" 200 007 \"\" \"x\" \"y\" \"z\"",
            "1.2.3.4 - - [31/Dec/2026:23:59:59 +1800] \"GET ?q HTTP/1.0\" 200 7 \"-\" \"x\"",
            "::FFFF:192.0.2.7 - - [01/Jul/2026:12:00:00 +0000] \"GET http://ann:secret@a.example/ HTTP/1.1\" 200 7 \"-\" \"x\"",
            "2001:DB8:0::1 - - [01/Jul/2026:12:00:00 +0000] \"GET http://a.example:81/b?c#d HTTP/1.1\" 200 7 \"-\" \"x\" \"-\"",
            "[2001:db8::1]:443 - - [01/Jul/2026:12:00:00 +0000] \"CONNECT a.example:443 HTTP/1.1\" 200 7 \"-\" \"x\" 12 \"2.75\"",
            "\uFEFF192.0.2.7 - - [01/Jul/2026:12:00:00 +0000] \"x http://ann:secret@a.example\" 400 7 \"-\" \"x\"");

    private static final List<String> CLASSIC_LINES = List.of(
            "2026-01-05T00:10:00.123456Z web 192.0.2.7:51600 10.0.0.1:80 0.00001 1.2 60 200 404 34 366 \"GET http://a.example:80/a?b=c HTTP/1.1\" \"it's Zoë\" ECDHE-RSA TLSv1.2",
            "1999-12-31T23:59:59.000001Z web [2001:db8::7]:1 - -1 0 0.5 - - 0 0 \"- - - \" \"-\" - -",
            "2026-07-05T12:00:00.120000Z web ::1:65535 10.0.0.1:80 0.000010 100.000000 0.123456 200 404 34 366 \"- http://a:80- -\" \"x\" - -",
            "2026-07-05T12:00:00.120Z web ::1:65535 10.0.0.1:80 7 8 9 200 404 34 366 \"POST /a\" \"x\" - -",
            "2026-07-05T12:00:00.120000Z web 192.0.2.7:1 10.0.0.1:80 0.001069 0.00002 0.000041 - - 82 305 \"- - - \" \"-\" - -",
            "2026-07-05T12:00:00.120000Z web 192.0.2.7:1 10.0.0.1:80 0.001060 0.000020 0.000040 - - 82 305 \"- - - \" \"-\" AES TLSv1.2",
            "2026-07-05T12:00:00.120000Z web ::ffff:192.0.2.7:1 - -1 -1 -1 408 0 0 0 \"- - - \" \"-\" - -",
            "2026-07-05T12:00:00.120000Z web 192.0.2.7:1 - -1 -1 -1 504 0 0 0 \"GET http://a:80/ HTTP/1.1\" \"x\" - -");
    private static final List<String> APPLICATION_LINES = List.of(
            "h2 2026-01-05T00:10:00.000000Z app/web/50 192.0.2.7:51600 10.0.0.1:80 0.001 10.020 0.300 502 200 34 366 \"GET https://a.example:443/a?b HTTP/2.0\" \"x\" - TLSv1.3 arn:x \"Root=1-58\" \"a.example\" \"arn:y\" 7 2026-01-05T00:09:59.802001Z \"waf,redirect\" \"https://b/?to=x\" \"-\" \"10.0.0.1:80 10.0.0.2:80\" \"502 200\" \"Ambiguous\" \"AmbiguousUri\" TID_12 \"a\" \"/b?x\" \"TransformSuccess\"",
            "http 2026-01-05T00:10:00.000000Z app/web/50 192.0.2.7:51600 - -1 -1 -1 200 - 0 272 \"- http://a:80-/ \" \"-\" - - - \"-\" \"-\" \"-\" - - \"-\" \"-\" \"-\" \"-\" \"-\" \"-\" \"-\" TID_0",
            "wss 2026-01-05T00:10:00.000000Z app/web/50 192.0.2.7:51600 - 0.000 0.000 0.007 200 - 0 0 \"GET / HTTP/1.1\" \"\" - - - \"-\" \"-\" \"-\" -1 1970-01-01T00:00:00.000000Z \"-\" \"-\" \"-\" \"-\" \"-\" \"-\" \"-\"",
            "wss 2026-01-05T00:10:00.000000Z app/web/50 192.0.2.7:51600 - 0.000 0.000 0.007 200 - 0 0 \"GET / HTTP/1.1\" \"-\" - - - \"-\" \"-\" \"-\" -1 1970-01-01T00:00:00.000000Z \"-\" \"-\" \"-\" \"-\" \"-\" \"-\" \"-\"",
            "http 2026-01-05T00:10:00.000000Z app/web/50 192.0.2.7:51600 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 \"GET http://a:80/ HTTP/1.1\" \"x\" - - arn:x \"Root=1-58\" \"-\" \"-\" 0 2026-01-05T00:09:59.802001Z \"forward\" \"-\" \"-\" 10.0.0.1:80 200 \"-\" \"-\" TID_12 \"-\" \"-\" \"-\"");

    /** Lines that follow from a skeleton and their columns, in every way that values are spelled. */
    private static final List<String> JSON_LINES = List.of(
            "{\"source.address\":\"h.example\",\"@timestamp\":\"2026-03-04T05:06:07.120Z\",\"level\":\"warn\",\"message\":\"took \\\"long\\\"\\n\\r\\t\\b\\f\\\\\",\"a\":{\"b\":[1, {\"x\":null}],\"c\":1e3}}",
            "{ \"source.address\":\"192.0.2.9\",\"time\" : \"2026-03-04 00:06:07,123456789 -09:30\", \"user\":{\"name\":\"Zo\u00eb\"},\"html\":\"\\u003cb\\u003e \\u0026 \\\"x\\\"\",\"none\":null,\"none\":\"%s $1 \\\\1\"}",
            "{\"time_local\":\"04/Mar/2026:05:06:07 +0200\",\"msec\":1772593567.250,\"remote_addr\":\"::ffff:192.0.2.7\",\"request\":\"GET /a?b='c' HTTP/1.1\",\"status\":\"200\",\"body_bytes_sent\":12,\"request_time\":12.025,\"x\":\"\"}",
            "{\"source\":{\"address\":\"2001:DB8::1\"},\"ts\":1772593567123456789,\"k8s\":{\"node\":{\"name\":\"\u00e9t\u00e9\"}},\"big\":12345678901234567890.5,\"url\":{\"original\":\"/a?b\"},\"http\":{\"response\":{\"status_code\":404.0}},\"u\":\"\\u0041\",\"ok\":true}",
            "{\"ts\":1772593567,\"source\":{\"ip\":\"192.0.2.7\"},\"message\":\"1.2.3.4 - bob [04/Mar/2026:05:06:07 +0000] \\\"GET /x?y HTTP/1.1\\\" 200 5\",\"labels\":{\"order.nr\":\"\"}}",
            "{\"source.address\":\"192.0.2.9\",\"time\":\"9999-12-31T23:59:59.999999Z\",\"k\":\"x\"}",
            "{\"source.address\":\"192.0.2.9\",\"\\u0001v1\\u0002\":\"\\u0001\",\"time\":\"1969-12-31T23:59:59Z\",\"k\":\"x\"}");

    /**
     * Behind chosen ones: those of an earlier version, which took all bytes for those of bodies and whose rows keep their
     * renderers; and what every format brings.
     */
    public static final List<String> ODD_LINES = Stream.of(
                    ODD_ACCESS_LINES,
                    CLASSIC_LINES,
                    APPLICATION_LINES,
                    JSON_LINES,
                    CLASSIC_LINES,
                    APPLICATION_LINES,
                    Formats.all().stream().flatMap(SampleLake::linesOf).toList())
            .flatMap(List::stream)
            .toList();

    /** So many of them, the first ones, name a caller. */
    public static final int WITH_CALLER =
            ODD_ACCESS_LINES.size() + 2 * (CLASSIC_LINES.size() + APPLICATION_LINES.size());

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int HOOLI_EVENTS = 1500;

    private final List<EventBuilder> events = new ArrayList<>();
    private int firstOffset;

    private SampleLake() {}

    /** Makes the tables and lands the events with Flink. */
    public static void land(LakeSettings settings) throws Exception {
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        SampleLake sample = new SampleLake();
        sample.addAcme();
        sample.add("globex", "9.9.9.9 - - [01/Jan/2026:10:00:00 +0000] \"GET /secret HTTP/1.1\" 404 5 \"-\" \"x\"");
        sample.addHooli();
        ODD_ACCESS_LINES.forEach(line -> sample.add("odd", line));
        CLASSIC_LINES.forEach(line -> sample.add("odd", "elb", line));
        APPLICATION_LINES.forEach(line -> sample.add("odd", "alb", line));
        JSON_LINES.forEach(line -> sample.add("odd", "json", line));
        int ofThisVersion = sample.events.size();
        CLASSIC_LINES.forEach(line -> sample.add("odd", "elb", line));
        APPLICATION_LINES.forEach(line -> sample.add("odd", "alb", line));
        sample.events.subList(ofThisVersion, sample.events.size()).forEach(SampleLake::countAsBodies);
        Formats.all().forEach(format -> linesOf(format).forEach(line -> sample.add("odd", format.name(), line)));
        sample.land(new LakeSinks(settings));
    }

    /** Lands a tenant's lines with Flink, into tables that are there. */
    public static void land(LakeSettings settings, String tenant, int firstOffset, List<String> lines)
            throws Exception {
        SampleLake sample = new SampleLake();
        sample.firstOffset = firstOffset;
        lines.forEach(line -> sample.add(tenant, line));
        sample.land(new LakeSinks(settings));
    }

    /**
     * A line of a dataset.
     *
     * @param dataset the dataset
     * @param format how it is parsed
     * @param text the line
     */
    public record Line(String dataset, String format, String text) {}

    /** Lands a tenant's lines of several datasets with Flink, into tables that are there. */
    public static void landLines(LakeSettings settings, String tenant, int firstOffset, List<Line> lines)
            throws Exception {
        SampleLake sample = new SampleLake();
        sample.firstOffset = firstOffset;
        lines.forEach(line -> sample.add(new DatasetId(tenant, line.dataset()), line.format(), line.text()));
        sample.land(new LakeSinks(settings));
    }

    private void land(LakeSinks sinks) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(java.util.Map.of(
                        "execution.checkpointing.interval", "100 ms",
                        // Iceberg's worker threads outlive the job and are met again by queries in this process.
                        "classloader.check-leaked-classloader", "false",
                        "pipeline.generic-types", "false",
                        "parallelism.default", "1")));
        sinks.logs().accept(environment.fromData(LogEventTypeInfo.INSTANCE, events.toArray(LogEvent[]::new)));
        environment.execute();
    }

    private void addAcme() {
        add("acme", "1.1.1.1 - - [01/Jan/2026:10:00:00 +0000] \"GET /gone?a=1 HTTP/1.1\" 404 5 \"-\" \"x\"");
        add("acme", "1.1.1.2 - - [01/Jan/2026:11:00:00 +0000] \"GET /gone HTTP/1.1\" 404 5 \"-\" \"x\"");
        add("acme", "1.1.1.2 - - [02/Jan/2026:00:00:00 +0000] \"GET /gone HTTP/1.1\" 404 5 \"-\" \"x\"");
        add("acme", "1.1.1.1 - - [02/Jan/2026:10:00:00 +0000] \"GET /old HTTP/1.1\" 404 5 \"-\" \"x\"");
        add("acme", "1.1.1.3 - eve [02/Jan/2026:10:00:01 +0000] \"GET /admin HTTP/1.1\" 403 5 \"-\" \"x\"");
        add("acme", "1.1.1.3 - eve [02/Jan/2026:10:00:02 +0000] \"GET /admin HTTP/1.1\" 403 5 \"-\" \"x\"");
        add(
                "acme",
                "1.1.1.4 - =cmd() [02/Jan/2026:10:00:03 +0000] \"GET /<script>alert(1)</script> HTTP/1.1\" 401 5 \"-\" \"x\"");
        add(
                "acme",
                "1.1.1.5 - - [02/Jan/2026:10:00:04 +0000] \"GET / HTTP/1.1\" 200 5 \"https://Search.example/?q=1\" \"x\"");
        add(
                "acme",
                "1.1.1.5 - - [02/Jan/2026:10:00:05 +0000] \"GET /b HTTP/1.1\" 200 5 \"http://search.example/x\" \"x\"");
        add(
                "acme",
                "1.1.1.6 - - [02/Jan/2026:10:00:06 +0000] \"GET /b HTTP/1.1\" 200 5 \"http://blog.example/\" \"x\"");
        add("acme", "1.1.1.7 - - [01/Jan/1970:00:00:00 +0000] \"GET /clock HTTP/1.1\" 404 5 \"-\" \"x\"");
    }

    /** Counts that tie, absent users, names beyond ASCII, shares that are not whole. */
    private void addHooli() {
        Random random = new Random(7);
        String[] users = {"-", "ann", "Zoë", "bob", "-"};
        String[] sites = {
            "-",
            "https://One.example/",
            "http://ÜBER.example/x",
            "HTTPS://two.example:8443?q",
            "ftp://no.example/",
            "three"
        };
        int[] statuses = {200, 404, 401, 403, 500};
        Instant start = Instant.parse("2026-01-01T22:00:00Z");
        for (int i = 0; i < HOOLI_EVENTS; i++) {
            add(
                    "hooli",
                    "10.0.%d.%d - %s [%s] \"GET /p%d/é HTTP/1.1\" %d 5 \"%s\" \"x\""
                            .formatted(
                                    random.nextInt(3),
                                    random.nextInt(20),
                                    users[random.nextInt(users.length)],
                                    TIME.format(start.plusSeconds(random.nextInt(14_400))),
                                    random.nextInt(40),
                                    statuses[random.nextInt(statuses.length)],
                                    sites[random.nextInt(sites.length)]));
        }
    }

    /** The lines of those that a format brings that are of it. */
    private static Stream<String> linesOf(LineFormat format) {
        LineParser parser = Formats.parser(format.name());
        return SampleLines.of(format).stream()
                .filter(line -> parser.parse(
                                EventBuilder.at(
                                        new DatasetId("odd", "access"),
                                        new Position("topicid", "raw.odd.access", 0, 0, 0),
                                        ARRIVAL.toEpochMilli(),
                                        line),
                                0,
                                line.length)
                        == null)
                .map(line -> new String(line, UTF_8));
    }

    private static void countAsBodies(EventBuilder event) {
        move(event, Field.HTTP_REQUEST_BYTES, Field.HTTP_REQUEST_BODY_BYTES);
        move(event, Field.HTTP_RESPONSE_BYTES, Field.HTTP_RESPONSE_BODY_BYTES);
    }

    private static void move(EventBuilder event, Field from, Field to) {
        if (event.has(from)) {
            event.put(to, event.number(from));
            event.remove(from);
        }
    }

    private void add(String tenant, String line) {
        add(tenant, "combined", line);
    }

    private void add(String tenant, String format, String line) {
        add(new DatasetId(tenant, "access"), format, line);
    }

    private void add(DatasetId dataset, String format, String line) {
        String tenant = dataset.tenant();
        byte[] bytes = line.getBytes(UTF_8);
        Position position = new Position("topicid", "raw." + tenant + ".access", 0, firstOffset + events.size(), 0);
        EventBuilder event = EventBuilder.at(dataset, position, ARRIVAL.toEpochMilli(), bytes);
        event.ingestedMillis(ARRIVAL.toEpochMilli());
        assertThat(Formats.parser(format).parse(event, 0, bytes.length))
                .as(line)
                .isNull();
        if (position.offset() % 2 == 0) {
            label(event, "labels.order.id", Long.toString(position.offset()));
            label(event, "labels.customer", "customer of " + tenant);
        }
        if (position.offset() % 3 == 0) {
            label(event, "k8s.pod.name", "été " + position.offset() % 5);
        }
        events.add(event);
    }

    /** Adds an open field, unless the line has it itself. */
    private static void label(EventBuilder event, String name, String value) {
        if (event.openIndex(name) < 0) {
            event.appendOpen(name, value);
        }
    }
}
