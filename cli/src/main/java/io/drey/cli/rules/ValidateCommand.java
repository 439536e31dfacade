package io.drey.cli.rules;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.event.Printable;
import io.drey.rules.RuleProblem;
import io.drey.rules.sigma.SigmaRules;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "validate",
        description = {
            "Checks rules, correlations, patterns and filters: each problem on a line, as FILE:LINE:COLUMN: what is wrong: what to do.",
            "Ends with 1 if a document is refused. A refused document does not stop the others."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey rules validate my-rules/",
            "  drey rules validate --lists lists.yml --strict my-rules/*.yml",
        })
final class ValidateCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private RulesOption rules = new RulesOption();

    @Option(names = "--strict", description = "End with 1 for warnings, too.")
    private boolean strict;

    ValidateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        SigmaRules read = rules.read().rules();
        for (RuleProblem problem : read.problems()) {
            console.out().println(Printable.ofWhole(problem.toString()));
        }
        console.tell(
                "%,d rules, %,d correlations, %,d patterns and %,d filters can be used; %,d documents are refused, %,d warnings"
                        .formatted(
                                read.rules().size(),
                                read.correlations().size(),
                                read.patterns().size(),
                                read.filters().size(),
                                read.refusals().size(),
                                read.warnings().size()));
        boolean isWrong =
                !read.refusals().isEmpty() || (strict && !read.warnings().isEmpty());
        return isWrong ? ExitCodes.FAILED : ExitCodes.DONE;
    }
}
