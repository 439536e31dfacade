package io.drey.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The keys of a dataset's document that say how its lines become events. */
final class LineKeys {

    static final String MESSAGE_FORMAT = "message-format";
    static final String ENVELOPE = "envelope";
    static final String TIME_FIELD = "time-field";
    static final String TIME_FORMAT = "time-format";
    static final String MAX_OPEN_FIELDS = "max-open-fields";
    static final String MAX_OPEN_FIELD_BYTES = "max-open-field-bytes";
    static final String TIME_ZONE = "time-zone";
    static final String TIME_LATEST = "time-latest";
    static final String TIME_MISSING = "time-missing";
    static final String ENRICH = "enrich";
    static final String DROP = "drop";
    static final String REDACT = "redact";
    static final String REDACT_SECRET = "redact-secret";
    static final String GIVEN_FIELDS = "fields";
    static final String PATH_FIELDS = "path-fields";
    static final String MULTILINE = "multiline";
    static final String MULTILINE_MAX_LINES = "multiline-max-lines";
    static final String MULTILINE_MAX_BYTES = "multiline-max-bytes";
    static final String MULTILINE_WAIT = "multiline-wait";

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private LineKeys() {}

    /** Reads them, with the defaults for those that are not there. */
    static LineSettings read(ObjectNode content) {
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
                        Durations.of(content, MULTILINE_WAIT, Multiline.WAIT)));
    }

    static Duration multilineWait(String written) {
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
        if (!read(content).choosesTime()) {
            for (String key : List.of(TIME_FIELD, TIME_FORMAT)) {
                if (content.has(key)) {
                    unused.put(
                            key,
                            "%s is of no use to lines of '%s', whose time has its place and form: leave it out"
                                    .formatted(key, content.path("format").asText()));
                }
            }
        }
        if (content.has(TIME_LATEST) && !read(content).mayLackYear()) {
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

    /** Adds them all. */
    static void write(LineSettings lines, ObjectNode content) {
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

    static TimeReader timeFormat(String written) {
        return TimeReader.of(written, ZoneOffset.UTC);
    }

    static ZoneId zone(String written) {
        try {
            return ZoneId.of(written);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is no time zone: use a name such as Europe/Berlin, or an offset such as +02:00"
                            .formatted(Printable.of(written)),
                    e);
        }
    }

    static Instant moment(String written) {
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

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String enumName(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** The texts of a list; none where it is not there. */
    static List<String> texts(JsonNode content, String key) {
        List<String> texts = new ArrayList<>();
        content.path(key).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
