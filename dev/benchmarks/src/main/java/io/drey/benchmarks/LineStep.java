package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.Envelope;
import io.drey.format.FileOrigin;
import io.drey.format.Formats;
import io.drey.format.LineJoiner;
import io.drey.format.LineParser;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.Multiline;
import io.drey.format.SampleLines;
import io.drey.format.Treatment;
import io.drey.format.enrich.EnrichRule;
import io.drey.format.enrich.Enrichment;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.format.enrich.GeoFinder;
import io.drey.format.enrich.LookupTable;
import io.drey.format.enrich.UserAgentFinder;
import io.drey.format.redact.Redaction;
import io.drey.format.redact.RedactionRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A format's parser, or a step of the pipeline, with lines for it, which go through it one after the other.
 *
 * @param name of the format, or of the step
 * @param floor how many lines a CPU-second it should do at least; 0 where nobody asks
 * @param lines a round's
 * @param taker takes the next line, and hands on what becomes of it
 */
record LineStep(String name, int floor, List<byte[]> lines, Taker taker) {

    /** Takes lines. */
    @FunctionalInterface
    interface Taker {
        void take(EventBuilder record, Consumer<Object> taken);
    }

    private static final int FLOOR = 300_000;
    private static final int HIGH_FLOOR = 1_000_000;
    private static final List<String> HIGH = List.of("alb", "json", "rfc5424");

    /** Those of which users write the expression. */
    private static final List<String> OF_USERS = List.of("regex", "grok");

    private static final EventOrigin ORIGIN =
            new EventOrigin(new DatasetId("bench", "lines"), "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.lines", 0);
    private static final long ARRIVAL_MILLIS = 1_775_000_000_000L;
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final String TRACE = "2026-03-04 05:06:07,123 ERROR [main] com.acme.Shop - boom";

    /** All there are. */
    static List<LineStep> all() {
        List<LineStep> all = new ArrayList<>();
        Formats.names().forEach(format -> all.add(parser(format, accepted(format))));
        all.add(parser("json flat", "json", flatJson()));
        all.add(parser("syslog repaired", "syslog", repaired()));
        all.add(enriched("user-agent"));
        all.add(enriched("bots crawlers"));
        all.add(enriched("lookup crawlers by source.ip"));
        all.add(redacted("mask source.ip"));
        all.add(redacted("hash user.name"));
        all.add(redacted("mask card"));
        all.add(redacted("drop mail"));
        all.add(redacted("hash token"));
        all.add(redacted("mask /session=\\w+/"));
        all.add(inEnvelope(Envelope.CRI, "2022-10-03T19:59:43.5Z stderr F " + TRACE));
        all.add(inEnvelope(
                Envelope.DOCKER,
                "{\"log\":\"%s\\n\",\"stream\":\"stderr\",\"time\":\"2022-10-03T19:59:43.5Z\"}".formatted(TRACE)));
        all.add(inEnvelope(
                Envelope.FLUENT_BIT,
                "{\"@timestamp\":1664827183.5,\"log\":\"%s\",\"stream\":\"stderr\",\"kubernetes\":{\"pod_name\":\"web-1\",\"namespace_name\":\"shop\"}}"
                        .formatted(TRACE)));
        all.add(inEnvelope(
                Envelope.FILEBEAT,
                "{\"@timestamp\":\"2022-10-03T19:59:43.500Z\",\"@metadata\":{\"beat\":\"filebeat\",\"_id\":\"x1\"},\"message\":\"%s\",\"host\":{\"name\":\"h1\"}}"
                        .formatted(TRACE)));
        all.add(inEnvelope(
                Envelope.VECTOR,
                "{\"file\":\"/a.log\",\"host\":\"h1\",\"message\":\"%s\",\"source_type\":\"file\",\"timestamp\":\"2022-10-03T19:59:43.500Z\"}"
                        .formatted(TRACE)));
        all.add(inEnvelope(
                Envelope.RSYSLOG,
                "{\"msg\":\" %s\",\"hostname\":\"h1\",\"fromhost-ip\":\"10.0.0.9\",\"syslogtag\":\"shop:\",\"pri\":\"190\",\"timereported\":\"2022-10-03T19:59:43.500Z\"}"
                        .formatted(TRACE)));
        all.add(joined());
        return all;
    }

    /** A round: each line once. */
    void round(Consumer<Object> taken) {
        for (int i = 0; i < lines.size(); i++) {
            taker.take(new EventBuilder(ORIGIN, i, 0, ARRIVAL_MILLIS, lines.get(i)), taken);
        }
    }

    private static LineStep parser(String format, List<byte[]> lines) {
        return parser(format, format, lines);
    }

