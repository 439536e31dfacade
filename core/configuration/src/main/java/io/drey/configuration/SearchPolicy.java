package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.LogEvent;
import io.drey.event.render.EcsJson;
import io.drey.rules.condition.Condition;
import io.drey.rules.sigma.ConditionReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which events of a dataset are searchable, and in which indices. The lake keeps everything, whatever this says.
 *
 * @param selection which events
 * @param matching what is true of them, where {@code selection} is {@link Selection#MATCHING}; else empty
 * @param sampleOneIn of how many events one is taken, where {@code selection} is {@link Selection#SAMPLE}; else 1
 * @param period how much time an index holds
 * @param original whether documents keep {@code event.original} beside the message
 * @param impersonal the dataset's open fields that analysts see
 */
public record SearchPolicy(
        Selection selection,
        Optional<Matching> matching,
        int sampleOneIn,
        Period period,
        Original original,
        Set<String> impersonal) {

    /** Everything, a day an index, without a second copy of the line. */
    public static final SearchPolicy DEFAULT = new SearchPolicy(Selection.ALL, 1, Period.DAILY, Original.DROPPED);

    // RFC 5424 severities 0 to 4, and what loggers call them.
    private static final List<String> ERROR_LEVELS = List.of(
            "0",
            "1",
            "2",
            "3",
            "4",
            "emerg",
            "emergency",
            "panic",
            "alert",
            "crit",
            "critical",
            "fatal",
            "severe",
            "err",
            "error",
            "warn",
            "warning");

    private static final Condition ERRORS = errors();
    private static final int SAMPLE_ONE_IN = 100;
    private static final String SEARCH = "search";
    private static final String SAMPLE = "search-sample";
    private static final String PERIOD = "search-period";
    private static final String ORIGINAL = "search-original";

    /** The keys of a dataset's document that make up its policy. */
    static final List<DocumentField> FIELDS = List.of(
            optional(
                    SEARCH,
                    FieldType.choiceOr(Selection::words, FieldType.condition(ConditionReader.OF_EVENTS)),
                    "which events are searchable: all; errors, with a status of 400 or more or a level of warning or"
                            + " worse; sample, one in search-sample; none; or those of a condition as in rules (default: all)"),
            optional(
                    SAMPLE,
                    FieldType.wholeNumber(1, 1_000_000),
                    "of how many events one is searchable where search is sample (default: 100)"),
            optional(
                    PERIOD,
                    FieldType.choice(() -> words(Period.values())),
                    "how much time a search index holds: daily, for a retention of days; monthly (default: daily)"),
            optional(
                    ORIGINAL,
                    FieldType.choice(() -> words(Original.values())),
                    "whether search documents keep the line in event.original: kept, dropped (default: dropped)"));

    /** Which events are searchable. */
    public enum Selection {
        /** Each event. */
        ALL,
        /** Events with a status of 400 or more, or a level of warning or worse. */
        ERRORS,
        /** One event in so many, always the same ones. */
        SAMPLE,
        /** No event. */
        NONE,
        /** Events of a condition. */
        MATCHING;

        private static List<String> words() {
            return Arrays.stream(values())
                    .filter(selection -> selection != MATCHING)
                    .map(SearchPolicy::word)
                    .toList();
        }
    }

    /**
     * A condition of events.
     *
     * @param written as documents have it
     */
    public record Matching(JsonNode written, Condition condition) {

        public Matching {
            requireNonNull(written, "written is null");
            requireNonNull(condition, "condition is null");
        }
    }

    /** How much time an index holds. */
    public enum Period {
        /** {@code logs-<tenant>-yyyy.MM.dd}, for a retention of days. */
        DAILY,
        /** {@code logs-<tenant>-yyyy.MM}, for a retention of a year. */
        MONTHLY
    }

    /** What becomes of the line as admitted. */
    public enum Original {
        /** It is kept in {@code event.original}. */
        KEPT,
        /** It is in the lake only. */
        DROPPED
    }

    public SearchPolicy {
        requireNonNull(selection, "selection is null");
        if (matching.isPresent() != (selection == Selection.MATCHING)) {
            throw new IllegalArgumentException("%s with '%s'".formatted(SEARCH, word(selection)));
        }
        requireNonNull(period, "period is null");
        requireNonNull(original, "original is null");
        if (sampleOneIn < 1) {
            throw new IllegalArgumentException("%s is %d: it must be at least 1".formatted(SAMPLE, sampleOneIn));
        }
        impersonal = Set.copyOf(impersonal);
    }

    /** A policy without a condition of its own. */
    public SearchPolicy(Selection selection, int sampleOneIn, Period period, Original original) {
        this(selection, Optional.empty(), sampleOneIn, period, original, Set.of());
    }

    /** The same of a dataset with these impersonal open fields. */
    SearchPolicy showing(Set<String> otherImpersonal) {
        return new SearchPolicy(selection, matching, sampleOneIn, period, original, otherImpersonal);
    }

    /** An event as a searchable document. */
    public byte[] document(EcsJson json, LogEvent event) {
        return original == Original.KEPT
                ? json.renderDocumentWithOriginal(event, impersonal)
                : json.renderDocument(event, impersonal);
    }

    /** Whether an event is searchable. The same event always gets the same answer. */
    public boolean selects(LogEvent event) {
        return switch (selection) {
            case ALL -> true;
            case ERRORS -> ERRORS.holds(event);
            case SAMPLE -> Long.remainderUnsigned(mix(event), sampleOneIn) == 0;
            case NONE -> false;
            case MATCHING -> matching.get().condition().holds(event);
        };
    }

    private static Condition errors() {
        ObjectNode failed = JsonNodeFactory.instance.objectNode().put("http.response.status_code|gte", 400);
        // Most events have no level, and need not be compared with each.
        ObjectNode told = JsonNodeFactory.instance.objectNode().put("log.level|exists", true);
        ERROR_LEVELS.forEach(told.putArray("log.level")::add);
        return ConditionReader.OF_EVENTS.read(
                JsonNodeFactory.instance.arrayNode().add(failed).add(told));
    }

    /** Spreads positions evenly, so that a sample takes no pattern that the sender has. */
    private static long mix(LogEvent event) {
        long mixed = event.offset() * 31 + event.index() + ((long) event.partition() << 48);
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    /** Adds the policy's keys to a dataset's document. */
    void writeTo(ObjectNode document) {
        matching.ifPresentOrElse(
                those -> document.set(SEARCH, those.written()), () -> document.put(SEARCH, word(selection)));
        if (selection == Selection.SAMPLE) {
            document.put(SAMPLE, (long) sampleOneIn);
        }
        document.put(PERIOD, word(period));
        document.put(ORIGINAL, word(original));
    }

    /** Reads the policy's keys of a dataset's document; what is not there has its default. */
    static SearchPolicy of(JsonNode document) {
        Optional<Matching> matching = Optional.of(document.path(SEARCH))
                .filter(JsonNode::isContainerNode)
                .map(written -> new Matching(written, ConditionReader.OF_EVENTS.read(written)));
        Selection selection = matching.isPresent()
                ? Selection.MATCHING
                : constant(Selection.class, document.path(SEARCH), DEFAULT.selection);
        return new SearchPolicy(
                selection,
                matching,
                selection == Selection.SAMPLE ? document.path(SAMPLE).asInt(SAMPLE_ONE_IN) : 1,
                constant(Period.class, document.path(PERIOD), DEFAULT.period),
                constant(Original.class, document.path(ORIGINAL), DEFAULT.original),
                Set.of());
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode word, E otherwise) {
        return word.isTextual() ? Enum.valueOf(type, word.textValue().toUpperCase(Locale.ROOT)) : otherwise;
    }

    private static List<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(SearchPolicy::word).toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
