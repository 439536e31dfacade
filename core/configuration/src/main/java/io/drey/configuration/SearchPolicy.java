package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.render.EcsJson;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which events of a dataset are searchable, and in which indices. The lake keeps everything, whatever this says.
 *
 * @param selection which events
 * @param sampleOneIn of how many events one is taken, where {@code selection} is {@link Selection#SAMPLE}; else 1
 * @param period how much time an index holds
 * @param original whether documents keep {@code event.original} beside the message
 */
public record SearchPolicy(Selection selection, int sampleOneIn, Period period, Original original) {

    /** Everything, a day an index, without a second copy of the line. */
    public static final SearchPolicy DEFAULT = new SearchPolicy(Selection.ALL, 1, Period.DAILY, Original.DROPPED);

    // RFC 5424 severities 0 to 4, and what loggers call them.
    private static final Set<String> ERROR_LEVELS = Set.of(
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

    private static final int FIRST_ERROR_STATUS = 400;
    private static final int SAMPLE_ONE_IN = 100;
    private static final String SEARCH = "search";
    private static final String SAMPLE = "search-sample";
    private static final String PERIOD = "search-period";
    private static final String ORIGINAL = "search-original";

    /** The keys of a dataset's document that make up its policy. */
    static final List<DocumentField> FIELDS = List.of(
            optional(
                    SEARCH,
                    FieldType.choice(() -> words(Selection.values())),
                    "which events are searchable: all; errors, with a status of 400 or more or a level of warning or"
                            + " worse; sample, one in search-sample; none (default: all)"),
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
        NONE
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
        DROPPED;

        /** The event as a searchable document. */
        public byte[] document(EcsJson json, LogEvent event) {
            return this == KEPT ? json.renderDocumentWithOriginal(event) : json.renderDocument(event);
        }
    }

    public SearchPolicy {
        requireNonNull(selection, "selection is null");
        requireNonNull(period, "period is null");
        requireNonNull(original, "original is null");
        if (sampleOneIn < 1) {
            throw new IllegalArgumentException("%s is %d: it must be at least 1".formatted(SAMPLE, sampleOneIn));
        }
    }

    /** Whether an event is searchable. The same event always gets the same answer. */
    public boolean selects(LogEvent event) {
        return switch (selection) {
            case ALL -> true;
            case ERRORS -> isError(event);
            case SAMPLE -> Long.remainderUnsigned(mix(event), sampleOneIn) == 0;
            case NONE -> false;
        };
    }

    private static boolean isError(LogEvent event) {
        if (event.number(Field.HTTP_RESPONSE_STATUS_CODE) >= FIRST_ERROR_STATUS) {
            return true;
        }
        return event.has(Field.LOG_LEVEL)
                && ERROR_LEVELS.contains(event.text(Field.LOG_LEVEL).toLowerCase(Locale.ROOT));
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
        document.put(SEARCH, word(selection));
        if (selection == Selection.SAMPLE) {
            document.put(SAMPLE, (long) sampleOneIn);
        }
        document.put(PERIOD, word(period));
        document.put(ORIGINAL, word(original));
    }

    /** Reads the policy's keys of a dataset's document; what is not there has its default. */
    static SearchPolicy of(JsonNode document) {
        Selection selection = constant(Selection.class, document.path(SEARCH), DEFAULT.selection);
        return new SearchPolicy(
                selection,
                selection == Selection.SAMPLE ? document.path(SAMPLE).asInt(SAMPLE_ONE_IN) : 1,
                constant(Period.class, document.path(PERIOD), DEFAULT.period),
                constant(Original.class, document.path(ORIGINAL), DEFAULT.original));
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
