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

/** Lines as they come, parsed as the jobs parse them, in the total order of their events: time stamp, then position. */
public final class TestLines {

    private static final DatasetId DATASET = new DatasetId("test", "lines");
    /** Hashes of tests need only be the same for the same. */
    private static final byte[] SECRET = "test".getBytes(UTF_8);

    private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final Comparator<LogEvent> ORDER =
            Comparator.comparing(LogEvent::timestampMicros).thenComparing(TestLines::reference);

    private final Map<String, LinePipeline> pipelines = new HashMap<>();
    private final List<LogEvent> events = new ArrayList<>();
    private final ObjectNode treatment = JsonNodeFactory.instance.objectNode();
    private long lines;

    /** Lines of which everything is seen. */
    public TestLines() {
        this(List.of(), List.of());
    }

    /**
     * Lines of a dataset.
     *
     * @param redact what is redacted before rules see it
     * @param drop which events no rule sees
     */
    public TestLines(List<String> redact, List<JsonNode> drop) {
        ArrayNode rules = treatment.putArray("redact");
        redact.forEach(rules::add);
        ArrayNode conditions = treatment.putArray("drop");
        drop.forEach(conditions::add);
        treatment.put("redact-secret", "test");
    }

    /** A line that is none of its format. */
    public static final class RejectedLineException extends RuntimeException {

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
    public void add(String format, byte[] line, Instant arrived) {
        long number = ++lines;
        Position position = new Position(TOPIC_ID, "raw.test.lines", 0, number - 1, 0);
        EventBuilder first = EventBuilder.at(DATASET, position, arrived.toEpochMilli(), line);
        pipelines.computeIfAbsent(format, this::pipeline).process(first, new LinePipeline.Output() {
            @Override
            public void event(EventBuilder event) {
                event.ingestedMillis(arrived.toEpochMilli());
                events.add(event);
            }

            @Override
            public void dropped(LogEvent at, String reason) {
                // No rule sees it.
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

    private LinePipeline pipeline(String format) {
        ObjectNode content = treatment.deepCopy().put("format", format);
        LineSettings settings = DatasetDocument.of(DATASET, content).lines();
        return new LinePipeline(settings, name -> Optional.of(SECRET), EnrichmentSources.none());
    }

    /** All events, in their total order. */
    public List<LogEvent> inOrder() {
        return events.stream().sorted(ORDER).toList();
    }

    /** What names an event in a match. */
    public static EventReference reference(LogEvent event) {
        return new EventReference(
                event.timestampMillis(), event.topicId(), event.partition(), event.offset(), event.index());
    }
}
