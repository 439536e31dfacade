package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Who looks at a dataset's events. The lake has all that are kept, whatever this says.
 *
 * @param metrics whether they are counted
 * @param detections whether rules see them
 */
public record Consumers(boolean metrics, boolean detections) {

    /** All look at them. */
    public static final Consumers ALL = new Consumers(true, true);

    private static final String METRICS = "metrics";
    private static final String DETECTIONS = "detections";

    static final List<DocumentField> FIELDS = List.of(
            optional(METRICS, FieldType.truth(), "whether events are counted in metrics (default: true)"),
            optional(DETECTIONS, FieldType.truth(), "whether rules see events (default: true)"));

    static Consumers of(JsonNode content) {
        return new Consumers(
                content.path(METRICS).asBoolean(true), content.path(DETECTIONS).asBoolean(true));
    }

    void writeTo(ObjectNode content) {
        content.put(METRICS, metrics);
        content.put(DETECTIONS, detections);
    }
}
