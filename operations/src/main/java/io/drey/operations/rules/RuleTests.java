package io.drey.operations.rules;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.drey.configuration.Durations;
import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.operations.OperationException;
import io.drey.operations.input.YamlPart;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tests of one file's rules, in the words that Panther uses, and a few more:
 *
 * <pre>{@code
 * Tests:
 *   - Name: five failures and a success
 *     ExpectedResult: true          # or Alerts: 2
 *     Groups: [203.0.113.9]         # the values of group-by, joined by a comma and a space; optional
 *     Rule: ssh-guessing            # where the file has several; else the last one
 *     Format: combined              # how lines are read; else what the rule's logsource says
 *     Multiline: java               # which lines are one event, as a dataset's document says it; optional
 *     At: 2026-01-05T10:00:00Z      # when it begins; a Monday unless told
 *     Log:
 *       - '203.0.113.9 - - [%{time}] "GET / HTTP/1.1" 200 5 "-" "-"'   # a line as it comes
 *       - {Line: '... %{n} ...', Times: 5, Every: 10s, After: 1m}     # more of them
 *       - {source.ip: 203.0.113.9, event.action: login}                # an event, by its fields
 * }</pre>
 *
 * <p>{@code %{time}} is the test's time, written as the format writes times, and goes on by {@code Every}, a second unless
 * told; {@code %{n}} counts from 1.
 *
 * @param file where they stand
 * @param rules the file of the rules that are tested
 */
public record RuleTests(String file, String rules, List<Case> cases) {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    /** What documents of tests begin with. */
    static final String KEY = "Tests";

    private static final Instant A_MONDAY = Instant.parse("2026-01-05T10:00:00Z");
    private static final Set<String> CASE_KEYS = Set.of(
            "Name", "ExpectedResult", "Alerts", "Groups", "Rule", "Format", "Redact", "Drop", "Multiline", "At", "Log");
    private static final Set<String> ENTRY_KEYS = Set.of("Line", "Times", "Every", "After");

    public RuleTests {
        cases = List.copyOf(cases);
    }

    /**
     * A test.
     *
     * @param rule the id or name of the rule; empty for the last one of the file
     * @param alerts how many are expected
     * @param groups of which groups, in the order of the alerts; empty where that is not asked
     * @param format of the lines; empty for what the rule's logsource says
     * @param redact what is redacted before rules see it, as a dataset's document says it
     * @param drop which events no rule sees, as a dataset's document says it
     * @param multiline which lines are one event, as a dataset's document says it; empty where each is
     * @param begin the test's time
     */
    public record Case(
            String name,
            Optional<String> rule,
            int alerts,
            List<String> groups,
            Optional<String> format,
            List<String> redact,
            List<JsonNode> drop,
            Optional<String> multiline,
            Instant begin,
            List<Entry> log) {}

    /**
     * Lines or events.
     *
     * @param line a line, or an event as JSON
     * @param isEvent whether it is JSON whatever the format
     * @param times how often
     * @param every how far the test's time goes on with each
     * @param after how far it goes on before the first
     */
    record Entry(String line, boolean isEvent, int times, Duration every, Duration after) {}

    /** The tests in a file of rules or of tests. */
    static List<RuleTests> inFile(String file, String rules, String text) {
        List<RuleTests> tests = new ArrayList<>();
        for (YamlPart part : YamlPart.of(text)) {
            if (part.beginsWith(KEY)) {
                tests.add(new RuleTests(file, rules, cases(file, part)));
            }
        }
        return tests;
    }

