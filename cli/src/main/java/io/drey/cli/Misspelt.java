package io.drey.cli;

import io.drey.event.Printable;
import io.drey.event.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says of a command or option that does not exist which may be meant. */
final class Misspelt {

    private Misspelt() {}

    /** What is wrong with the arguments, if it is a command or an option that does not exist. */
    static Optional<String> of(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        List<String> unmatched = problem instanceof UnmatchedArgumentException wrong
                ? wrong.getUnmatched()
                // What is missing may be what was misspelt.
                : problem instanceof MissingParameterException ? command.getUnmatchedArguments() : List.of();
        return unmatched.stream().findFirst().flatMap(word -> of(command, word));
    }

    private static Optional<String> of(CommandLine command, String word) {
        if (word.startsWith("-") && word.length() > 1) {
            return Optional.of(option(command, word));
        }
        return command.getSubcommands().isEmpty() ? Optional.empty() : Optional.of(command(command, word));
    }

    /** That a command has no such part. */
    static String command(CommandLine command, String word) {
        return message(command, "command", word, command.getSubcommands().keySet());
    }

    private static String option(CommandLine command, String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        return message(
                command, "option", name, command.getCommandSpec().optionsMap().keySet());
    }

    private static String message(CommandLine command, String what, String word, Collection<String> known) {
        String name = command.getCommandSpec().qualifiedName();
        return "%s has no %s '%s'%s"
                .formatted(
                        name,
                        what,
                        Printable.of(word),
                        Spelling.closest(word, known)
                                .map(": did you mean '%s'?"::formatted)
                                .orElse("; see " + name + " --help"));
    }
}