    private static LineStep parser(String name, String format, List<byte[]> lines) {
        LineParser parser = Formats.parser(format);
        int floor = OF_USERS.contains(format) ? 0 : HIGH.contains(format) ? HIGH_FLOOR : FLOOR;
        return new LineStep(name, floor, lines, (record, taken) -> {
            parser.parse(record, 0, record.bytes().length);
            taken.accept(record);
        });
    }

    /** The format's sample lines that become events: an odd one that does not says why in words, which nobody does all day. */
    private static List<byte[]> accepted(String format) {
        LineParser parser = Formats.parser(format);
        return SampleLines.of(Formats.of(format)).stream()
                .filter(line ->
                        parser.parse(new EventBuilder(ORIGIN, 0, 0, ARRIVAL_MILLIS, line), 0, line.length) == null)
                .toList();
    }

    private static List<byte[]> flatJson() {
        return lines(
                "{\"level\":\"info\",\"ts\":1772600767.123456,\"logger\":\"checkout\",\"msg\":\"order was placed\","
                        + "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"span_id\":\"00f067aa0ba902b7\"}",
                "{\"@timestamp\":\"2026-03-04T05:06:07.123Z\",\"log.level\":\"INFO\",\"message\":\"order was placed\",\"service.name\":\"shop\"}");
    }

    private static List<byte[]> repaired() {
        return lines(
                "Oct 11 22:14:15 web-1 sshd[1010]: Failed password for root from 192.0.2.7 port 51600",
                "<34>Oct 11 22:14:15 10.0.0.9 Oct 11 22:14:14 web-1 sshd[1010]: Failed password for root from 192.0.2.7",
                "<166>%ASA-6-302013: Built inbound TCP connection 17 for outside:192.0.2.7/51600 (192.0.2.7/51600) to inside:10.0.0.1/80",
                "<189>29: *Mar  1 18:46:11.123: %SYS-5-CONFIG_I: Configured from console by vty2 (10.34.195.36)");
    }

    private static LineStep enriched(String rule) {
        LookupTable table = new LookupTable(
                "crawlers",
                Map.of(
                        "petalbot", Map.of("operator", "Huawei"),
                        "66.249.64.0/19", Map.of("operator", "Google"),
                        "*.petalsearch.com", Map.of()));
        return pipeline(
                "enrich: " + rule,
                FLOOR,
                accepted("combined"),
                LineSettings.of("combined")
                        .withTreatment(Treatment.NONE.withEnrichment(new Enrichment(List.of(EnrichRule.parse(rule))))),
                new EnrichmentSources(GeoFinder.NONE, new UserAgentFinder(), name -> table));
    }

    private static LineStep redacted(String rule) {
        Redaction redaction = new Redaction(List.of(RedactionRule.parse(rule)), Optional.of("key"));
        return pipeline(
                "redact: " + rule,
                0,
                accepted("combined"),
                LineSettings.of("combined").withTreatment(Treatment.NONE.withRedaction(redaction)),
                EnrichmentSources.none());
    }

    private static LineStep inEnvelope(Envelope envelope, String record) {
        return pipeline(
                "envelope: " + envelope.word(),
                FLOOR,
                lines(record),
                LineSettings.of("app").withEnvelope(envelope),
                EnrichmentSources.none());
    }

    private static LineStep pipeline(
            String name, int floor, List<byte[]> lines, LineSettings settings, EnrichmentSources sources) {
        LinePipeline pipeline = new LinePipeline(settings, key -> Optional.of(SECRET), sources);
        return new LineStep(name, floor, lines, (record, taken) -> pipeline.process(record, new Handing(taken)));
    }

    /** Traces of four lines, and lines between. */
    private static LineStep joined() {
        LineJoiner joiner =
                new LineJoiner(new LinePipeline(LineSettings.of("app").withMultiline(Multiline.of("java"))));
        return new LineStep(
                "multiline: java",
                FLOOR,
                lines(
                        TRACE,
                        "java.lang.IllegalStateException: boom",
                        "\tat com.acme.Shop.main(Shop.java:3)",
                        "Caused by: java.io.IOException: reset",
                        TRACE,
                        TRACE),
                (record, taken) -> joiner.add(record, new Handing(taken)));
    }

    private static List<byte[]> lines(String... lines) {
        return Stream.of(lines).map(line -> line.getBytes(UTF_8)).toList();
    }

    /** Hands all on. */
    private record Handing(Consumer<Object> taken) implements LineJoiner.Output {

        @Override
        public void event(EventBuilder event) {
            taken.accept(event);
        }

        @Override
        public void joined(LogEvent at, long firstOffset) {
            taken.accept(at);
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            throw new IllegalStateException("dropped by " + reason);
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
            throw new IllegalStateException("a line of the benchmark is rejected: " + rejection);
        }
    }
}
