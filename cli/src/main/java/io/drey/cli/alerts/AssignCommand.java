package io.drey.cli.alerts;

import io.drey.cli.console.Console;
import io.drey.configuration.ActDocument.Verb;
import io.drey.operations.OperationException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "assign",
        description = "Gives alerts to somebody: some by their ids, or those that a rule has raised so far.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey alerts assign 3f2a9c0d1e4b5a6978695a4b3c2d1e0f --to alice",
            "  drey alerts assign --tenant acme --rule path-scanner --to bob",
            "  drey alerts assign 3f2a9c0d1e4b5a6978695a4b3c2d1e0f --to-nobody",
        })
final class AssignCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--to", paramLabel = "NAME", description = "Who has them from now on.")
    private String name;

    @Option(names = "--to-nobody", description = "Nobody has them any more.")
    private boolean nobody;

    @Mixin
    private Acting acting = new Acting();

    AssignCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if ((name == null || name.isBlank()) != nobody) {
            throw OperationException.usage("say to whom: --to NAME, or --to-nobody");
        }
        return acting.act(Verb.ASSIGN, nobody ? "" : name, console);
    }
}
