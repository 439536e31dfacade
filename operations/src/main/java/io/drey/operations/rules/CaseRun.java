package io.drey.operations.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.LogEvent;
import io.drey.rules.run.Firing;
import io.drey.rules.run.RuleRun;
import io.drey.rules.shape.Match;
import io.drey.rules.sigma.Logsource;
import io.drey.rules.sigma.PatternRule;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaRule;
import io.drey.rules.sigma.SigmaRules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Runs a test of a rule: its lines through the parser, the events through the rule and those that it rests on. */
public final class CaseRun {

    /** So many events of a group a correlation may hold in a test. */
    private static final int ENTRY_LIMIT = 100_000;

    private static final DateTimeFormatter ACCESS_TIME = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SYSLOG_TIME =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final String TIME = "%{time}";
    private static final String NUMBER = "%{n}";
    private static final String JSON = "json";

    private final SigmaRules rules;
    private final Set<String> alerting;

    public CaseRun(SigmaRules rules) {
        this.rules = rules;
        this.alerting = rules.alerting();
    }

    /**
     * What came out.
     *
     * @param rule the name of the rule that was tested; what the test says where there is no such rule
     * @param failure what is not as expected, empty if all is
     */
    public record Outcome(String rule, Optional<String> failure, Duration took) {

        public boolean passed() {
            return failure.isEmpty();
        }
    }

    /** Runs a test of a file's rules. */
    public Outcome run(RuleTests tests, RuleTests.Case test) {
        long began = System.nanoTime();
        Optional<SigmaDocument> rule = rule(tests, test);
        Optional<String> failure = rule.isEmpty() ? Optional.of(missing(tests, test)) : failure(rule.get(), test);
        return new Outcome(
                rule.map(RuleFiles::named).or(test::rule).orElse(tests.rules()),
                failure,
                Duration.ofNanos(System.nanoTime() - began));
    }

    private Optional<String> failure(SigmaDocument rule, RuleTests.Case test) {
        List<Firing> firings = new ArrayList<>();
        try {
            RuleRun run = new RuleRun(rules.of(rule.id()), ENTRY_LIMIT);
            for (LogEvent event : events(test, test.format().orElseGet(() -> format(rule)))) {
                run.process(event, TestLines.reference(event), firings::add);
            }
            run.end(firings::add);
        } catch (TestLines.RejectedLineException | IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        firings.removeIf(firing -> !firing.rule().id().equals(rule.id())
                || !alerting.contains(rule.id()) // it is there for others
                || firing.match().kind() == Match.Kind.CLEARED); // which ends an alert and is none
        List<String> groups = firings.stream()
                .map(firing -> String.join(", ", firing.group()))
                .toList();
        if (firings.size() != test.alerts()) {
            return Optional.of("expected %d alerts, there were %d%s"
                    .formatted(test.alerts(), firings.size(), firings.isEmpty() ? "" : ": " + moments(firings)));
        }
        return test.groups().isEmpty() || test.groups().equals(groups)
                ? Optional.empty()
                : Optional.of("expected alerts for %s, they were for %s".formatted(test.groups(), groups));
    }

    private static String moments(List<Firing> firings) {
        return String.join(
                "; ",
                firings.stream()
                        .limit(5)
                        .map(firing -> "%s%s"
                                .formatted(
                                        Instant.ofEpochMilli(firing.match().atMillis()),
                                        firing.group().isEmpty() ? "" : " for " + String.join(", ", firing.group())))
                        .toList());
    }

    private static List<LogEvent> events(RuleTests.Case test, String format) {
        TestLines lines = new TestLines(test.redact(), test.drop(), test.multiline());
        Instant time = test.begin();
        for (RuleTests.Entry entry : test.log()) {
            time = time.plus(entry.after());
            String lineFormat = entry.isEvent() ? JSON : format;
            for (int n = 1; n <= entry.times(); n++) {
                String line =
                        entry.line().replace(NUMBER, Integer.toString(n)).replace(TIME, written(time, lineFormat));
                if (entry.isEvent()) {
                    lines.addEvent(lineFormat, line.getBytes(UTF_8), time);
                } else {
                    lines.add(lineFormat, line.getBytes(UTF_8), time);
                }
                time = time.plus(entry.every());
            }
        }
        return lines.inOrder();
    }

    /** A time as the format writes it. */
    private static String written(Instant time, String format) {
        return switch (format) {
            case "combined", "common" -> ACCESS_TIME.format(time);
            case "rfc3164", "syslog" -> SYSLOG_TIME.format(time);
            default -> time.toString();
        };
    }

    /** The rule that a test means: the one that it names, else the last one of the file. */
    public Optional<SigmaDocument> rule(RuleTests tests, RuleTests.Case test) {
        return rules.looking().stream()
                .filter(rule -> rule.place().file().equals(tests.rules()))
                .filter(rule -> test.rule().isEmpty()
                        || rule.id().equals(test.rule().get())
                        || rule.header().name().equals(test.rule()))
                .reduce((first, second) -> first.place().line() > second.place().line() ? first : second);
    }

    private static String missing(RuleTests tests, RuleTests.Case test) {
        return test.rule()
                .map(named -> "%s has no rule '%s' that can be used".formatted(tests.rules(), named))
                .orElse("%s has no rule that can be used".formatted(tests.rules()));
    }

    /** How the lines of a rule's logsource are read, unless the test says so. */
    private String format(SigmaDocument rule) {
        if (rule instanceof SigmaRule single) {
            return format(single.logsource());
        }
        if (rule instanceof SigmaCorrelation correlation) {
            return correlation.rules().stream()
                    .flatMap(id -> Stream.concat(rules.rule(id).stream(), rules.correlation(id).stream()))
                    .findFirst()
                    .map(this::format)
                    .orElse(JSON);
        }
        if (rule instanceof PatternRule pattern && pattern.logsource().isPresent()) {
            return format(pattern.logsource().get());
        }
        if (rule instanceof PatternRule pattern && !pattern.rules().isEmpty()) {
            return format(rules.rule(pattern.rules().get(0)).orElseThrow());
        }
        return JSON;
    }

    private static String format(Logsource logsource) {
        String category = logsource.category().orElse("");
        return category.equals("webserver") || category.equals("proxy") ? "combined" : JSON;
    }
}
