package io.drey.cli.rules;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.OperationException;
import io.drey.operations.rules.CaseRun;
import io.drey.operations.rules.JUnitReport;
import io.drey.operations.rules.RuleFiles;
import io.drey.operations.rules.RuleTests;
import io.drey.query.rows.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "test",
        description = {
            "Runs the tests of rules: raw lines go through the parsers, the events through the rules, and the alerts are "
                    + "counted. Ends with 1 if one fails, or a document is refused.",
            "A test stands in the rule's file, as a document of its own, or in NAME.tests.yml beside NAME.yml:",
            "",
            "  Tests:",
            "    - Name: twenty paths within a minute",
            "      ExpectedResult: true",
            "      Log:",
            "        - Line: '203.0.113.9 - - [%%{time}] \"GET /x%%{n} HTTP/1.1\" 404 9 \"-\" \"-\"'",
            "          Times: 20",
            "          Every: 2s",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey rules test my-rules/",
            "  drey rules test my-rules/ --junit target/rules.xml",
        })
final class TestCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private RulesOption rules = new RulesOption();

    @Mixin
    private FormatOption format = new FormatOption();

    @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit's XML there, too.")
    private Path junit;

    TestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        long began = System.nanoTime();
        RuleFiles files = rules.usable(console);
        CaseRun run = new CaseRun(files.rules());
        List<JUnitReport.Test> done = new ArrayList<>();
        for (RuleTests tests : files.tests()) {
            for (RuleTests.Case test : tests.cases()) {
                done.add(new JUnitReport.Test(tests.file(), test.name(), run.run(tests, test)));
            }
        }
        if (done.isEmpty()) {
            throw OperationException.failure(
                    "the rules have no tests: write some into a document 'Tests:', see drey rules test --help");
        }
        if (junit != null) {
            JUnitReport.write(junit, done);
        }
        List<List<Object>> rows = new ArrayList<>();
        for (JUnitReport.Test test : done) {
            rows.add(List.of(
                    test.outcome().passed() ? "passed" : "FAILED",
                    test.outcome().rule(),
                    test.name(),
                    test.outcome().failure().orElse("")));
        }
        new Rows(List.of("result", "rule", "test", "why"), rows).print(format.format(), console.out());
        long failed = done.stream().filter(test -> !test.outcome().passed()).count();
        console.tell(String.format(
                Locale.ROOT,
                "%,d tests of %,d rules: %,d failed; %.1f s",
                done.size(),
                done.stream().map(test -> test.outcome().rule()).distinct().count(),
                failed,
                (System.nanoTime() - began) / 1e9));
        return failed == 0 && files.rules().refusals().isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
    }
}
