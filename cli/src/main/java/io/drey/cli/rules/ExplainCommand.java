package io.drey.cli.rules;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Printable;
import io.drey.format.LineJoiner;
import io.drey.format.LineLimit;
import io.drey.format.Multiline;
import io.drey.operations.OperationException;
import io.drey.operations.input.InputFile;
import io.drey.operations.input.LineReader;
import io.drey.operations.input.OpenInput;
import io.drey.operations.rules.RuleFiles;
import io.drey.operations.rules.TestLines;
import io.drey.rules.book.RuleBook;
import io.drey.rules.run.CorrelationShapes;
import io.drey.rules.run.Explanation;
import io.drey.rules.run.Firing;
import io.drey.rules.run.RuleRun;
import io.drey.rules.sigma.PatternRule;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaRule;
import io.drey.rules.sigma.SigmaRules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "explain",
        description = {
            "Says what rules were made into: the condition with the fields' names here, or the shape and the group.",
            "With lines, says for each what every part of a condition answers and why, and when the rules fire.",
            "Ends with 1 if a document is refused. A refused document does not stop the others."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey rules explain my-rules/scan.yml",
            "  drey rules explain my-rules/ --rule path-scan --lines access.log --line-format combined",
            "  drey rules explain my-rules/ --lines app.log --line-format app --multiline java",
        })
final class ExplainCommand implements Callable<Integer> {

    private static final FieldName LINE_COUNT = FieldName.parse(LineJoiner.LINES);

    private final Console console;

    @Mixin
    private RulesOption rules = new RulesOption();

    @Option(
            names = "--rule",
            paramLabel = "ID",
            description = "This rule, by its id or name, and those that it rests on.")
    private String wanted;

    @Option(names = "--lines", paramLabel = "FILE", description = "Lines to look at; - for standard input.")
    private String lines;

    @Option(
            names = "--line-format",
            paramLabel = "FORMAT",
            defaultValue = "combined",
            description = "The lines' format (default: ${DEFAULT-VALUE}).")
    private String format;

    @Option(
            names = "--multiline",
            paramLabel = "RULE",
            description =
                    "Which lines are one event, as the dataset's document and tests of rules say it: java, for example "
                            + "(default: each is one).")
    private String multiline;

    ExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        RuleFiles files = rules.usable(console);
        List<SigmaDocument> meant = meant(files.rules());
        meant.forEach(rule -> describe(files.rules(), rule));
        if (lines != null) {
            look(files.rules(), meant);
        }
        return files.rules().refusals().isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    /** The rules that are asked for, and those that they rest on: by them alone it can be told why one does not fire. */
    private List<SigmaDocument> meant(SigmaRules all) {
        List<SigmaDocument> documents = all.looking();
        if (wanted == null) {
            return documents;
        }
        Set<String> ids = new HashSet<>();
        documents.stream()
                .filter(rule -> rule.id().equals(wanted)
                        || rule.header().name().filter(wanted::equals).isPresent())
                .forEach(rule -> addWithItsRules(all, rule.id(), ids));
        if (ids.isEmpty()) {
            throw OperationException.usage("--rule %s: none of the rules has this id or name: see drey rules list"
                    .formatted(Printable.of(wanted)));
        }
        return documents.stream().filter(rule -> ids.contains(rule.id())).toList();
    }

    private static void addWithItsRules(SigmaRules all, String id, Set<String> ids) {
        ids.add(id);
        all.correlation(id)
                .ifPresent(correlation -> correlation.rules().forEach(rule -> addWithItsRules(all, rule, ids)));
        all.pattern(id).ifPresent(pattern -> ids.addAll(pattern.rules()));
    }

