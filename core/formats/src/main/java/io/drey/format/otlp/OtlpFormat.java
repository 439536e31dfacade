package io.drey.format.otlp;

import com.google.auto.service.AutoService;
import io.drey.event.Rejection;
import io.drey.format.Envelope;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;

/** Log records of OpenTelemetry. */
@AutoService(LineFormat.class)
public final class OtlpFormat implements LineFormat {

    @Override
    public String name() {
        return "otlp";
    }

    @Override
    public String description() {
        return "log records of OpenTelemetry (OTLP), binary or JSON, alone or in export requests";
    }

    @Override
    public String example() {
        return "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"shop\"}}]},"
                + "\"scopeLogs\":[{\"scope\":{\"name\":\"com.acme.Shop\"},\"logRecords\":[{\"timeUnixNano\":\"1714557600123456789\","
                + "\"severityText\":\"WARN\",\"body\":{\"stringValue\":\"slow\"},\"attributes\":[{\"key\":\"order.id\",\"value\":"
                + "{\"intValue\":\"17\"}}],\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"spanId\":\"00f067aa0ba902b7\"}]}]}]}";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        OtlpRecords records = new OtlpRecords(true, options);
        return (event, from, to) -> from == to ? new Rejection("empty line", 0) : records.fill(event, from, to);
    }

    @Override
    public Envelope envelope() {
        return Envelope.OTLP;
    }
}
