package io.drey.cli.docs;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The help of every command. */
final class CommandsPage {

    private CommandsPage() {}

    static ReferencePage page(CommandLine drey) {
        Markdown page = new Markdown(
                "Commands", "What `--help` shows of each command. [cli](../../cli/README.md) says how they work.");
        List<CommandLine> commands = new ArrayList<>();
        collect(drey, commands);
        for (CommandLine command : commands) {
            page.heading(command.getCommandSpec().qualifiedName()).code(command.getUsageMessage(Ansi.OFF));
        }
        return new ReferencePage("commands.md", page.text());
    }

    private static void collect(CommandLine command, List<CommandLine> all) {
        all.add(command);
        command.getSubcommands().values().stream()
                .filter(part -> !part.getCommandSpec().usageMessage().hidden())
                .forEach(part -> collect(part, all));
    }
}