    private void describe(SigmaRules all, SigmaDocument rule) {
        say("%s: %s (%s)".formatted(RuleFiles.named(rule), rule.header().title(), rule.place()));
        if (rule instanceof SigmaRule single) {
            say("  logs       " + single.logsource());
            say("  condition  " + single.condition());
            say("  fields     "
                    + String.join(
                            ", ",
                            single.condition().fields().stream()
                                    .map(FieldName::dotted)
                                    .toList()));
            say("  predicates %d".formatted(single.condition().size()));
        } else if (rule instanceof SigmaCorrelation correlation) {
            say("  of         "
                    + String.join(
                            ", ",
                            correlation.rules().stream()
                                    .map(id -> named(all, id))
                                    .toList()));
            say("  group by   "
                    + String.join(
                            ", ",
                            correlation.groupBy().stream()
                                    .map(SigmaCorrelation.SharedField::name)
                                    .toList()));
            say("  shape      " + CorrelationShapes.of(correlation));
        } else if (rule instanceof PatternRule pattern) {
            pattern.inputs().forEach(input -> say("  %-10s %s".formatted(input.name(), input.condition())));
            say("  group by   "
                    + String.join(
                            ", ",
                            pattern.groupBy().stream()
                                    .map(PatternRule.Key::name)
                                    .toList()));
            say("  shape      " + pattern.shape());
            say("  keeps      for %s after a group's last event"
                    .formatted(Duration.ofMillis(pattern.shape().memoryMillis())));
        }
        say("  alerts     " + (all.alerting().contains(rule.id()) ? "yes" : "no, it is there for others"));
    }

    private void look(SigmaRules all, List<SigmaDocument> meant) {
        List<LogEvent> events = events();
        Map<Long, List<Firing>> byLine = new HashMap<>();
        List<Firing> atEnd = new ArrayList<>();
        RuleRun run = new RuleRun(all, RuleBook.ENTRY_LIMIT);
        for (LogEvent event : events) {
            run.process(event, TestLines.reference(event), firing -> byLine.computeIfAbsent(
                            event.offset(), any -> new ArrayList<>())
                    .add(firing));
        }
        run.end(atEnd::add);
        for (LogEvent event : events) {
            say("");
            say("line %d%s, %s"
                    .formatted(event.offset() + 1, joined(event), Instant.ofEpochMilli(event.timestampMillis())));
            for (SigmaDocument rule : meant) {
                if (rule instanceof SigmaRule single) {
                    say("  " + RuleFiles.named(single));
                    Explanation.of(single.condition(), event).forEach(line -> say("    " + line));
                }
                if (rule instanceof PatternRule pattern) {
                    pattern.inputs().forEach(input -> {
                        say("  %s, %s".formatted(RuleFiles.named(pattern), input.name()));
                        Explanation.of(input.condition(), event).forEach(line -> say("    " + line));
                    });
                }
            }
            byLine.getOrDefault(event.offset(), List.of()).forEach(this::tellFiring);
        }
        atEnd.forEach(this::tellFiring);
    }

    /** What the lines say, in the order of events; of lines that are none of their format it tells. */
    private List<LogEvent> events() {
        TestLines parsed = new TestLines(joining(), this::say);
        try (OpenInput input = InputFile.of(List.of(lines)).get(0).open(console.in())) {
            LineReader reader = new LineReader(input.bytes(), LineLimit.DEFAULT.maxBytes());
            Instant now = Instant.now();
            for (byte[] line = reader.next(); line != null; line = reader.next()) {
                parsed.add(format, line, now);
            }
            return parsed.inOrder();
        } catch (IOException | IllegalArgumentException e) {
            throw OperationException.usage("--lines %s: %s".formatted(Printable.of(lines), e.getMessage()), e);
        }
    }

    private Optional<String> joining() {
        try {
            return Optional.ofNullable(multiline)
                    .map(rule -> Multiline.Rule.parse(rule).written());
        } catch (IllegalArgumentException e) {
            throw OperationException.usage("--multiline: " + e.getMessage(), e);
        }
    }

    /** How many lines behind the first belong to an event. */
    private static String joined(LogEvent event) {
        String count = event.text(LINE_COUNT);
        return count == null ? "" : " and %d more".formatted(Integer.parseInt(count) - 1);
    }

    private void tellFiring(Firing firing) {
        say("  ALERT of %s%s: events %,d, from line %d to line %d"
                .formatted(
                        RuleFiles.named(firing.rule()),
                        firing.group().isEmpty() ? "" : " for " + String.join(", ", firing.group()),
                        firing.match().count(),
                        firing.match().first().offset() + 1,
                        firing.match().completing().offset() + 1));
    }

    private static String named(SigmaRules all, String id) {
        return all.looking().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .map(RuleFiles::named)
                .orElse(id);
    }

    private void say(String line) {
        console.out().println(Printable.ofWhole(line));
    }
}
