package io.drey.cli.rules;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.TenantDocument;
import io.drey.event.Printable;
import io.drey.operations.OperationException;
import io.drey.operations.control.DocumentFiles;
import io.drey.operations.rules.GivenFields;
import io.drey.rules.RuleProblem;
import io.drey.rules.sigma.SigmaRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
            "  drey rules validate my-rules/ --datasets config/",
            "  drey rules validate --lists lists.yml --strict my-rules/*.yml",
        })
final class ValidateCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private RulesOption rules = new RulesOption();

    @Option(
            names = "--datasets",
            paramLabel = "PATH",
            description =
                    "Files of datasets as 'drey apply' takes them, or folders of such: warns of rules that ask a field which the "
                            + "format of none of them gives. May be repeated.")
    private List<Path> datasets = List.of();

    @Option(names = "--strict", description = "End with 1 for warnings, too.")
    private boolean strict;

    ValidateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        SigmaRules read = rules.read().rules();
        List<RuleProblem> ungiven = datasets.isEmpty() ? List.of() : given().warnings(read);
        for (RuleProblem problem :
                Stream.concat(read.problems().stream(), ungiven.stream()).toList()) {
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
                                read.warnings().size() + ungiven.size()));
        boolean isWrong =
                !read.refusals().isEmpty() || (strict && !(read.warnings().isEmpty() && ungiven.isEmpty()));
        return isWrong ? ExitCodes.FAILED : ExitCodes.DONE;
    }

    private GivenFields given() {
        DocumentFiles files = DocumentFiles.read(datasets, Optional.empty());
        files.problems().forEach(problem -> console.tell(problem.toString()));
        List<DatasetDocument> read = files.sorted().stream()
                .filter(document -> document.kind() == DocumentKind.DATASET)
                .map(document -> DatasetDocument.of(document, TenantDocument.defaults(document.tenant())))
                .toList();
        if (read.isEmpty()) {
            throw OperationException.usage("--datasets: there is no dataset in these files");
        }
        return GivenFields.of(read);
    }
}
