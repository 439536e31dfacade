package io.drey.cli;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Writes a script that completes drey's commands and options, and the words that options take.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(drey completion bash)                                          in this shell",
            "  drey completion bash > ~/.local/share/bash-completion/completions/drey  in all",
            "  source <(drey completion zsh)                                           also in ~/.zshrc, behind compinit",
        })
final class CompletionCommand implements Callable<Integer> {

    private final Console console;

    /** A shell. One script serves them: it tells itself which of them runs it. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(
            paramLabel = "SHELL",
            arity = "0..1",
            defaultValue = "bash",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Shell shell;

    @Spec
    private CommandSpec spec;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out().print(AutoComplete.bash("drey", spec.root().commandLine()));
        return ExitCodes.DONE;
    }
}
