package io.drey.cli.rules;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.Rows;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaHeader;
import io.drey.rules.sigma.SigmaRule;
import io.drey.rules.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description =
                "Lists the rules that can be used: what each looks for, in which logs, and how many tests it has.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey rules list my-rules/",
            "  drey rules list my-rules/ --format csv > rules.csv",
        })
final class ListCommand implements Callable<Integer> {

    private static final List<String> COLUMNS =
            List.of("rule", "title", "level", "status", "kind", "logs", "alerts", "tags", "tests", "place");

    private final Console console;

    @Mixin
    private RulesOption rules = new RulesOption();

    @Mixin
    private FormatOption format = new FormatOption();

    ListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        RuleFiles files = rules.usable(console);
        Set<String> alerting = files.rules().alerting();
        CaseRun cases = new CaseRun(files.rules());
        List<List<Object>> rows = new ArrayList<>();
        Stream.<SigmaDocument>concat(files.rules().rules().stream(), files.rules().correlations().stream())
                .forEach(rule -> rows.add(row(files, rule, alerting.contains(rule.id()), cases)));
        new Rows(COLUMNS, rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private static List<Object> row(RuleFiles files, SigmaDocument rule, boolean alerts, CaseRun cases) {
        SigmaHeader header = rule.header();
        long tests = files.tests().stream()
                .flatMap(file -> file.cases().stream().map(test -> cases.rule(file, test)))
                .filter(tested -> tested.filter(rule::equals).isPresent())
                .count();
        return List.of(
                RuleFiles.named(rule),
                header.title(),
                header.level()
                        .map(level -> level.name().toLowerCase(Locale.ROOT))
                        .orElse(""),
                header.status()
                        .map(status -> status.name().toLowerCase(Locale.ROOT))
                        .orElse(""),
                rule instanceof SigmaCorrelation correlation
                        ? correlation.type().written()
                        : "rule",
                logs(files.rules(), rule),
                alerts ? "yes" : "for others",
                String.join(" ", header.tags()),
                tests,
                rule.place().toString());
    }

    private static String logs(SigmaRules rules, SigmaDocument rule) {
        if (rule instanceof SigmaRule single) {
            return single.logsource().toString();
        }
        return rule instanceof SigmaCorrelation correlation
                ? String.join(
                        ", ",
                        correlation.rules().stream()
                                .flatMap(id -> Stream.<SigmaDocument>concat(
                                        rules.rule(id).stream(), rules.correlation(id).stream()))
                                .map(other -> logs(rules, other))
                                .distinct()
                                .toList())
                : "";
    }
}
