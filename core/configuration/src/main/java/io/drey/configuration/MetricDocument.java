package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static io.drey.configuration.DocumentField.required;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.drey.event.DatasetId;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.Printable;
import io.drey.rules.sigma.ConditionReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a tenant wants counted or measured of his events, window by window.
 *
 * @param tenant whose it is
 * @param name the metric's name: the {@code attribute_type} of its documents
 * @param dataset whose events are counted; empty: each dataset by itself
 * @param filter which of them
 * @param function what is made of them
 * @param field what is measured; empty for {@link Function#COUNT} only
 * @param dimension the names that are counted by: fields' names, or one of {@link #DERIVED}; empty for all events together
 * @param top how many values of the dimension a window lists
 * @param percentiles which percentiles, 1 to 99
 * @param windows the lengths of windows to be told; empty: all that the job has
 * @param definition the first 16 hexadecimal digits of a hash of what the document says: another one after each change
 */
public record MetricDocument(
        String tenant,
        String name,
        Optional<String> dataset,
        Filter filter,
        Function function,
        Optional<FieldName> field,
        List<String> dimension,
        int top,
        List<Integer> percentiles,
        List<Duration> windows,
        String definition) {

    /** What is made of events. */
    public enum Function {
        /** How many there are. */
        COUNT,
        SUM,
        MIN,
        MAX,
        AVG,
        /** How many different values the field has. */
        DISTINCT,
        /** Values that so many of a hundred events are not above. */
        PERCENTILES;

        /** The word for it in documents. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean isOfNumbers() {
            return this != COUNT && this != DISTINCT;
        }
    }

    /** How many metrics a tenant may have. */
    public static final int MOST = 50;

    /** How many documents a tenant's metrics may make of a window of a dataset, together. */
    public static final int MOST_DOCUMENTS = 1000;

    /** The first digit of a status, as {@code 5xx}. */
    public static final String STATUS_CLASS = "http.response.status_class";

    /** The user agent's name, such as {@code Firefox}. */
    public static final String USER_AGENT_NAME = "user_agent.name";

    /** The page or API that was asked for: the request without its query, ids and long parts replaced. */
    public static final String PAGE = "url.page";

    /** Who sent the request: the address, or the name where the line has no address. */
    public static final String CALLER = "source.caller";

    /** Where the caller is: the country, and city and point where they are known, as {@code CH Zurich 47.3,8.5}. */
    public static final String PLACE = "source.geo.place";

    /** What is counted by beside fields: it is computed of them. */
    public static final Set<String> DERIVED = Set.of(STATUS_CLASS, USER_AGENT_NAME, PAGE, CALLER, PLACE);

    /** Names that a metric cannot have: documents have other counts under them. */
    public static final Set<String> RESERVED = Set.of("status", "ip", "request", "total", "geo", "latency", "cost");

    /** Whose the metrics are that come with Drey. */
    private static final String COMES_ALONG = "drey";

    private static final int TOP = 10;
    private static final int MOST_DIMENSIONS = 3;
    private static final List<Integer> PERCENTILES = List.of(50, 95, 99);

    static final List<DocumentField> FIELDS = List.of(
            optional("dataset", FieldType.name(), "whose events are counted (default: each dataset by itself)"),
            optional(
                    "filter",
                    FieldType.filter(ConditionReader.OF_EVENTS),
                    "which events, by a condition as in rules, such as {http.response.status_code|gte: 500} (default: all)"),
            required(
                    "function",
                    FieldType.choice(() ->
                            Arrays.stream(Function.values()).map(Function::word).toList()),
                    "what is made of them: how many there are; the sum, the least, the greatest or the average of a"
                            + " field; how many different values it has; percentiles of it"),
            optional("field", FieldType.checked(FieldName::parse), "the field that is measured; of count none"),
            optional(
                    "dimension",
                    FieldType.checked(MetricDocument::dimension),
                    "what is counted by: up to three fields, separated by commas; also " + STATUS_CLASS + " (5xx), "
                            + USER_AGENT_NAME + " (Firefox), " + PAGE
                            + " (the path, ids replaced), " + CALLER
                            + " (the address, or the name where there is none) and " + PLACE
                            + " (CH Zurich 47.3,8.5). Events that lack one are not counted (default: all events together)"),
            optional(
                    "top",
                    FieldType.wholeNumber(1, 100),
                    "how many values of the dimension a window lists: those that come most often, of sum those with the"
                            + " greatest (default: 10)"),
            optional(
                    "percentiles",
                    FieldType.list(FieldType.wholeNumber(1, 99)),
                    "which percentiles, at most five (default: 50, 95 and 99)"),
            optional(
                    "windows",
                    FieldType.list(FieldType.duration()),
                    "the lengths of windows to be told, of those that the job has: 10s, 1m, 15m, 1h, 1d unless it is set"
                            + " otherwise (default: all)"));

    public MetricDocument {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(name, "name is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(filter, "filter is null");
        requireNonNull(function, "function is null");
        requireNonNull(field, "field is null");
        requireNonNull(definition, "definition is null");
        dimension = List.copyOf(dimension);
        percentiles = List.copyOf(percentiles);
        windows = List.copyOf(windows);
    }

    /**
     * What a document says, with defaults for what it does not.
     *
     * @throws IllegalArgumentException if its keys do not go together
     */
    public static MetricDocument of(Document document) {
        if (document.kind() != DocumentKind.METRIC) {
            throw new IllegalArgumentException(document + " is no metric");
        }
        MetricDocument metric = of(document.tenant(), document.name(), document.content(), document.hash());
        metric.requireConsistent();
        return metric;
    }

    /**
     * A metric that comes with Drey and is every tenant's.
     *
     * @param yaml a document without kind, tenant and name
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static MetricDocument builtIn(String name, String yaml) {
        try {
            ObjectNode given = (ObjectNode) new YAMLMapper().readTree(yaml);
            Problems problems = new Problems(Problems.UnknownKeys.REFUSED);
            ObjectNode content = DocumentField.readAll(FIELDS, given, "", problems);
            if (!problems.found().isEmpty()) {
                throw new IllegalArgumentException("metric %s: %s".formatted(name, problems.found()));
            }
            return of(new Document(DocumentKind.METRIC, COMES_ALONG, name, content));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("metric %s is not YAML".formatted(name), e);
        }
    }

    /** Why keys that are right by themselves do not go together, or empty. */
    static Optional<String> contradiction(String name, ObjectNode content) {
        if (RESERVED.contains(name)) {
            return Optional.of("'%s' is the name of counts that come with Drey: use another".formatted(name));
        }
        try {
            of("tenant", name, content, "").requireConsistent();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static MetricDocument of(String tenant, String name, ObjectNode content, String definition) {
        List<Integer> percentiles = new ArrayList<>();
        content.path("percentiles").forEach(percentile -> percentiles.add(percentile.asInt()));
        List<Duration> windows = new ArrayList<>();
        content.path("windows").forEach(window -> windows.add(Durations.parse(window.asText())));
        Function function = Function.valueOf(content.path("function").asText().toUpperCase(Locale.ROOT));
        MetricDocument metric = new MetricDocument(
                tenant,
                name,
                Optional.ofNullable(content.get("dataset")).map(JsonNode::asText),
                Filter.ofEvents(content.path("filter")),
                function,
                Optional.ofNullable(content.get("field")).map(JsonNode::asText).map(FieldName::parse),
                dimension(content.path("dimension").asText("")),
                content.path("top").asInt(TOP),
                function == Function.PERCENTILES && percentiles.isEmpty()
                        ? PERCENTILES
                        : percentiles.stream().distinct().sorted().toList(),
                windows,
                definition);
        metric.require(!content.has("top") || !metric.dimension.isEmpty(), "top", "it is for a dimension: give one");
        return metric;
    }

    private void requireConsistent() {
        require(
                field.isPresent() == (function != Function.COUNT),
                "field",
                function == Function.COUNT ? "it counts events: leave it out" : "say which field is measured");
        field.ifPresent(measured -> require(
                !function.isOfNumbers() || mayBeNumber(measured),
                "field",
                "'%s' is no number: use a field that is one, or 'function: distinct'".formatted(measured.dotted())));
        require(
                percentiles.isEmpty() || function == Function.PERCENTILES,
                "percentiles",
                "they are for 'function: percentiles': leave them out");
        require(percentiles.size() <= 5, "percentiles", "give at most five");
        for (Duration window : windows) {
            long seconds = window.toSeconds();
            require(
                    seconds > 0 && window.equals(Duration.ofSeconds(seconds)) && 86_400 % seconds == 0,
                    "windows",
                    "%s is not whole seconds that divide a day: use such as 10s, 1m or 1h"
                            .formatted(Durations.format(window)));
        }
    }

    private static boolean mayBeNumber(FieldName name) {
        return name instanceof FieldName.Fixed fixed
                ? fixed.field().type() == Field.Type.LONG
                : name instanceof FieldName.Open;
    }

    private void require(boolean holds, String key, String remedy) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "'%s' of a metric with 'function: %s': %s".formatted(key, function.word(), remedy));
        }
    }

    private static List<String> dimension(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        for (String name : names) {
            if (!DERIVED.contains(name)) {
                FieldName.parse(name);
            }
        }
        if (names.size() > MOST_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "'%s' are %d fields: use at most %d".formatted(Printable.of(text), names.size(), MOST_DIMENSIONS));
        }
        return names;
    }

    /** Whether it counts events of a dataset of its tenant. */
    public boolean isOf(DatasetId datasetId) {
        return dataset.map(datasetId.dataset()::equals).orElse(true);
    }

    /** Whether windows of that length are told. */
    public boolean tells(int windowSeconds) {
        return windows.isEmpty() || windows.contains(Duration.ofSeconds(windowSeconds));
    }

    /** How many documents it makes of a window of a dataset, at most. */
    public int documents() {
        int values = Math.max(1, percentiles.size());
        if (dimension.isEmpty()) {
            return values;
        }
        return function == Function.COUNT ? top + 1 : top * values;
    }

    /**
     * What a tenant's metrics are too much of, by name of the first that is: too many in number, or in documents a window. The
     * others hold.
     *
     * @param ofTenant the tenant's metrics
     * @return why, such as "…: leave some out", or empty
     */
    public static Optional<String> excess(List<MetricDocument> ofTenant) {
        List<MetricDocument> within = withinBounds(ofTenant);
        return ofTenant.stream()
                .filter(metric -> !within.contains(metric))
                .map(MetricDocument::name)
                .sorted()
                .findFirst()
                .map(name ->
                        "metric '%s' is one too many: a tenant has at most %d metrics, and they list at most %d values in a window of a dataset; leave some out, or give a smaller 'top'"
                                .formatted(name, MOST, MOST_DOCUMENTS));
    }

    /** Those of a tenant's metrics that hold, by name, as far as the bounds go. */
    public static List<MetricDocument> withinBounds(List<MetricDocument> ofTenant) {
        List<MetricDocument> within = new ArrayList<>();
        int documents = 0;
        for (MetricDocument metric : ofTenant.stream()
                .sorted(java.util.Comparator.comparing(MetricDocument::name))
                .toList()) {
            if (within.size() < MOST && documents + metric.documents() <= MOST_DOCUMENTS) {
                within.add(metric);
                documents += metric.documents();
            }
        }
        return List.copyOf(within);
    }
}
