package io.drey.event.config;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;

/**
 * How a dataset is read and timed: one document of a tenant's control topic.
 *
 * @param id the dataset
 * @param format the lines' format, a name that {@code Formats} knows
 * @param reorderDelay how far events may be out of order: the dataset's clock stays as far behind the highest time stamp
 * @param silenceTimeout after how long without an event the dataset counts as silent
 * @param bounded whether the dataset ends, as a file does: once silent, nothing is held back any more
 * @param allowedLateness how far behind the clock an event may still correct a metrics window
 * @param futureCap how far beyond its arrival a time stamp may lie and still move the clock
 * @param maxLineBytes the longest line taken as an event, in bytes
 */
public record DatasetDocument(
        DatasetId id,
        String format,
        Duration reorderDelay,
        Duration silenceTimeout,
        boolean bounded,
        Duration allowedLateness,
        Duration futureCap,
        int maxLineBytes) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KIND = "dataset";

    public DatasetDocument {
        requireNonNull(id, "id is null");
        requireNonNull(format, "format is null");
        requireNotNegative("reorder-delay", reorderDelay);
        requireNotNegative("silence-timeout", silenceTimeout);
        requireNotNegative("allowed-lateness", allowedLateness);
        requireNotNegative("future-cap", futureCap);
        if (maxLineBytes < 1) {
            throw new IllegalArgumentException("max-line-bytes is %d: it must be at least 1".formatted(maxLineBytes));
        }
    }

    /** A dataset that is shipped as it is written, with the defaults for such. */
    public static DatasetDocument live(DatasetId id, String format) {
        return new DatasetDocument(
                id,
                format,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                false,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                1 << 20);
    }

    /** A dataset read from files, with the defaults for such. */
    public static DatasetDocument files(DatasetId id, String format) {
        return new DatasetDocument(
                id,
                format,
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                true,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                1 << 20);
    }

    /** The key in the control topic: {@code dataset/<name>}. */
    public String key() {
        return KIND + "/" + id.dataset();
    }

    /** Whether a key of a control topic is a dataset document's. */
    public static boolean isKey(String key) {
        return key.startsWith(KIND + "/");
    }

    /** The dataset that a key of a tenant's control topic names. */
    public static DatasetId idOf(String tenant, String key) {
        return new DatasetId(tenant, key.substring(KIND.length() + 1));
    }

    /** The document as the control topic carries it. */
    public byte[] toJson() {
        ObjectNode node = JSON.createObjectNode();
        node.put("kind", KIND);
        node.put("name", id.dataset());
        node.put("format", format);
        node.put("reorder-delay", reorderDelay.toString());
        node.put("silence-timeout", silenceTimeout.toString());
        node.put("bounded", bounded);
        node.put("allowed-lateness", allowedLateness.toString());
        node.put("future-cap", futureCap.toString());
        node.put("max-line-bytes", maxLineBytes);
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a document of a tenant's control topic. The tenant is the topic's, never the document's.
     *
     * @throws IllegalArgumentException naming the value and the remedy
     */
    public static DatasetDocument fromJson(String tenant, String json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "a dataset document of tenant %s is not JSON: %s".formatted(tenant, Printable.of(json)), e);
        }
        DatasetId id = new DatasetId(tenant, node.path("name").asText());
        DatasetDocument defaults = live(id, requiredText(node, "format"));
        return new DatasetDocument(
                id,
                defaults.format,
                duration(node, "reorder-delay", defaults.reorderDelay),
                duration(node, "silence-timeout", defaults.silenceTimeout),
                node.path("bounded").asBoolean(defaults.bounded),
                duration(node, "allowed-lateness", defaults.allowedLateness),
                duration(node, "future-cap", defaults.futureCap),
                node.path("max-line-bytes").asInt(defaults.maxLineBytes));
    }

    private static String requiredText(JsonNode node, String key) {
        if (!node.path(key).isTextual()) {
            throw new IllegalArgumentException("a dataset document lacks '%s': %s".formatted(key, node));
        }
        return node.path(key).textValue();
    }

    private static Duration duration(JsonNode node, String key, Duration otherwise) {
        if (!node.has(key)) {
            return otherwise;
        }
        try {
            return Duration.parse(node.path(key).asText());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'%s' of dataset %s is '%s': write an ISO 8601 duration such as PT5S"
                            .formatted(
                                    key,
                                    node.path("name").asText(),
                                    node.path(key).asText()),
                    e);
        }
    }

    private static void requireNotNegative(String key, Duration duration) {
        requireNonNull(duration, () -> key + " is null");
        if (duration.isNegative()) {
            throw new IllegalArgumentException("%s is %s: it must not be negative".formatted(key, duration));
        }
    }
}
