package io.drey.configuration;

import static io.drey.configuration.DocumentField.optional;
import static io.drey.configuration.DocumentField.required;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.drey.event.DatasetId;
import io.drey.event.FieldName;
import io.drey.event.OpenFieldLimits;
import io.drey.event.Printable;
import io.drey.format.DropRule;
import io.drey.format.Envelope;
import io.drey.format.FormatOptions;
import io.drey.format.FormatOptions.TimeMissing;
import io.drey.format.LineLimit;
import io.drey.format.LineSettings;
import io.drey.format.MissingYear;
import io.drey.format.Multiline;
import io.drey.format.Treatment;
import io.drey.format.enrich.EnrichRule;
import io.drey.format.enrich.Enrichment;
import io.drey.format.given.GivenFields;
import io.drey.format.path.PathFields;
import io.drey.format.redact.Redaction;
import io.drey.format.redact.RedactionRule;
import io.drey.format.text.TimeReader;
import io.drey.rules.sigma.ConditionReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

        private static List<String> words() {
            return Arrays.stream(values()).map(Mode::word).toList();
        }
    }

    private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ALLOWED_LATENESS = Duration.ofHours(1);
    private static final Duration FUTURE_CAP = Duration.ofMinutes(5);
    private static final String MESSAGE_FORMAT = "message-format";
    private static final String ENVELOPE = "envelope";
    private static final String TIME_FIELD = "time-field";
    private static final String TIME_FORMAT = "time-format";
    private static final String MAX_OPEN_FIELDS = "max-open-fields";
    private static final String MAX_OPEN_FIELD_BYTES = "max-open-field-bytes";
    private static final String TIME_ZONE = "time-zone";
    private static final String TIME_LATEST = "time-latest";
    private static final String TIME_MISSING = "time-missing";
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOR_EVER = "forever";
    private static final String IMPERSONAL = "impersonal";
    private static final String ENRICH = "enrich";
    private static final String DROP = "drop";
    private static final String REDACT = "redact";
    private static final String REDACT_SECRET = "redact-secret";
    private static final String GIVEN_FIELDS = "fields";
    private static final String PATH_FIELDS = "path-fields";
    private static final String MULTILINE = "multiline";
    private static final String MULTILINE_MAX_LINES = "multiline-max-lines";
    private static final String MULTILINE_MAX_BYTES = "multiline-max-bytes";
    private static final String MULTILINE_WAIT = "multiline-wait";

    private static final List<DocumentField> TIMES_AND_SIZES = List.of(
            optional(
                    "silence-timeout",
                    FieldType.duration(),
                    "after how long without an event the dataset counts as silent (default: 10s)"),
            optional(
                    "allowed-lateness",
                    FieldType.duration(),
                    "how far behind the clock an event still corrects a metrics window (default: 1h)"),
            optional(
                    "future-cap",
                    FieldType.duration(),
                    "how far beyond its arrival a time stamp may lie and still move the clock (default: 5m)"),
            optional(
                    TIME_ZONE,
                    FieldType.checked(DatasetDocument::zone),
                    "where clocks show what a time stamp without zone says, as Europe/Berlin (default: UTC)"),
            optional(
                    TIME_MISSING,
                    FieldType.choice(() -> Arrays.stream(TimeMissing.values())
                            .map(DatasetDocument::word)
                            .toList()),
                    "what becomes of a line whose time is absent or cannot be read: arrival, it happened when it arrived,"
                            + " and says so; dead-letter (default: arrival)"),
            optional(
                    "max-line-bytes",
                    FieldType.wholeNumber(1, 256 << 20),
                    "the longest line taken as an event, in bytes (default: 1 MiB)"),
            optional(
                    MAX_OPEN_FIELDS,
                    FieldType.wholeNumber(0, 4096),
                    "how many open fields an event may have; further ones stay in the line only (default: 256)"),
            optional(
                    MAX_OPEN_FIELD_BYTES,
                    FieldType.wholeNumber(0, 16 << 20),
                    "how many bytes the names and values of an event's open fields may have together (default: 64 KiB)"),
            optional(
                    "partitions",
                    FieldType.wholeNumber(1, 1_000),
                    "partitions of the raw topic; it only grows (default: the tenant's)"),
            optional(
                    "retention",
                    FieldType.durationOr(FOR_EVER),
                    "how long the lake keeps the events (default: %s)".formatted(FOR_EVER)));

    /** What a tenant may say for all its datasets. */
    static final List<DocumentField> INHERITED = Stream.of(TIMES_AND_SIZES, SearchPolicy.FIELDS, Consumers.FIELDS)
            .flatMap(List::stream)
            .toList();

    static final List<DocumentField> FIELDS = fields();

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
                lines(content),
                mode,
                duration(content, "reorder-delay", mode.reorderDelay),
                duration(content, "silence-timeout", SILENCE_TIMEOUT),
                duration(content, "allowed-lateness", ALLOWED_LATENESS),
                duration(content, "future-cap", FUTURE_CAP),
                content.path("partitions").asInt(tenant.partitions()),
                retention.equals(FOR_EVER) ? Optional.empty() : Optional.of(Durations.parse(retention)),
                SearchPolicy.of(content),
                Consumers.of(content),
                texts(content, FILES),
                impersonal(content));
    }

    private static List<String> texts(JsonNode content, String key) {
        List<String> texts = new ArrayList<>();
        content.path(key).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static SortedSet<String> impersonal(JsonNode content) {
        SortedSet<String> names = new TreeSet<>();
        content.path(IMPERSONAL).forEach(name -> names.add(name.asText()));
        return names;
    }

    /** Of a fixed field it is known; one that is impersonal anyway may have been an open one when the document was written. */
    private static void requireMayBeImpersonal(String name) {
        FieldName field = FieldName.parse(name);
        if (!(field instanceof FieldName.Open) && field.isPersonal()) {
            throw new IllegalArgumentException(
                    "'%s' is personal in all datasets: name open fields, such as labels.order.id".formatted(name));
        }
    }

    /**
     * A dataset of keys and values as a command line has them, checked as a document's are.
     *
     * @throws IllegalArgumentException naming the first key or value that is wrong, and what to write instead
     */
    public static DatasetDocument of(DatasetId id, Map<String, String> entries) {
        return of(id, DocumentField.given(FIELDS, entries));
    }

    /**
     * A dataset of the keys of a document, checked as a document's are.
     *
     * @throws IllegalArgumentException naming the first key or value that is wrong, and what to write instead
     */
    public static DatasetDocument of(DatasetId id, ObjectNode keys) {
        Problems problems = new Problems(Problems.UnknownKeys.REFUSED);
        ObjectNode content = DocumentField.readAll(FIELDS, keys, "", problems);
        if (problems.found().isEmpty()) {
            unusedKeys(content).forEach((key, message) -> problems.unknownKey("/" + key, message));
            contradiction(content).ifPresent(message -> problems.value("/" + REDACT, message));
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
        writeLines(content);
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

    private static LineSettings lines(ObjectNode content) {
        FormatOptions options = FormatOptions.DEFAULT;
        if (content.has(TIME_FIELD)) {
            options = options.withTimeFields(List.of(content.path(TIME_FIELD).asText()));
        }
        if (content.has(TIME_FORMAT)) {
            options = options.withTimeFormat(content.path(TIME_FORMAT).asText());
        }
        if (content.has(TIME_ZONE)) {
            options = options.withTimeZone(zone(content.path(TIME_ZONE).asText()));
        }
        if (content.has(TIME_LATEST)) {
            options = options.withMissingYear(
                    new MissingYear.NotBehind(moment(content.path(TIME_LATEST).asText())));
        }
        if (content.has(TIME_MISSING)) {
            options = options.withTimeMissing(
                    TimeMissing.valueOf(enumName(content.path(TIME_MISSING).asText())));
        }
        OpenFieldLimits limits = options.openFieldLimits();
        options = options.withOpenFieldLimits(new OpenFieldLimits(
                content.path(MAX_OPEN_FIELDS).asInt(limits.fields()),
                content.path(MAX_OPEN_FIELD_BYTES).asInt(limits.bytes())));
        return new LineSettings(
                content.path("format").asText(),
                options,
                new LineLimit(content.path("max-line-bytes").asInt(LineLimit.DEFAULT.maxBytes())),
                Optional.ofNullable(content.get(MESSAGE_FORMAT)).map(JsonNode::asText),
                Optional.ofNullable(content.get(ENVELOPE)).map(JsonNode::asText).map(Envelope::of),
                new Treatment(enrichment(content), drops(content), redaction(content)),
                multiline(content),
                paths(content),
                given(content));
    }

    private static PathFields paths(JsonNode content) {
        List<String> expressions = texts(content, PATH_FIELDS);
        return expressions.isEmpty() ? PathFields.OF_AWS : new PathFields(expressions);
    }

    private static GivenFields given(JsonNode content) {
        Map<String, String> values = new LinkedHashMap<>();
        content.path(GIVEN_FIELDS)
                .properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        return new GivenFields(values);
    }

    private static Optional<Multiline> multiline(JsonNode content) {
        return Optional.ofNullable(content.get(MULTILINE))
                .map(rule -> new Multiline(
                        Multiline.Rule.parse(rule.asText()),
                        content.path(MULTILINE_MAX_LINES).asInt(Multiline.MAX_LINES),
                        content.path(MULTILINE_MAX_BYTES).asInt(Multiline.MAX_BYTES),
                        duration(content, MULTILINE_WAIT, Multiline.WAIT)));
    }

    private static Duration multilineWait(String written) {
        Duration wait = Durations.parse(written);
        if (wait.compareTo(Duration.ofMillis(100)) < 0 || wait.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "%s is not allowed: use a length of time from 100ms to 1m".formatted(Printable.of(written)));
        }
        return wait;
    }

    private static Enrichment enrichment(JsonNode content) {
        List<EnrichRule> rules = new ArrayList<>();
        content.path(ENRICH).forEach(rule -> rules.add(EnrichRule.parse(rule.asText())));
        return new Enrichment(rules);
    }

    private static List<DropRule> drops(JsonNode content) {
        List<DropRule> rules = new ArrayList<>();
        content.path(DROP).forEach(rule -> rules.add(drop(rule)));
        return rules;
    }

    private static DropRule drop(JsonNode written) {
        return new DropRule(
                written.isTextual() ? written.textValue() : written.toString(),
                ConditionReader.OF_EVENTS.read(written)::holds);
    }

    /** A drop rule as documents have it. */
    private static JsonNode written(DropRule rule) {
        try {
            return YamlTree.isFlow(rule.written()) ? JSON.readTree(rule.written()) : TextNode.valueOf(rule.written());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a drop rule that no document has: " + Printable.of(rule.written()), e);
        }
    }

    private static Redaction redaction(JsonNode content) {
        List<RedactionRule> rules = new ArrayList<>();
        content.path(REDACT).forEach(rule -> rules.add(RedactionRule.parse(rule.asText())));
        return new Redaction(
                rules, Optional.ofNullable(content.get(REDACT_SECRET)).map(JsonNode::asText));
    }

    /** What keys say together that none of them says alone, and why it cannot be; or empty. */
    static Optional<String> contradiction(ObjectNode content) {
        try {
            redaction(content);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Keys that no format of the lines would follow, and why. */
    static Map<String, String> unusedKeys(ObjectNode content) {
        Map<String, String> unused = new TreeMap<>();
        if (!lines(content).choosesTime()) {
            for (String key : List.of(TIME_FIELD, TIME_FORMAT)) {
                if (content.has(key)) {
                    unused.put(
                            key,
                            "%s is of no use to lines of '%s', whose time has its place and form: leave it out"
                                    .formatted(key, content.path("format").asText()));
                }
            }
        }
        if (content.has(TIME_LATEST) && !lines(content).mayLackYear()) {
            unused.put(
                    TIME_LATEST,
                    "%s is of no use to lines of '%s', whose time has a year: leave it out"
                            .formatted(TIME_LATEST, content.path("format").asText()));
        }
        if (!content.has(MULTILINE)) {
            for (String key : List.of(MULTILINE_MAX_LINES, MULTILINE_MAX_BYTES, MULTILINE_WAIT)) {
                if (content.has(key)) {
                    unused.put(
                            key,
                            "%s is of no use without %s, which says what lines are joined: add it, or leave this out"
                                    .formatted(key, MULTILINE));
                }
            }
        }
        return unused;
    }

    private void writeLines(ObjectNode content) {
        content.put("format", lines.format());
        if (!lines.treatment().enrichment().isNone()) {
            ArrayNode rules = content.putArray(ENRICH);
            lines.treatment().enrichment().rules().forEach(rule -> rules.add(rule.written()));
        }
        if (!lines.treatment().drops().isEmpty()) {
            ArrayNode rules = content.putArray(DROP);
            lines.treatment().drops().forEach(rule -> rules.add(written(rule)));
        }
        Redaction redaction = lines.treatment().redaction();
        if (!redaction.isNone()) {
            ArrayNode rules = content.putArray(REDACT);
            redaction.rules().forEach(rule -> rules.add(rule.written()));
        }
        redaction.secret().ifPresent(secret -> content.put(REDACT_SECRET, secret));
        lines.messageFormat().ifPresent(format -> content.put(MESSAGE_FORMAT, format));
        lines.envelope().ifPresent(envelope -> content.put(ENVELOPE, envelope.word()));
        if (!lines.paths().expressions().isEmpty()) {
            ArrayNode expressions = content.putArray(PATH_FIELDS);
            lines.paths().expressions().forEach(expressions::add);
        }
        if (!lines.given().isNone()) {
            ObjectNode values = content.putObject(GIVEN_FIELDS);
            lines.given().values().forEach(values::put);
        }
        lines.multiline().ifPresent(multiline -> {
            content.put(MULTILINE, multiline.rule().written());
            content.put(MULTILINE_MAX_LINES, (long) multiline.maxLines());
            content.put(MULTILINE_MAX_BYTES, (long) multiline.maxBytes());
            content.put(MULTILINE_WAIT, Durations.format(multiline.patience()));
        });
        content.put("max-line-bytes", (long) lines.limit().maxBytes());
        FormatOptions options = lines.options();
        options.timeFields().forEach(name -> content.put(TIME_FIELD, name));
        if (!options.timeFormat().isEmpty()) {
            content.put(TIME_FORMAT, options.timeFormat());
        }
        content.put(TIME_ZONE, options.timeZone().getId());
        if (options.missingYear() instanceof MissingYear.NotBehind moment) {
            moment.latest().ifPresent(latest -> content.put(TIME_LATEST, latest.toString()));
        }
        content.put(TIME_MISSING, word(options.timeMissing()));
        content.put(MAX_OPEN_FIELDS, (long) options.openFieldLimits().fields());
        content.put(MAX_OPEN_FIELD_BYTES, (long) options.openFieldLimits().bytes());
    }

    private static TimeReader timeFormat(String written) {
        return TimeReader.of(written, ZoneOffset.UTC);
    }

    private static ZoneId zone(String written) {
        try {
            return ZoneId.of(written);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is no time zone: use a name such as Europe/Berlin, or an offset such as +02:00"
                            .formatted(Printable.of(written)),
                    e);
        }
    }

    private static Instant moment(String written) {
        try {
            return DAY.matcher(written).matches()
                    ? LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(written);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a time: write it like 2006-03-01T00:00:00Z or 2006-03-01"
                            .formatted(Printable.of(written)),
                    e);
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String enumName(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    static Duration duration(JsonNode content, String key, Duration otherwise) {
        return content.has(key) ? Durations.parse(content.path(key).asText()) : otherwise;
    }

    private static List<DocumentField> fields() {
        List<DocumentField> fields = new ArrayList<>(List.of(
                required("format", FieldType.format(), "the lines' format"),
                optional(
                        MESSAGE_FORMAT,
                        FieldType.format(),
                        "the format of the text within each line, as of an access line behind a header of syslog"),
                optional(
                        ENVELOPE,
                        FieldType.choice(Envelope::words),
                        "what a shipper put around each line: auto takes whichever a record shows (default: none, or what"
                                + " the format always has)"),
                optional(
                        MULTILINE,
                        FieldType.checked(Multiline.Rule::parse),
                        "which lines are one event: java, python, go or indented by what continues a line there; start"
                                + " /expression/ by what the first line has, continue /expression/ by what the others have;"
                                + " parts, only what Docker and Kubernetes cut (default: each line is an event)"),
                optional(
                        MULTILINE_MAX_LINES,
                        FieldType.wholeNumber(1, 10_000),
                        "how many lines an event has at most (default: %d)".formatted(Multiline.MAX_LINES)),
                optional(
                        MULTILINE_MAX_BYTES,
                        FieldType.wholeNumber(1, 8 << 20),
                        "how many bytes the lines of an event have together at most (default: 1 MiB)"),
                optional(
                        MULTILINE_WAIT,
                        FieldType.checked(DatasetDocument::multilineWait),
                        "for how long an event waits for its next line, from 100ms to 1m (default: 2s)"),
                optional(
                        FILES,
                        FieldType.list(FieldType.checked(PathPattern::of)),
                        "the files that the lines stand in, such as s3://logs/*/{yyyy}/{MM}/{dd}/*.gz: the collecting job"
                                + " reads them, where it may (default: lines are shipped)"),
                optional(
                        PATH_FIELDS,
                        FieldType.list(FieldType.checked(PathFields::check)),
                        "what the path of a line's file says of it: expressions whose named groups are fields, such as"
                                + " /(?<service.name>[^/]+)/[^/]+\\.log$; the line's own fields count before (default: account"
                                + " and region in the folders that AWS writes logs to)"),
                optional(
                        GIVEN_FIELDS,
                        FieldType.table(
                                FieldType.checked(GivenFields::checkName), FieldType.checked(GivenFields::checkValue)),
                        "fields that each event has, such as {cloud.region: eu-central-1}: what a line or the path of its"
                                + " file says counts before (default: none)"),
                optional(TIME_FIELD, FieldType.text(), "the member that holds the time, by its dotted name"),
                optional(
                        TIME_FORMAT,
                        FieldType.checked(DatasetDocument::timeFormat),
                        "how that time is written: a pattern such as yyyy-MM-dd HH:mm:ss, or epoch-seconds,"
                                + " epoch-milliseconds, epoch-microseconds, epoch-nanoseconds (default: in any form that"
                                + " cannot be taken for another)"),
                optional(
                        TIME_LATEST,
                        FieldType.checked(DatasetDocument::moment),
                        "what a time without a year does not lie behind, as 2006-03-01T00:00:00Z: it is of the last year"
                                + " for which that holds (default: a day behind the arrival)"),
                optional(
                        "mode",
                        FieldType.choice(Mode::words),
                        "how lines come: live, shipped as they are written; files, which end (default: live)"),
                optional(
                        "reorder-delay",
                        FieldType.duration(),
                        "how far events may be out of order (default: 5s live, 10m files)")));
        fields.addAll(INHERITED);
        fields.add(optional(
                ENRICH,
                FieldType.list(FieldType.checked(EnrichRule::parse)),
                "what is looked up for each event: geo, where source.ip is and whose network it is in, or geo destination.ip;"
                        + " user-agent, the program, system and device of user_agent.original; bots LIST, whether the caller is in a"
                        + " list of programs that visit pages by themselves; threats LIST, whether an address or host is in a list of known ones; lookup LIST by FIELD, what a"
                        + " list says of a field (default: nothing)"));
        fields.add(optional(
                DROP,
                FieldType.list(FieldType.condition(ConditionReader.OF_EVENTS)),
                "events that are not kept, by conditions as in rules, such as {url.path: /health,"
                        + " http.response.status_code: 200}; the ledger counts them (default: none)"));
        fields.add(
                optional(
                        REDACT,
                        FieldType.list(FieldType.checked(RedactionRule::parse)),
                        "what must not leave the job that takes lines in, each what becomes of it (drop, mask, hash) and what it is:"
                                + " a field's name; card, mail or token; ?parameter of a query; or /expression/ (default: nothing)"));
        fields.add(
                optional(
                        REDACT_SECRET,
                        FieldType.name(),
                        "the name of the tenant's secret with which hashes are made, and lines that wait to be joined are sealed in checkpoints"));
        fields.add(
                optional(
                        IMPERSONAL,
                        FieldType.list(FieldType.checked(DatasetDocument::requireMayBeImpersonal)),
                        "open fields that say nothing of who somebody is, such as labels.order.id: analysts see them (default: none)"));
        return List.copyOf(fields);
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
