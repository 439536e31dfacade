package io.drey.cli.rules;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Rules as users write them. */
@Command(
        name = "rules",
        description =
                "Checks, tries and explains rules: Sigma documents, on lines as they come, without any server; tries them on the "
                        + "events of the lake, and matches those that came late.",
        subcommands = {
            ValidateCommand.class,
            ListCommand.class,
            TestCommand.class,
            ExplainCommand.class,
            BacktestCommand.class,
            RescanCommand.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey rules validate my-rules/          file, line, column, what is wrong and what to write",
            "  drey rules test my-rules/              the tests beside the rules, from raw lines to alerts",
            "  drey rules explain scanners.yml --lines access.log   why a rule fired, or did not",
            "  drey rules backtest my-rules/ --from now-7d          how often they would have fired",
            "  drey rules rescan --from now-3h        alerts of events that came late",
        },
        synopsisSubcommandLabel = "COMMAND")
public final class RulesCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }
}
