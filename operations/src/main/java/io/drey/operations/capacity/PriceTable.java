package io.drey.operations.capacity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.drey.event.Printable;
import io.drey.event.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What things cost, in dollars, and what the sums assume. {@code docs/prices.yaml} explains each value.
 *
 * @param ingestPriced the steps of a price by what is taken in, by name
 */
public record PriceTable(
        Lines lines,
        Metrics metrics,
        Map<String, Step> ingestPriced,
        ObjectStore objectStore,
        Compute compute,
        Queue queue) {

    /** The table that is published. */
    static final String PUBLISHED = "prices.yaml";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public PriceTable {
        requireSome("ingest-priced", ingestPriced);
        ingestPriced.forEach((name, step) -> {
            require("ingest-priced.%s.from-gib-a-day".formatted(name), step.fromGibADay);
            require("ingest-priced.%s.gib-a-day-year".formatted(name), step.gibADayYear);
        });
        if (ingestPriced.values().stream().noneMatch(step -> step.fromGibADay == 0)) {
            throw new IllegalArgumentException(
                    "no step of ingest-priced begins with from-gib-a-day: 0: one must, for the least");
        }
        ingestPriced = new LinkedHashMap<>(ingestPriced);
    }

    /** @param compression bytes of lines for a byte that is stored */
    record Lines(double compression) {
        Lines {
            if (!(compression > 0)) {
                throw new IllegalArgumentException(
                        "lines.compression is %s: it is above 0, bytes of lines for one that is stored"
                                .formatted(compression));
            }
        }
    }

    /**
     * What lines are aggregated to.
     *
     * @param seriesAHost how many values a host has
     * @param bytes of one value
     * @param everySeconds how often each is told
     */
    record Metrics(double seriesAHost, double bytes, double everySeconds) {
        Metrics {
            require("metrics.series-a-host", seriesAHost);
            require("metrics.bytes", bytes);
            if (!(everySeconds > 0)) {
                throw new IllegalArgumentException(
                        "metrics.every-seconds is %s: it is above 0".formatted(everySeconds));
            }
        }
    }

    /**
     * A price by what is taken in.
     *
     * @param fromGibADay what has to be taken in for it
     * @param gibADayYear dollars a year for each GiB a day
     */
    record Step(double fromGibADay, double gibADayYear) {}

    /**
     * A class of storage.
     *
     * @param months how long an object is in it
     * @param gbMonth dollars for a GB and month
     */
    record StorageClass(double months, double gbMonth) {}

    /**
     * An object store.
     *
     * @param classes by name, in the order that an object goes through them
     * @param monthsOfLines of how many months' lines the storage is in the sum
     */
    public record ObjectStore(
            Map<String, StorageClass> classes,
            double putThousand,
            double getThousand,
            double objectsAHostHour,
            double getsAnObject,
            double monthsOfLines) {
        public ObjectStore {
            requireSome("object-store.classes", classes);
            classes.forEach((name, storage) -> {
                require("object-store.classes.%s.months".formatted(name), storage.months);
                require("object-store.classes.%s.gb-month".formatted(name), storage.gbMonth);
            });
            require("object-store.put-thousand", putThousand);
            require("object-store.get-thousand", getThousand);
            require("object-store.objects-a-host-hour", objectsAHostHour);
            require("object-store.gets-an-object", getsAnObject);
            require("object-store.months-of-lines", monthsOfLines);
            classes = new LinkedHashMap<>(classes);
        }
    }

    /** @param coreHour dollars */
    record Compute(double coreHour) {
        Compute {
            require("compute.core-hour", coreHour);
        }
    }

    /**
     * A queue.
     *
     * @param shards how many
     * @param shardHour dollars
     * @param putMillion dollars for a million units
     */
    record Queue(double shards, double shardHour, double putMillion) {
        Queue {
            require("queue.shards", shards);
            require("queue.shard-hour", shardHour);
            require("queue.put-million", putMillion);
        }
    }

    /** The published table's text. */
    public static String published() {
        try (InputStream in = PriceTable.class.getResourceAsStream(PUBLISHED)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + PUBLISHED);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a table.
     *
     * @param yaml its text
     * @param changes values to put in the place of the text's, by dotted key
     * @throws IllegalArgumentException naming the key that is missing, unknown or has no such value
     */
    public static PriceTable of(String yaml, Map<String, Double> changes) {
        try {
            JsonNode table = YAML.readTree(yaml);
            if (!table.isObject()) {
                throw new IllegalArgumentException("it has no keys: begin with a copy of the published table");
            }
            changes.forEach((key, value) -> change((ObjectNode) table, key, value));
            requireNumbers("", table);
            return YAML.treeToValue(table, PriceTable.class);
        } catch (UnrecognizedPropertyException e) {
            throw new IllegalArgumentException(
                    "there is no key '%s'%s"
                            .formatted(
                                    Printable.of(path(e)),
                                    Spelling.suggestion(e.getPropertyName(), names(e.getKnownPropertyIds()))),
                    e);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            throw new IllegalArgumentException(
                    "%s is missing, or is not of the kind that it must be: compare it with the published table"
                            .formatted(Printable.of(path(e))),
                    e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "line %d: %s"
                            .formatted(
                                    e.getLocation() == null
                                            ? 1
                                            : e.getLocation().getLineNr(),
                                    Printable.of(e.getOriginalMessage()
                                            .lines()
                                            .findFirst()
                                            .orElse(""))),
                    e);
        }
    }

    /** The step that counts for all that is taken in. */
    Step ingestPrice(double gibADay) {
        return ingestPriced.values().stream()
                .filter(step -> step.fromGibADay <= gibADay)
                .max((one, other) -> Double.compare(one.fromGibADay, other.fromGibADay))
                .orElseThrow();
    }

    /** The same with the storage of so many months' lines in the sum. */
    public PriceTable withMonthsOfLines(double months) {
        ObjectStore store = objectStore;
        return new PriceTable(
                lines,
                metrics,
                ingestPriced,
                new ObjectStore(
                        store.classes,
                        store.putThousand,
                        store.getThousand,
                        store.objectsAHostHour,
                        store.getsAnObject,
                        months),
                compute,
                queue);
    }

    private static void change(ObjectNode table, String key, double value) {
        Map<String, ObjectNode> leaves = new TreeMap<>();
        leaves("", table, leaves);
        ObjectNode parent = leaves.get(key);
        if (parent == null) {
            throw new IllegalArgumentException(
                    "there is no key '%s'%s".formatted(Printable.of(key), Spelling.suggestion(key, leaves.keySet())));
        }
        parent.put(key.substring(key.lastIndexOf('.') + 1), value);
    }

    /** Where each value stands, by dotted key. */
    private static void leaves(String prefix, ObjectNode node, Map<String, ObjectNode> leaves) {
        for (Iterator<Map.Entry<String, JsonNode>> fields = node.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getValue() instanceof ObjectNode part) {
                leaves(prefix + field.getKey() + ".", part, leaves);
            } else {
                leaves.put(prefix + field.getKey(), node);
            }
        }
    }

    private static void requireNumbers(String path, JsonNode node) {
        if (node.isObject()) {
            node.fields()
                    .forEachRemaining(field -> requireNumbers(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue()));
        } else if (node.getNodeType() != JsonNodeType.NUMBER) {
            throw new IllegalArgumentException(
                    "%s is '%s': it is a number".formatted(Printable.of(path), Printable.of(node.asText())));
        }
    }

    private static String path(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
    }

    private static Collection<String> names(Collection<Object> ids) {
        return ids.stream().map(Object::toString).sorted().toList();
    }

    private static void requireSome(String key, Map<String, ?> map) {
        if (map.isEmpty() || map.containsValue(null)) {
            throw new IllegalArgumentException("%s is empty: it needs at least one part".formatted(key));
        }
    }

    private static void require(String key, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("%s is %s: it is 0 or more".formatted(key, value));
        }
    }
}
