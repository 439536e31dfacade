package io.drey.cli.alerts;

import io.drey.cli.console.Console;
import io.drey.configuration.ActDocument.Verb;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "ack",
        description = {
            "Says that somebody knows of alerts: of some by their ids, or of those that a rule has raised so far. It stays with "
                    + "them, also when they are raised or delivered again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey alerts ack 3f2a9c0d1e4b5a6978695a4b3c2d1e0f --note \"known scanner\"",
            "  drey alerts ack --tenant acme --rule path-scanner --group 203.0.113.9",
            "  drey alerts ack 3f2a9c0d1e4b5a6978695a4b3c2d1e0f --reopen",
        })
final class AckCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--reopen", description = "Instead: they are open again.")
    private boolean reopen;

    @Mixin
    private Acting acting = new Acting();

    AckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return acting.act(reopen ? Verb.REOPEN : Verb.ACK, "", console);
    }
}
