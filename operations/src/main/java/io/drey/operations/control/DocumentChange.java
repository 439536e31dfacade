package io.drey.operations.control;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.Document;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a document.
 *
 * @param document as it is to be; of a deletion as it was
 * @param before as it was, if it was
 */
public record DocumentChange(Outcome outcome, Document document, Optional<Document> before) {

    /** What becomes of it. */
    public enum Outcome {
        CREATED,
        CHANGED,
        UNCHANGED,
        DELETED
    }

    public DocumentChange {
        requireNonNull(outcome, "outcome is null");
        requireNonNull(document, "document is null");
        requireNonNull(before, "before is null");
    }

    boolean isPublished() {
        return outcome != Outcome.UNCHANGED;
    }

    /** The values that differ: {@code reorder-delay: 5s -> 10s}. */
    public List<String> differences() {
        return switch (outcome) {
            case CREATED -> valuesOf(document.content());
            case CHANGED -> {
                List<String> differences = new ArrayList<>();
                compare("", before.map(Document::content).orElseThrow(), document.content(), differences);
                if (differences.isEmpty()) {
                    differences.add("published again, as something else was written over it");
                }
                yield differences;
            }
            case UNCHANGED, DELETED -> List.of();
        };
    }

    private static List<String> valuesOf(ObjectNode content) {
        List<String> values = new ArrayList<>();
        content.fields().forEachRemaining(entry -> values.add(entry.getKey() + ": " + shown(entry.getValue())));
        return values;
    }

    private static void compare(String prefix, JsonNode before, JsonNode after, List<String> differences) {
        Set<String> keys = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(keys::add);
        after.fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            JsonNode left = before.path(key);
            JsonNode right = after.path(key);
            if (left.isObject() && right.isObject()) {
                compare(prefix + key + ".", left, right, differences);
            } else if (isLong(left) && isLong(right)) {
                differences.addAll(lines(prefix + key, left.textValue(), right.textValue()));
            } else if (!left.equals(right)) {
                differences.add("%s%s: %s -> %s".formatted(prefix, key, shown(left), shown(right)));
            }
        }
    }

    private static boolean isLong(JsonNode value) {
        return value.isTextual() && value.textValue().contains("\n");
    }

    /** The lines that only one of two texts has. */
    private static List<String> lines(String key, String before, String after) {
        List<String> differences = new ArrayList<>();
        Set<String> kept = new HashSet<>(after.lines().toList());
        before.lines().filter(line -> !kept.contains(line)).forEach(line -> differences.add(key + ": - " + line));
        Set<String> known = new HashSet<>(before.lines().toList());
        after.lines().filter(line -> !known.contains(line)).forEach(line -> differences.add(key + ": + " + line));
        if (differences.isEmpty() && !before.equals(after)) {
            differences.add(key + ": the same lines in another order");
        }
        return differences;
    }

    private static String shown(JsonNode value) {
        if (value instanceof MissingNode) {
            return "(default)";
        }
        if (isLong(value)) {
            return "%s (%d lines)"
                    .formatted(
                            value.textValue().lines().findFirst().orElse(""),
                            value.textValue().lines().count());
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
