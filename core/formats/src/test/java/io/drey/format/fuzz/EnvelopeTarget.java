package io.drey.format.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.format.Envelope;
import io.drey.format.Formats;
import io.drey.format.LineSettings;
import io.drey.format.SampleLines;
import java.util.ArrayList;
import java.util.List;

/** What a shipper puts around lines; the lines are of any program. */
final class EnvelopeTarget implements FuzzTarget {

    private static final String MESSAGE = "2022-10-03 21:59:42,123 ERROR [main] com.acme.Shop - boom";

    private final Envelope envelope;
    private final RecordCheck records;

    EnvelopeTarget(Envelope envelope) {
        this.envelope = envelope;
        this.records = new RecordCheck(LineSettings.of("app").withEnvelope(envelope));
    }

    @Override
    public String name() {
        return "envelope-" + envelope.word();
    }

    @Override
    public void take(byte[] input) {
        records.check(input);
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String format : List.of("docker", "cri", "otlp")) {
            seeds.addAll(SampleLines.of(Formats.of(format)));
        }
        for (String record : List.of(
                MESSAGE,
                "{\"@timestamp\":1664827183.5,\"log\":\"%s\\n\",\"stream\":\"stderr\",\"kubernetes\":{\"pod_name\":\"w\",\"labels\":{\"app\":\"x\"}}}",
                "{\"@timestamp\":\"2022-10-03T19:59:43.500Z\",\"@metadata\":{\"beat\":\"filebeat\",\"_id\":\"x1\"},\"message\":\"%s\",\"log\":{\"offset\":17,\"file\":{\"path\":\"/a\"}}}",
                "{\"file\":\"/a\",\"host\":\"h1\",\"message\":\"%s\",\"source_type\":\"file\",\"timestamp\":\"2022-10-03T19:59:43.500Z\"}",
                "{\"msg\":\" %s\",\"hostname\":\"h1\",\"fromhost-ip\":\"10.0.0.9\",\"syslogtag\":\"a:\",\"pri\":\"190\",\"timereported\":\"2022-10-03T19:59:43.5Z\"}",
                "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1664827183500000000\",\"body\":{\"stringValue\":\"%s\"}},{}]}]}]}")) {
            seeds.add(record.formatted(MESSAGE).getBytes(UTF_8));
        }
        return seeds;
    }
}
