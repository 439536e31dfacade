package io.drey.cli;

import io.drey.cli.alerts.AlertsCommand;
import io.drey.cli.capacity.CapacityCommand;
import io.drey.cli.capacity.CostCommand;
import io.drey.cli.dashboards.DashboardsCommand;
import io.drey.cli.docs.DocsCommand;
import io.drey.cli.documents.ApplyCommand;
import io.drey.cli.documents.DiffCommand;
import io.drey.cli.documents.GetCommand;
import io.drey.cli.documents.HistoryCommand;
import io.drey.cli.jobs.JobsCommand;
import io.drey.cli.lake.DeadLettersCommand;
import io.drey.cli.lake.LakeCommand;
import io.drey.cli.lines.GenerateCommand;
import io.drey.cli.lines.ParseCommand;
import io.drey.cli.lines.SendCommand;
import io.drey.cli.query.QueryCommand;
import io.drey.cli.query.ReportCommand;
import io.drey.cli.query.ServeCommand;
import io.drey.cli.quickstart.QuickStartCommand;
import io.drey.cli.rules.RulesCommand;
import io.drey.cli.schedule.ScheduleCommand;
import io.drey.cli.search.IndexCommand;
import io.drey.cli.search.SearchCommand;
import io.drey.cli.stack.StackCommand;
import io.drey.cli.status.DoctorCommand;
import io.drey.cli.status.StatusCommand;
import io.drey.cli.targets.TargetsCommand;
import io.drey.operations.DreyVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command all others are parts of. */
@Command(
        name = "drey",
        description = "Takes every log line in once and vends it: alerts, metrics, search and a lake that answers SQL.",
        versionProvider = DreyCommand.Version.class,
        subcommands = {
            QuickStartCommand.class,
            StackCommand.class,
            JobsCommand.class,
            ApplyCommand.class,
            DiffCommand.class,
            GetCommand.class,
            HistoryCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            LakeCommand.class,
            DeadLettersCommand.class,
            QueryCommand.class,
            ReportCommand.class,
            ScheduleCommand.class,
            ServeCommand.class,
            SearchCommand.class,
            AlertsCommand.class,
            TargetsCommand.class,
            IndexCommand.class,
            DashboardsCommand.class,
            SendCommand.class,
            ParseCommand.class,
            RulesCommand.class,
            GenerateCommand.class,
            CapacityCommand.class,
            CostCommand.class,
            CompletionCommand.class,
            HelpCommand.class,
            DocsCommand.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey quickstart                       everything at once, on real servers, until Ctrl-C",
            "  drey parse --format combined FILE     what a line becomes, without any server",
            "  drey help parse                       a command's options and examples",
            "",
            "Exit codes: 0 done, 1 failed, 2 asked for wrongly. Results go to stdout, all else to stderr.",
        },
        synopsisSubcommandLabel = "COMMAND")
final class DreyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log what happens, and show stack traces of failures.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and end.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and end.")
    boolean version;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to do: no command was given");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "drey " + DreyVersion.text() + " (Java " + Runtime.version().feature() + ")"
            };
        }
    }
}
