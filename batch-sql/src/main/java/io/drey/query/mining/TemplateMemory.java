package io.drey.query.mining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What earlier looks have found: templates, and what was recognised. A template is as it had become by then. At most {@link #MOST}
 * are kept, those that were seen last.
 *
 * @param until up to when lines that arrived have been looked at; empty before the first look
 * @param known what was found
 */
public record TemplateMemory(Optional<Instant> until, List<Known> known) {

    /** Before the first look. */
    public static final TemplateMemory NONE = new TemplateMemory(Optional.empty(), List.of());

    static final int MOST = MinedRows.MOST;

    /** What is longer is not kept: it is told as new each time. */
    private static final int LONGEST = 4_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A template, or what was recognised.
     *
     * @param kind {@code template} or {@code recognised}
     * @param dataset of which dataset
     * @param what itself
     * @param last when the last of its lines arrived
     */
    public record Known(String kind, String dataset, String what, Instant last) {}

    public TemplateMemory {
        known = List.copyOf(known);
    }

    /** The same and what has been found since. */
    TemplateMemory with(List<Known> found) {
        Map<List<String>, Known> all = new LinkedHashMap<>();
        found.forEach(each -> {
            if (each.what().length() <= LONGEST) {
                all.merge(
                        List.of(each.kind(), each.dataset(), each.what()),
                        each,
                        (one, other) -> one.last().isAfter(other.last()) ? one : other);
            }
        });
        List<Known> kept = all.values().stream()
                .sorted(Comparator.comparing(Known::last)
                        .reversed()
                        .thenComparing(Known::kind)
                        .thenComparing(Known::dataset)
                        .thenComparing(Known::what))
                .limit(MOST)
                .toList();
        return new TemplateMemory(until, kept);
    }

    /** The same, after a look at all that arrived before a moment. */
    public TemplateMemory until(Instant moment) {
        return new TemplateMemory(Optional.of(moment), known);
    }

    /** The templates of a dataset, as they were found. */
    List<Known> templates(String dataset) {
        return known.stream()
                .filter(each ->
                        each.kind().equals(MinedRows.TEMPLATE) && each.dataset().equals(dataset))
                .toList();
    }

    /** Datasets, each with what was recognised there. */
    Set<List<String>> recognised() {
        return known.stream()
                .filter(each -> each.kind().equals(MinedRows.RECOGNISED))
                .map(each -> List.of(each.dataset(), each.what()))
                .collect(Collectors.toSet());
    }

    /** The datasets of which there are templates. */
    SortedSet<String> datasets() {
        SortedSet<String> datasets = new TreeSet<>();
        known.forEach(each -> datasets.add(each.dataset()));
        return datasets;
    }

    /** As a file keeps it. */
    public String json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", 1);
        until.ifPresent(moment -> json.put("until", moment.toString()));
        ArrayNode all = json.putArray("known");
        for (Known each : known) {
            all.addObject()
                    .put("kind", each.kind())
                    .put("dataset", each.dataset())
                    .put("what", each.what())
                    .put("last", each.last().toString());
        }
        return json.toString();
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static TemplateMemory parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.path("version").asInt() != 1) {
                throw new IllegalArgumentException(
                        "its version is '%s', and 1 is known".formatted(json.path("version")));
            }
            List<Known> known = new ArrayList<>();
            for (JsonNode each : json.path("known")) {
                known.add(new Known(
                        each.path("kind").asText(),
                        each.path("dataset").asText(),
                        each.path("what").asText(),
                        Instant.parse(each.path("last").asText())));
            }
            return new TemplateMemory(
                    Optional.ofNullable(json.path("until").textValue()).map(Instant::parse), known);
        } catch (JsonProcessingException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "it cannot be read: " + e.getMessage().lines().findFirst().orElse(""), e);
        }
    }
}
