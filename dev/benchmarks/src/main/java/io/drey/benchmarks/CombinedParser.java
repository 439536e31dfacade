package io.drey.benchmarks;

import com.sun.management.ThreadMXBean;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** Ours: lines as bytes to events. */
final class CombinedParser implements Contender {

    private static final EventOrigin ORIGIN =
            new EventOrigin(new DatasetId("bench", "access"), "AAAAAAAAAAAAAAAAAAAAAA", "raw.bench.access", 0);
    private static final int EVENTS_TO_SIZE = 100_000;

    private final LineParser parser = Formats.parser("combined");
    /** The last events, as a consumer would hold them, so that none is optimised away. */
    private final LogEvent[] emitted = new LogEvent[1024];

    private Lines lines;

    @Override
    public void prepare(Path input, int count) throws IOException {
        lines = Lines.read(input, count);
    }

    @Override
    public void pass() {
        for (int i = 0; i < lines.count(); i++) {
            emitted[i & 1023] = parse(i);
        }
    }

    private LogEvent parse(int line) {
        EventBuilder event = unparsed(line);
        Rejection rejection = parser.parse(event, 0, event.bytes().length);
        if (rejection != null) {
            throw new IllegalStateException("line %d: %s".formatted(line + 1, rejection));
        }
        return event;
    }

    /** An event over an array of its own, copied out of what was fetched, as Kafka's consumer does. */
    private EventBuilder unparsed(int line) {
        return new EventBuilder(ORIGIN, line, 0, 1_700_000_000_000L, lines.record(line));
    }

    @Override
    public long answer(int count) {
        Answer answer = new Answer();
        for (int i = 0; i < count; i++) {
            LogEvent event = parse(i);
            answer.with(event.number(Field.HTTP_RESPONSE_STATUS_CODE))
                    .with(event.has(Field.HTTP_RESPONSE_BODY_BYTES) ? event.number(Field.HTTP_RESPONSE_BODY_BYTES) : -1)
                    .with(event.text(Field.SOURCE_ADDRESS))
                    .with(event.text(Field.URL_PATH))
                    .with(event.timestampMillis());
        }
        return answer.hash();
    }

    @Override
    public double resultBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < EVENTS_TO_SIZE; i++) {
            emitted[i & 1023] = unparsed(i);
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) EVENTS_TO_SIZE;
    }
}
