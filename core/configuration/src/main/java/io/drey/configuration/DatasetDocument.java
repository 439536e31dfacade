package io.drey.configuration;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.format.LineSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a dataset is read and timed: one document of a tenant's control topic.
 *
 * @param id the dataset
 * @param lines how its lines become events
 * @param mode how its lines come
 * @param reorderDelay how far events may be out of order: the dataset's clock stays as far behind the highest time stamp
 * @param silenceTimeout after how long without an event the dataset counts as silent
 * @param allowedLateness how far behind the clock an event may still correct a metrics window
 * @param futureCap how far beyond its arrival a time stamp may lie and still move the clock
 * @param partitions how many partitions its raw topic has at least
 * @param retention how long the lake keeps its events; empty: for ever
 * @param search which events are searchable, and in which indices
 * @param consumers who looks at its events
 * @param files the files its lines stand in, as {@link PathPattern} has them; none where they are shipped
 * @param impersonal the open fields that say nothing of who somebody is: those who must not see personal data see them
 */
public record DatasetDocument(
        DatasetId id,
        LineSettings lines,
        Mode mode,
        Duration reorderDelay,
        Duration silenceTimeout,
        Duration allowedLateness,
        Duration futureCap,
        int partitions,
        Optional<Duration> retention,
        SearchPolicy search,
        Consumers consumers,
        List<String> files,
        SortedSet<String> impersonal) {

    /** The key that says which files are the dataset's. */
    public static final String FILES = "files";

    static final String IMPERSONAL = "impersonal";
    static final String FOR_EVER = "forever";

    /** How lines come. */
    public enum Mode {
        /** Shipped as they are written. */
        LIVE(Duration.ofSeconds(5)),
        /** Read from files, which end: once silent, nothing is held back any more. */
        FILES(Duration.ofMinutes(10));

        private final Duration reorderDelay;

        Mode(Duration reorderDelay) {
            this.reorderDelay = reorderDelay;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static List<String> words() {
            return Arrays.stream(values()).map(Mode::word).toList();
        }
    }

    private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ALLOWED_LATENESS = Duration.ofHours(1);
    private static final Duration FUTURE_CAP = Duration.ofMinutes(5);

    public DatasetDocument {
        requireNonNull(id, "id is null");
        requireNonNull(lines, "lines is null");
        requireNonNull(mode, "mode is null");
        requireNotNegative("reorder-delay", reorderDelay);
        requireNotNegative("silence-timeout", silenceTimeout);
        requireNotNegative("allowed-lateness", allowedLateness);
        requireNotNegative("future-cap", futureCap);
        requireAtLeastOne("partitions", partitions);
        requireNonNull(retention, "retention is null");
        requireNonNull(consumers, "consumers is null");
        files = List.copyOf(files);
        impersonal = Collections.unmodifiableSortedSet(new TreeSet<>(impersonal));
        search = requireNonNull(search, "search is null").showing(impersonal);
    }

    /** A dataset that is shipped as it is written, with the defaults for such. */
    public static DatasetDocument live(DatasetId id, String format) {
        return defaults(id, format, Mode.LIVE);
    }

    /** A dataset read from files, with the defaults for such. */
    public static DatasetDocument files(DatasetId id, String format) {
        return defaults(id, format, Mode.FILES);
    }

    /** What a document says, then what its tenant says for all datasets, then the defaults. */
    public static DatasetDocument of(Document document, TenantDocument tenant) {
        if (document.kind() != DocumentKind.DATASET || !document.tenant().equals(tenant.name())) {
            throw new IllegalArgumentException("%s is no dataset of %s".formatted(document, tenant.name()));
        }
        ObjectNode content = tenant.datasetDefaults().deepCopy();
        content.setAll(document.content());
        Mode mode = Mode.valueOf(content.path("mode").asText(Mode.LIVE.word()).toUpperCase(Locale.ROOT));
        String retention = content.path("retention").asText(FOR_EVER);
        return new DatasetDocument(
                new DatasetId(document.tenant(), document.name()),
                LineKeys.read(content),
                mode,
                Durations.of(content, "reorder-delay", mode.reorderDelay),
                Durations.of(content, "silence-timeout", SILENCE_TIMEOUT),
                Durations.of(content, "allowed-lateness", ALLOWED_LATENESS),
                Durations.of(content, "future-cap", FUTURE_CAP),
                content.path("partitions").asInt(tenant.partitions()),
                retention.equals(FOR_EVER) ? Optional.empty() : Optional.of(Durations.parse(retention)),
                SearchPolicy.of(content),
                Consumers.of(content),
                LineKeys.texts(content, FILES),
                impersonal(content));
    }

    private static SortedSet<String> impersonal(JsonNode content) {
        SortedSet<String> names = new TreeSet<>();
        content.path(IMPERSONAL).forEach(name -> names.add(name.asText()));
        return names;
    }

    /**
     * A dataset of keys and values as a command line has them, checked as a document's are.
     *
     * @throws IllegalArgumentException naming the first key or value that is wrong, and what to write instead
     */
    public static DatasetDocument of(DatasetId id, Map<String, String> entries) {
        return of(id, DocumentField.given(DatasetKeys.ALL, entries));
    }

    /**
     * A dataset of the keys of a document, checked as a document's are.
     *
     * @throws IllegalArgumentException naming the first key or value that is wrong, and what to write instead
     */
    public static DatasetDocument of(DatasetId id, ObjectNode keys) {
        Problems problems = new Problems(Problems.UnknownKeys.REFUSED);
        ObjectNode content = DocumentField.readAll(DatasetKeys.ALL, keys, "", problems);
        if (problems.found().isEmpty()) {
            LineKeys.unusedKeys(content).forEach((key, message) -> problems.unknownKey("/" + key, message));
            LineKeys.contradiction(content).ifPresent(message -> problems.value("/" + LineKeys.REDACT, message));
        }
        problems.found().stream().findFirst().ifPresent(problem -> {
            // Of a list the value stands below its key.
            String key = problem.pointer().replaceFirst("^/", "").replaceFirst("/.*", "");
            JsonNode value = keys.get(key);
            throw new IllegalArgumentException(
                    value == null
                            ? problem.message()
                            : "%s=%s: %s".formatted(Printable.of(key), Printable.of(shown(value)), problem.message()));
        });
        return of(
                new Document(DocumentKind.DATASET, id.tenant(), id.dataset(), content),
                TenantDocument.defaults(id.tenant()));
    }

    private static String shown(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        List<String> texts = new ArrayList<>();
        value.forEach(each -> texts.add(each.asText()));
        return String.join(",", texts);
    }

    /** The lines' format. */
    public String format() {
        return lines.format();
    }

    /** Whether the dataset ends, as a file does: once silent, nothing is held back any more. */
    public boolean bounded() {
        return mode == Mode.FILES;
    }

    /** The same with another number of partitions. */
    public DatasetDocument withPartitions(int otherPartitions) {
        return new DatasetDocument(
                id,
                lines,
                mode,
                reorderDelay,
                silenceTimeout,
                allowedLateness,
                futureCap,
                otherPartitions,
                retention,
                search,
                consumers,
                files,
                impersonal);
    }

    /** The same with another search policy. */
    public DatasetDocument withSearch(SearchPolicy otherSearch) {
        return new DatasetDocument(
                id,
                lines,
                mode,
                reorderDelay,
                silenceTimeout,
                allowedLateness,
                futureCap,
                partitions,
                retention,
                otherSearch,
                consumers,
                files,
                impersonal);
    }

    /** The document that says all of this. */
    public Document toDocument() {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        LineKeys.write(lines, content);
        content.put("mode", mode.word());
        content.put("reorder-delay", Durations.format(reorderDelay));
        content.put("silence-timeout", Durations.format(silenceTimeout));
        content.put("allowed-lateness", Durations.format(allowedLateness));
        content.put("future-cap", Durations.format(futureCap));
        content.put("partitions", (long) partitions);
        content.put("retention", retention.map(Durations::format).orElse(FOR_EVER));
        search.writeTo(content);
        consumers.writeTo(content);
        if (!files.isEmpty()) {
            ArrayNode patterns = content.putArray(FILES);
            files.forEach(patterns::add);
        }
        if (!impersonal.isEmpty()) {
            ArrayNode names = content.putArray(IMPERSONAL);
            impersonal.forEach(names::add);
        }
        return new Document(DocumentKind.DATASET, id.tenant(), id.dataset(), content);
    }

    private static DatasetDocument defaults(DatasetId id, String format, Mode mode) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put("format", format);
        content.put("mode", mode.word());
        return of(
                new Document(DocumentKind.DATASET, id.tenant(), id.dataset(), content),
                TenantDocument.defaults(id.tenant()));
    }

    private static void requireNotNegative(String key, Duration duration) {
        requireNonNull(duration, () -> key + " is null");
        if (duration.isNegative()) {
            throw new IllegalArgumentException("%s is %s: it must not be negative".formatted(key, duration));
        }
    }

    private static void requireAtLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s is %d: it must be at least 1".formatted(key, value));
        }
    }
}
