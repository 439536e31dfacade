package io.drey.benchmarks;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import java.io.IOException;
import java.nio.file.Path;

/** A request as engines take it that know no lines: what the rule looks at, ready. Public and with fields, as Esper wants it. */
public final class Request {

    private static final EventOrigin ORIGIN =
            new EventOrigin(new DatasetId("bench", "access"), "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.access", 0);
    private static final long ARRIVAL_MILLIS = 1_700_000_000_000L;

    /** Who asked. */
    public final String address;

    public final int status;

    /** When, in milliseconds since the epoch. */
    public final long millis;

    /** Which line it was, counted from 0. */
    public final int line;

    Request(LogEvent event) {
        this.address = event.text(Field.SOURCE_ADDRESS);
        this.status = Math.toIntExact(event.number(Field.HTTP_RESPONSE_STATUS_CODE));
        this.millis = event.timestampMillis();
        this.line = Math.toIntExact(event.offset());
    }

    boolean isFailure() {
        return status == 401 || status == 403;
    }

    boolean isSuccess() {
        return status >= 200 && status < 400;
    }

    /** The first lines of a file as such requests. */
    static Request[] read(Path input, int count) throws IOException {
        LogEvent[] events = events(input, count);
        Request[] requests = new Request[events.length];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = new Request(events[i]);
        }
        return requests;
    }

    /** The same as parsed events, each over its own line. */
    static EventBuilder[] events(Path input, int count) throws IOException {
        LineParser parser = Formats.parser("combined");
        Lines lines = Lines.read(input, count);
        EventBuilder[] events = new EventBuilder[count];
        for (int i = 0; i < count; i++) {
            events[i] = parsed(parser, i, lines.record(i));
        }
        return events;
    }

    static EventBuilder parsed(LineParser parser, int number, byte[] line) {
        EventBuilder event = new EventBuilder(ORIGIN, number, 0, ARRIVAL_MILLIS, line);
        Rejection rejection = parser.parse(event, 0, line.length);
        if (rejection != null) {
            throw new IllegalStateException("line %d: %s".formatted(number + 1, rejection));
        }
        return event;
    }
}
