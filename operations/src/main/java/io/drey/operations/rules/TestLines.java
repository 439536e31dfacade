package io.drey.operations.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.event.Printable;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.LineJoiner;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.rules.shape.EventReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Lines as they come, joined and parsed as the jobs do it, in the total order of their events: time stamp, then position. */
public final class TestLines {

    private static final DatasetId DATASET = new DatasetId("test", "lines");
    /** Hashes of tests need only be the same for the same. */
    private static final byte[] SECRET = "test".getBytes(UTF_8);

    private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final Comparator<LogEvent> ORDER =
            Comparator.comparing(LogEvent::timestampMicros).thenComparing(TestLines::reference);

    private final Map<String, Reading> readings = new HashMap<>();
    private final List<LogEvent> events = new ArrayList<>();
    private final ObjectNode treatment = JsonNodeFactory.instance.objectNode();
    private final Optional<String> multiline;
    private final Consumer<String> rejected;
    private long lines;

    /** Lines of which everything is seen. */
    public TestLines() {
        this(List.of(), List.of(), Optional.empty());
    }

    /**
     * Lines of which everything is seen, and that go on behind one that is none of its format.
     *
     * @param multiline which lines are one event; empty where each is
     * @param rejected is told of each line that is a dead letter, and why
     */
    public TestLines(Optional<String> multiline, Consumer<String> rejected) {
        this(List.of(), List.of(), multiline, rejected);
    }

    /**
     * Lines of a dataset, all of which have to be of their format.
     *
     * @param redact what is redacted before rules see it
     * @param drop which events no rule sees
     * @param multiline which lines are one event; empty where each is
     */
    public TestLines(List<String> redact, List<JsonNode> drop, Optional<String> multiline) {
        this(redact, drop, multiline, message -> {
            throw new RejectedLineException(message);
        });
    }

    private TestLines(List<String> redact, List<JsonNode> drop, Optional<String> multiline, Consumer<String> rejected) {
        ArrayNode rules = treatment.putArray("redact");
        redact.forEach(rules::add);
        ArrayNode conditions = treatment.putArray("drop");
        drop.forEach(conditions::add);
        treatment.put("redact-secret", "test");
        this.multiline = multiline;
        this.rejected = rejected;
    }

    /** A line that is none of its format. */
    public static final class RejectedLineException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RejectedLineException(String message) {
            super(message);
        }
    }

    /**
     * Takes the next line.
     *
     * @param arrived when it arrives, which is its time where it says none
     * @throws IllegalArgumentException if there is no such format
     * @throws RejectedLineException if it, or one that was waited with, is a dead letter
     */
    public void add(String format, byte[] line, Instant arrived) {
        take(format, multiline, line, arrived);
    }

    /** Takes the next event, as JSON: it is no line, and never joined. */
    void addEvent(String format, byte[] json, Instant arrived) {
        take(format, Optional.empty(), json, arrived);
    }

    private void take(String format, Optional<String> joined, byte[] line, Instant arrived) {
        Position position = new Position(TOPIC_ID, "raw.test.lines", 0, lines++, 0);
        EventBuilder first = EventBuilder.at(DATASET, position, arrived.toEpochMilli(), line);
        readings.computeIfAbsent(format + (joined.isPresent() ? " joined" : ""), key -> new Reading(format, joined))
                .take(first);
    }

    /** How lines of a format are read. */
    private final class Reading implements LineJoiner.Output {

        private final String format;
        private final LinePipeline pipeline;

        /** Null where each line is an event. */
        private final LineJoiner joiner;

        private Reading(String format, Optional<String> joined) {
            this.format = format;
            ObjectNode content = treatment.deepCopy().put("format", format);
            joined.ifPresent(rule -> content.put("multiline", rule));
            LineSettings settings = DatasetDocument.of(DATASET, content).lines();
            pipeline = new LinePipeline(settings, name -> Optional.of(SECRET), EnrichmentSources.none());
            joiner = LineJoiner.isAskedFor(pipeline) ? new LineJoiner(pipeline) : null;
        }

        private void take(EventBuilder first) {
            if (joiner == null) {
                pipeline.process(first, this);
            } else {
                joiner.add(first, this);
            }
        }

        private void end() {
            if (joiner != null) {
                joiner.flush(this);
            }
        }

        @Override
        public void event(EventBuilder event) {
            event.ingestedMillis(event.createdMillis());
            events.add(event);
        }

        @Override
        public void joined(LogEvent at, long firstOffset) {
            // It is part of an event that rules see.
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            // No rule sees it.
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
            rejected.accept("line %d is no line of '%s': %s, column %d: %s"
                    .formatted(
                            at.offset() + 1,
                            format,
                            rejection.reason(),
                            rejection.column(),
                            Printable.of(new String(at.bytes(), UTF_8))));
        }
    }

    /**
     * All events, in their total order. No line follows.
     *
     * @throws RejectedLineException if a line that waited is a dead letter
     */
    public List<LogEvent> inOrder() {
        readings.values().forEach(Reading::end);
        return events.stream().sorted(ORDER).toList();
    }

    /** What names an event in a match. */
    public static EventReference reference(LogEvent event) {
        return new EventReference(
                event.timestampMillis(), event.topicId(), event.partition(), event.offset(), event.index());
    }
}