    private static List<Case> cases(String file, YamlPart part) {
        JsonNode document;
        try {
            document = YAML.readTree(part.text());
        } catch (JsonMappingException e) {
            throw wrong(file, part, e, e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw wrong(
                    file, part, e, e.getOriginalMessage().lines().findFirst().orElse("no YAML"));
        }
        List<Case> cases = new ArrayList<>();
        for (JsonNode node : document.path(KEY)) {
            cases.add(readCase("%s: test %d".formatted(file, cases.size() + 1), node));
        }
        if (cases.isEmpty()) {
            throw OperationException.usage(
                    "%s: 'Tests' is no list of tests: begin each with '- Name: ...'".formatted(file));
        }
        return cases;
    }

    private static OperationException wrong(String file, YamlPart part, JsonProcessingException e, String reason) {
        JsonLocation at = e.getLocation();
        return OperationException.usage(
                "%s:%d:%d: %s".formatted(file, part.firstLine() + at.getLineNr(), at.getColumnNr(), reason), e);
    }

    private static Case readCase(String place, JsonNode node) {
        requireKeys(place, node, CASE_KEYS);
        String name = node.path("Name").asText("");
        if (name.isBlank()) {
            throw OperationException.usage(place + " has no 'Name': say in a few words what it shows");
        }
        String named = "%s '%s'".formatted(place, Printable.of(name));
        List<Entry> log = new ArrayList<>();
        JsonNode entries = node.path("Log");
        for (JsonNode entry :
                entries.isArray() ? entries : YAML.createArrayNode().add(entries)) {
            log.add(readEntry(named, entry));
        }
        return new Case(
                name,
                text(node, "Rule"),
                alerts(named, node),
                texts(node, "Groups"),
                text(node, "Format"),
                texts(node, "Redact"),
                values(node, "Drop"),
                text(node, "Multiline"),
                text(node, "At").map(at -> instant(named, at)).orElse(A_MONDAY),
                log);
    }

    private static int alerts(String place, JsonNode node) {
        if (node.has("Alerts")) {
            int alerts = node.get("Alerts").asInt(-1);
            if (alerts < 0) {
                throw OperationException.usage("%s: 'Alerts: %s' is no number of alerts"
                        .formatted(place, Printable.of(node.get("Alerts").asText())));
            }
            return alerts;
        }
        if (!node.path("ExpectedResult").isBoolean()) {
            throw OperationException.usage(place + " says neither 'ExpectedResult: true' or false, nor 'Alerts: 2'");
        }
        return node.get("ExpectedResult").asBoolean() ? 1 : 0;
    }

    private static Entry readEntry(String place, JsonNode node) {
        if (node.isTextual()) {
            return new Entry(node.asText(), false, 1, Duration.ofSeconds(1), Duration.ZERO);
        }
        if (!node.isObject() || node.isEmpty()) {
            throw OperationException.usage(place + ": 'Log' holds what is neither a line nor an event");
        }
        if (!node.has("Line")) {
            return new Entry(node.toString(), true, 1, Duration.ofSeconds(1), Duration.ZERO);
        }
        requireKeys(place + ", Log", node, ENTRY_KEYS);
        int times = node.path("Times").asInt(1);
        if (times < 1 || times > 1_000_000) {
            throw OperationException.usage("%s: 'Times: %d': write 1 to 1000000".formatted(place, times));
        }
        JsonNode line = node.get("Line");
        return new Entry(
                line.isObject() ? line.toString() : line.asText(),
                line.isObject(),
                times,
                text(node, "Every").map(every -> duration(place, every)).orElse(Duration.ofSeconds(1)),
                text(node, "After").map(after -> duration(place, after)).orElse(Duration.ZERO));
    }

    private static void requireKeys(String place, JsonNode node, Set<String> known) {
        for (var keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!known.contains(key)) {
                throw OperationException.usage("%s has an unknown key '%s'%s"
                        .formatted(place, Printable.of(key), Spelling.suggestion(key, new TreeSet<>(known))));
            }
        }
    }

    private static Optional<String> text(JsonNode node, String key) {
        return node.has(key) ? Optional.of(node.get(key).asText()) : Optional.empty();
    }

    private static List<String> texts(JsonNode node, String key) {
        List<String> texts = new ArrayList<>();
        node.path(key).forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static List<JsonNode> values(JsonNode node, String key) {
        List<JsonNode> values = new ArrayList<>();
        node.path(key).forEach(values::add);
        return values;
    }

    private static Instant instant(String place, String written) {
        try {
            return Instant.parse(written);
        } catch (DateTimeParseException e) {
            throw OperationException.usage(
                    "%s: 'At: %s': write a time such as 2026-01-05T10:00:00Z".formatted(place, Printable.of(written)),
                    e);
        }
    }

    private static Duration duration(String place, String written) {
        try {
            return Durations.parse(written);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage("%s: %s".formatted(place, e.getMessage()), e);
        }
    }
}
