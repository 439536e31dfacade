package io.drey.cli.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.DatasetId;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Printable;
import io.drey.event.Rejection;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.rules.shape.EventReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines as they come, parsed as the jobs parse them, in the total order of their events: time stamp, then position. */
final class TestLines {

    private static final DatasetId DATASET = new DatasetId("test", "lines");
    private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final Comparator<LogEvent> ORDER =
            Comparator.comparing((LogEvent event) -> event.timestampMicros()).thenComparing(TestLines::reference);

    private final Map<String, LinePipeline> pipelines = new HashMap<>();
    private final List<LogEvent> events = new ArrayList<>();
    private long lines;

    /** A line that is none of its format. */
    static final class RejectedLineException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RejectedLineException(String message) {
            super(message);
        }
    }

    /**
     * Parses the next line.
     *
     * @param arrived when it arrives, which is its time where it says none
     * @throws IllegalArgumentException if there is no such format
     * @throws RejectedLineException if it is a dead letter
     */
    void add(String format, byte[] line, Instant arrived) {
        long number = ++lines;
        Position position = new Position(TOPIC_ID, "raw.test.lines", 0, number - 1, 0);
        LogEvent first = LogEvent.at(DATASET, position, arrived.toEpochMilli(), line);
        pipelines
                .computeIfAbsent(format, name -> new LinePipeline(LineSettings.of(name)))
                .process(first, new LinePipeline.Output() {
                    @Override
                    public void event(LogEvent event) {
                        event.ingestedMillis(arrived.toEpochMilli());
                        events.add(event);
                    }

                    @Override
                    public void rejected(LogEvent at, int from, int to, Rejection rejection) {
                        throw new RejectedLineException("line %d is no line of '%s': %s, column %d: %s"
                                .formatted(
                                        number,
                                        format,
                                        rejection.reason(),
                                        rejection.column(),
                                        Printable.of(new String(line, UTF_8))));
                    }
                });
    }

    /** All events, in their total order. */
    List<LogEvent> inOrder() {
        return events.stream().sorted(ORDER).toList();
    }

    /** What names an event in a match. */
    static EventReference reference(LogEvent event) {
        return new EventReference(
                event.timestampMillis(), event.topicId(), event.partition(), event.offset(), event.index());
    }
}
