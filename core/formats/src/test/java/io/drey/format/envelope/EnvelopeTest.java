package io.drey.format.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Rejection;
import io.drey.format.Envelope;
import io.drey.format.EnvelopeStep;
import io.drey.format.FileOrigin;
import io.drey.format.FormatOptions;
import io.drey.format.FormatOptions.TimeMissing;
import io.drey.format.LineLimit;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.Parsing;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class EnvelopeTest {

    private static final String ACCESS_LINE =
            "192.0.2.1 - - [03/Oct/2022:21:59:42 +0200] \"GET / HTTP/1.1\" 200 5 \"-\" \"curl/8\"";
    private static final String ESCAPED = ACCESS_LINE.replace("\"", "\\\"");

    /** A record of each, as its shipper writes it. */
    private static final Map<Envelope, String> RECORDS = Map.of(
            Envelope.DOCKER,
            "{\"log\":\"%s\\n\",\"stream\":\"stderr\",\"time\":\"2022-10-03T19:59:43.5Z\"}".formatted(ESCAPED),
            Envelope.FLUENT_BIT,
            ("{\"@timestamp\":1664827183.5,\"log\":\"%s\",\"stream\":\"stderr\",\"kubernetes\":{\"pod_name\":\"web-1\","
                            + "\"namespace_name\":\"shop\",\"container_name\":\"nginx\",\"host\":\"n1\",\"labels\":{\"app\":\"web\"}}}")
                    .formatted(ESCAPED),
            Envelope.FILEBEAT,
            ("{\"@timestamp\":\"2022-10-03T19:59:43.500Z\",\"@metadata\":{\"beat\":\"filebeat\",\"_id\":\"x1\"},\"message\":\"%s\","
                            + "\"host\":{\"name\":\"h1\"},\"log\":{\"offset\":17,\"file\":{\"path\":\"/var/log/a.log\"}}}")
                    .formatted(ESCAPED),
            Envelope.VECTOR,
            ("{\"file\":\"/var/log/a.log\",\"host\":\"h1\",\"message\":\"%s\",\"source_type\":\"file\","
                            + "\"timestamp\":\"2022-10-03T19:59:43.500Z\"}")
                    .formatted(ESCAPED),
            Envelope.RSYSLOG,
            ("{\"msg\":\" %s\",\"hostname\":\"h1\",\"fromhost-ip\":\"10.0.0.9\",\"syslogtag\":\"nginx:\","
                            + "\"programname\":\"nginx\",\"pri\":\"190\",\"timereported\":\"2022-10-03T19:59:43.500Z\"}")
                    .formatted(ESCAPED),
            Envelope.CRI,
            "2022-10-03T19:59:43.5Z stderr F " + ACCESS_LINE,
            Envelope.OTLP,
            ("{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"host.name\",\"value\":{\"stringValue\":\"h1\"}}]},"
                            + "\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1664827183500000000\",\"body\":{\"stringValue\":"
                            + "\"%s\"},\"attributes\":[{\"key\":\"log.iostream\",\"value\":{\"stringValue\":\"stderr\"}}]}]}]}]}")
                    .formatted(ESCAPED));

    private record Letter(int index, String raw, Rejection rejection) {}

    private static final class Taken implements LinePipeline.Output {
        private final List<EventBuilder> events = new ArrayList<>();
        private final List<Letter> letters = new ArrayList<>();

        @Override
        public void event(EventBuilder event) {
            events.add(event);
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
            letters.add(new Letter(at.index(), new String(at.bytes(), from, to - from, ISO_8859_1), rejection));
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            throw new AssertionError("nothing is dropped: " + at);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NONE", "AUTO"})
    void aRecordGivesItsLineAndSaysWhatItWasIn(Envelope envelope) {
        LogEvent expected = events(Envelope.NONE, "combined", ACCESS_LINE).get(0);
        for (Envelope asked : List.of(envelope, Envelope.AUTO)) {
            LogEvent event = events(asked, "combined", RECORDS.get(envelope)).get(0);

            assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(ACCESS_LINE);
            assertThat(event.timestampMicros()).isEqualTo(expected.timestampMicros());
            assertThat(event.number(Field.HTTP_RESPONSE_STATUS_CODE)).isEqualTo(200);
            assertThat(text(event, "labels.drey.envelope")).isEqualTo(envelope.word());
            LogEventCodec codec = new LogEventCodec();
            assertThat(codec.decode(codec.encode(event))).hasToString(event.toString());
        }
    }

    @Test
    void whatTheEnvelopeSaysOfTheLineIsKept() {
        assertThat(text(opened(Envelope.DOCKER), "log.iostream")).isEqualTo("stderr");
        assertThat(text(opened(Envelope.CRI), "log.iostream")).isEqualTo("stderr");
        assertThat(text(opened(Envelope.OTLP), "log.iostream")).isEqualTo("stderr");
        assertThat(text(opened(Envelope.OTLP), "host.name")).isEqualTo("h1");
        LogEvent fluent = opened(Envelope.FLUENT_BIT);
        assertThat(text(fluent, "k8s.pod.name")).isEqualTo("web-1");
        assertThat(text(fluent, "k8s.namespace.name")).isEqualTo("shop");
        assertThat(text(fluent, "k8s.node.name")).isEqualTo("n1");
        assertThat(text(fluent, "kubernetes.labels.app")).isEqualTo("web");
        LogEvent filebeat = opened(Envelope.FILEBEAT);
        assertThat(text(filebeat, "host.name")).isEqualTo("h1");
        assertThat(text(filebeat, "log.file.path")).isEqualTo("/var/log/a.log");
        assertThat(text(filebeat, "labels.@metadata._id")).isEqualTo("x1");
        LogEvent vector = opened(Envelope.VECTOR);
        assertThat(text(vector, "host.name")).isEqualTo("h1");
        assertThat(text(vector, "log.file.path")).isEqualTo("/var/log/a.log");
        LogEvent rsyslog = opened(Envelope.RSYSLOG);
        assertThat(text(rsyslog, "host.name")).isEqualTo("h1");
        assertThat(text(rsyslog, "log.syslog.appname")).isEqualTo("nginx");
        assertThat(rsyslog.number(Field.LOG_SYSLOG_PRIORITY)).isEqualTo(190);
        assertThat(text(rsyslog, "labels.fromhost-ip")).isEqualTo("10.0.0.9");
    }

    @Test
    void whatTheLineSaysItselfGoesBeforeTheEnvelope() {
        LogEvent event = events(
                        Envelope.AUTO,
                        "json",
                        "{\"@timestamp\":1664827183.5,\"log\":\"{\\\"host\\\":\\\"inner\\\",\\\"msg\\\":\\\"m\\\"}\",\"host\":\"outer\"}")
                .get(0);

        assertThat(text(event, "host.name")).isEqualTo("inner");
        assertThat(text(event, "message")).isEqualTo("m");
    }

    @Test
    void aLineWithoutATimeHappenedWhenItsEnvelopeSaysAndTellsSo() {
        for (TimeMissing missing : TimeMissing.values()) {
            FormatOptions options = FormatOptions.DEFAULT.withTimeMissing(missing);
            LineSettings settings = LineSettings.of("json").withOptions(options).withEnvelope(Envelope.AUTO);
            LogEvent event = process(
                            settings,
                            "{\"log\":\"{\\\"a\\\":1}\",\"@timestamp\":\"2022-10-03T19:59:43.5Z\"}".getBytes(UTF_8))
                    .events
                    .get(0);

            assertThat(text(event, "@timestamp")).isEqualTo("2022-10-03T19:59:43.500Z");
            assertThat(text(event, "labels.drey.time")).isEqualTo("envelope");
        }
    }

    @Test
    void whereNeitherHasATimeTheDatasetSaysWhatBecomesOfIt() {
        LineSettings strict = LineSettings.of("json")
                .withOptions(FormatOptions.DEFAULT.withTimeMissing(TimeMissing.DEAD_LETTER))
                .withEnvelope(Envelope.AUTO);
        byte[] enveloped = "{\"log\":\"{\\\"a\\\":1}\",\"@timestamp\":\"soon\"}".getBytes(UTF_8);

        assertThat(process(strict, enveloped).letters).hasSize(1);
        assertThat(process(strict, "{\"a\":1}".getBytes(UTF_8)).letters).hasSize(1);
        assertThat(text(
                        process(LineSettings.of("json").withEnvelope(Envelope.AUTO), enveloped)
                                .events
                                .get(0),
                        "labels.drey.time"))
                .isEqualTo("arrival");
    }

    @Test
    void autoLeavesWhatIsInNoEnvelope() {
        String own = "{\"log\":{\"level\":\"info\"},\"message\":\"m\",\"@timestamp\":\"2022-10-03T19:59:43.5Z\"}";
        assertThat(events(Envelope.AUTO, "json", own).get(0).text(Field.EVENT_ORIGINAL))
                .isEqualTo(own);
        assertThat(events(Envelope.AUTO, "combined", ACCESS_LINE).get(0).openCount())
                .isZero();
        assertThat(process(LineSettings.of("json").withEnvelope(Envelope.AUTO), "{\"log\":\"a".getBytes(UTF_8)).letters)
                .extracting(letter -> letter.rejection().reason())
                .containsExactly("not JSON: the line ends within a text");
    }

    @Test
    void aLineThatIsNotOfTheFormatTellsWhereInTheRecord() {
        String record = "{\"stream\":\"stdout\",\"log\":\"192.0.2.1 - - [x\\u00e9\",\"time\":\"2022-10-03T19:59:43Z\"}";

        Taken taken = process(LineSettings.of("combined").withEnvelope(Envelope.DOCKER), record.getBytes(UTF_8));

        assertThat(taken.letters).hasSize(1);
        Letter letter = taken.letters.get(0);
        assertThat(letter.raw()).isEqualTo(record);
        assertThat(letter.rejection().reason()).startsWith("within its envelope: ");
        assertThat(letter.rejection().column()).isEqualTo(record.indexOf("[x") + 2);
    }

    @Test
    void damageIsToldWithItsPlace() {
        String record = "{\"message\":\"a\",\"host\":tru}";

        Letter letter = process(LineSettings.of("json").withEnvelope(Envelope.VECTOR), record.getBytes(UTF_8))
                .letters
                .get(0);

        assertThat(letter.rejection())
                .isEqualTo(new Rejection("no record of vector: not JSON: expected true", record.indexOf("tru") + 1));
        assertThat(process(LineSettings.of("json").withEnvelope(Envelope.VECTOR), "{\"msg\":1}".getBytes(UTF_8))
                        .letters
                        .get(0)
                        .rejection()
                        .reason())
                .isEqualTo("no record of vector: expected a text in \"message\"");
    }

    @Test
    void aLineThatIsNoUtf8IsKeptByteForByte() {
        byte[] line = "192.0.2.1 - - [03/Oct/2022:21:59:42 +0200] \"GET /\u00ff HTTP/1.1\" 200 5".getBytes(ISO_8859_1);
        String json = "{\"log\":\"" + new String(line, ISO_8859_1).replace("\"", "\\\"")
                + "\",\"stream\":\"stdout\",\"time\":\"2022-10-03T19:59:43Z\"}";
        String cri = "2022-10-03T19:59:43.5Z stdout F " + new String(line, ISO_8859_1);

        for (String record : List.of(json, cri)) {
            Taken taken = process(LineSettings.of("common").withEnvelope(Envelope.AUTO), record.getBytes(ISO_8859_1));
            assertThat(taken.events.get(0).slice(Field.EVENT_ORIGINAL)).isEqualTo(line);
        }
    }

    @Test
    void theLimitIsThatOfTheLine() {
        LineSettings settings = LineSettings.of("combined")
                .withLimit(new LineLimit(ACCESS_LINE.length()))
                .withEnvelope(Envelope.AUTO);
        byte[] record = RECORDS.get(Envelope.FLUENT_BIT).getBytes(UTF_8);

        assertThat(process(settings, record).events).hasSize(1);
        assertThat(process(settings.withLimit(new LineLimit(ACCESS_LINE.length() - 1)), record).letters)
                .extracting(letter -> letter.rejection().reason())
                .containsExactly(
                        "within its envelope: the line is longer than %d bytes: raise max-line-bytes to take it"
                                .formatted(ACCESS_LINE.length() - 1));
    }

    @Test
    void aBinaryRequestIsAsManyEventsAsItHasRecords() {
        byte[] request = request(record("one"), record(ACCESS_LINE), new byte[] {0x2A, 0x7F});

        Taken taken = process(LineSettings.of("combined").withEnvelope(Envelope.AUTO), request);

        assertThat(taken.events).extracting(LogEvent::index).containsExactly(1);
        LogEvent event = taken.events.get(0);
        assertThat(event.text(Field.EVENT_ORIGINAL)).isEqualTo(ACCESS_LINE);
        assertThat(text(event, "service.name")).isEqualTo("shop");
        assertThat(text(event, "log.level")).isEqualTo("WARN");
        assertThat(text(event, "trace.id")).isEqualTo("0102");
        assertThat(taken.letters).extracting(Letter::index).containsExactly(0, 2);
        assertThat(taken.letters.get(0).raw()).isEqualTo(new String(record("one"), ISO_8859_1));
    }

    @Test
    void aDeadLetterOfARequestIsTakenWhenItComesInAgain() {
        Taken taken = process(LineSettings.of("otlp"), record("alone"));

        assertThat(taken.events).hasSize(1);
        assertThat(text(taken.events.get(0), "message")).isEqualTo("alone");
        assertThat(text(taken.events.get(0), "@timestamp")).isEqualTo("2022-10-03T19:59:43.500Z");
    }

    @Test
    void aRequestThatEndsTooEarlyIsADeadLetterWhole() {
        byte[] request = request(record("one"), record("two"));
        byte[] cut = Arrays.copyOf(request, request.length - 3);

        Taken taken = process(LineSettings.of("otlp"), cut);

        assertThat(taken.events).isEmpty();
        assertThat(taken.letters).extracting(Letter::raw).containsExactly(new String(cut, ISO_8859_1));
        assertThat(taken.letters.get(0).rejection().reason())
                .isEqualTo("no request of OTLP: a field is longer than what it stands in");
    }

    @Test
    void anEventKeepsWhatItsEnvelopeSaidWhenItsLineIsParsedAnew() {
        LogEvent before = opened(Envelope.FLUENT_BIT);
        EventBuilder anew = events(Envelope.NONE, "combined", ACCESS_LINE).get(0);

        EnvelopeStep.keep(anew, before);

        assertThat(anew.timestampMicros()).isEqualTo(before.timestampMicros());
        for (int i = 0; i < before.openCount(); i++) {
            assertThat(text(anew, before.openName(i))).isEqualTo(before.openText(i));
        }
    }

    /** Whatever the damage, a record becomes events and dead letters with all its bytes, each with an index of its own. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void damagedRecordsGiveEventsOrDeadLetters(Envelope envelope) {
        Random random = new Random(envelope.word().hashCode());
        List<byte[]> records = new ArrayList<>();
        RECORDS.forEach((of, record) -> {
            if (of == envelope || envelope == Envelope.AUTO) {
                records.add(record.getBytes(UTF_8));
            }
        });
        if (envelope == Envelope.OTLP || envelope == Envelope.AUTO) {
            records.add(request(record(ACCESS_LINE), record(ACCESS_LINE)));
        }
        LineSettings settings = LineSettings.of("combined").withEnvelope(envelope);
        LinePipeline pipeline = new LinePipeline(settings);
        int events = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] record = records.get(random.nextInt(records.size())).clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                record[random.nextInt(record.length)] = (byte) random.nextInt(random.nextBoolean() ? 128 : 256);
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(record, random.nextInt(record.length + 1)) : record;
            byte[] as = cut.clone();
            Taken taken = new Taken();
            pipeline.process(Parsing.event(cut), taken);

            assertThat(cut).isEqualTo(as);
            assertThat(taken.events.size() + taken.letters.size()).isPositive();
            List<Integer> indices = new ArrayList<>();
            taken.events.forEach(event -> indices.add(event.index()));
            taken.letters.forEach(letter -> indices.add(letter.index()));
            assertThat(indices).doesNotHaveDuplicates();
            events += taken.events.size();
        }
        assertThat(events).isPositive();
    }

    private static LogEvent opened(Envelope envelope) {
        return events(envelope, "combined", RECORDS.get(envelope)).get(0);
    }

    private static List<EventBuilder> events(Envelope envelope, String format, String record) {
        Taken taken = process(LineSettings.of(format).withEnvelope(envelope), record.getBytes(UTF_8));
        assertThat(taken.letters).isEmpty();
        return taken.events;
    }

    private static Taken process(LineSettings settings, byte[] record) {
        Taken taken = new Taken();
        new LinePipeline(settings).process(Parsing.event(record), taken);
        return taken;
    }

    private static String text(LogEvent event, String name) {
        return event.text(FieldName.parse(name));
    }

    /** A log record as protocol buffers: time, severity, body, trace. */
    private static byte[] record(String body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x09);
        for (int i = 0; i < 8; i++) {
            out.write((int) (1_664_827_183_500_000_000L >>> (8 * i)) & 0xFF);
        }
        out.write(0x10);
        out.write(13);
        field(out, 5, message(1, body.getBytes(UTF_8)));
        field(out, 9, new byte[] {1, 2});
        return out.toByteArray();
    }

    private static byte[] request(byte[]... records) {
        ByteArrayOutputStream attribute = new ByteArrayOutputStream();
        field(attribute, 1, "service.name".getBytes(UTF_8));
        field(attribute, 2, message(1, "shop".getBytes(UTF_8)));
        ByteArrayOutputStream scope = new ByteArrayOutputStream();
        for (byte[] record : records) {
            field(scope, 2, record);
        }
        ByteArrayOutputStream resource = new ByteArrayOutputStream();
        // The resource may stand behind its records.
        field(resource, 2, scope.toByteArray());
        field(resource, 1, message(1, attribute.toByteArray()));
        return message(1, resource.toByteArray());
    }

    private static byte[] message(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        field(out, number, content);
        return out.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] content) {
        out.write((number << 3) | 2);
        int length = content.length;
        while (length > 0x7F) {
            out.write((length & 0x7F) | 0x80);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(content);
    }
}
