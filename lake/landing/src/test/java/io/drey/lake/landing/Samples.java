package io.drey.lake.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.EventBuilder;
import io.drey.event.Evidence;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import io.drey.format.Formats;
import java.time.Instant;

/** Events, alerts and dead letters for the tests of this module. */
public final class Samples {

    public static final DatasetId ACME_ACCESS = new DatasetId("acme", "access");
    public static final String TOPIC_ID = "b8jt2m5jQ5a8ZTzJk0Tz1w";
    public static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    private Samples() {}

    public static Position position(long offset) {
        return new Position(TOPIC_ID, "raw.acme.access", 3, offset, 0);
    }

    /** An event in which every field is present, and two open ones: texts hold their own names, numbers their ordinal. */
    @SuppressWarnings("EnumOrdinal")
    public static LogEvent full(long offset) {
        EventBuilder event = EventBuilder.at(
                ACME_ACCESS, position(offset), NEW_YEAR.plusSeconds(1).toEpochMilli(), new byte[0]);
        for (Field field : Field.values()) {
            if (field.isSlice()) {
                event.append(field, field.ecsName().getBytes(UTF_8));
            } else {
                event.put(field, field.ordinal());
            }
        }
        event.appendOpen("labels.order.id", "17");
        event.appendOpen("trace.state", "ünï=1");
        event.timestampMicros(NEW_YEAR.toEpochMilli() * 1000 + offset);
        event.ingestedMillis(NEW_YEAR.plusSeconds(2).toEpochMilli());
        return event;
    }

    /** An event with nothing but its line. */
    public static EventBuilder bare(long offset, byte[] line) {
        EventBuilder event = EventBuilder.at(
                ACME_ACCESS, position(offset), NEW_YEAR.plusSeconds(1).toEpochMilli(), line);
        event.put(Field.EVENT_ORIGINAL, 0, line.length);
        event.timestampMicros(NEW_YEAR.toEpochMilli() * 1000);
        event.ingestedMillis(NEW_YEAR.plusSeconds(2).toEpochMilli());
        return event;
    }

    /** The event of a line, as ingest makes it. */
    public static EventBuilder parsed(String format, String line) {
        return parsed(format, 1, line.getBytes(UTF_8));
    }

    public static EventBuilder parsed(String format, long offset, byte[] line) {
        EventBuilder event = EventBuilder.at(
                ACME_ACCESS, position(offset), NEW_YEAR.plusSeconds(1).toEpochMilli(), line);
        Rejection rejection = Formats.parser(format).parse(event, 0, line.length);
        if (rejection != null) {
            throw new IllegalArgumentException(rejection.toString());
        }
        event.ingestedMillis(NEW_YEAR.plusSeconds(2).toEpochMilli());
        return event;
    }

    public static Alert alert(String id, String reason) {
        return new Alert(
                id,
                "acme",
                "access",
                "failed-logins",
                1,
                "Failed logins, then a success",
                "high",
                "1.2.3.4",
                NEW_YEAR.toEpochMilli(),
                NEW_YEAR.plusSeconds(60).toEpochMilli(),
                NEW_YEAR.plusSeconds(65).toEpochMilli(),
                reason,
                6,
                new Evidence[] {
                    new Evidence("t.0.1.0", NEW_YEAR.toEpochMilli(), new byte[] {(byte) 0xFF, 0}),
                    new Evidence("t.0.2.0", NEW_YEAR.plusSeconds(60).toEpochMilli(), "line".getBytes(UTF_8))
                });
    }

    public static DeadLetter deadLetter(long offset) {
        return DeadLetter.of(
                ACME_ACCESS,
                position(offset),
                "logs/eu-1/a.log",
                NEW_YEAR.toEpochMilli(),
                new byte[] {(byte) 0xC0, 0, 27},
                new Rejection("expected an address", 1));
    }

    /** A place in a list of a window, as the aggregation job says it. */
    public static MetricPoint metric(int rank, long count) {
        MetricWindow window =
                new MetricWindow("acme", "access", NEW_YEAR.plusSeconds(10).toEpochMilli(), 10);
        return MetricPoint.place(window, "ip", rank, "192.0.2." + rank, count, 0, count);
    }
}
