package io.drey.cli;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.stack.SettingsOption;
import io.drey.event.Blame;
import io.drey.event.Explained;
import io.drey.operations.OperationException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a {@code drey} command. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("--verbose")) {
            System.setProperty("drey.log.level", "INFO");
        }
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                false,
                StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        // The script asks the shell: Java tells only of standard input and output together.
        boolean isTerminal = Boolean.getBoolean("drey.terminal");
        int exitCode = run(new Console(System.in, out, err, isTerminal), arguments);
        out.flush();
        System.exit(exitCode);
    }

    /** Runs a command and returns its exit code. */
    static int run(Console console, String... arguments) {
        CommandLine drey = commandLine(console);
        return drey.execute(arguments);
    }

    static CommandLine commandLine(Console console) {
        CommandLine drey = new CommandLine(new DreyCommand(), new CommandFactory(console));
        drey.setOut(new java.io.PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        drey.setErr(new java.io.PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        drey.setUsageHelpWidth(110);
        drey.setUsageHelpAutoWidth(false);
        drey.setCaseInsensitiveEnumValuesAllowed(true);
        drey.setParameterExceptionHandler((problem, wrong) -> {
            String command = problem.getCommandLine().getCommandSpec().qualifiedName();
            complain(
                    console,
                    Misspelt.of(problem)
                            .orElseGet(() -> oneLine(problem.getMessage()) + "; see " + command + " --help"));
            return ExitCodes.USAGE;
        });
        drey.setExecutionStrategy(Main::execute);
        drey.setExecutionExceptionHandler((failure, commandLine, parsed) -> {
            DreyCommand root = (DreyCommand) drey.getCommandSpec().userObject();
            if (root.verbose) {
                failure.printStackTrace(console.err());
            }
            return explain(failure, console);
        });
        return drey;
    }

    /** Runs the command that is meant, after a look at its settings: not every way through a command reads them. */
    private static int execute(CommandLine.ParseResult parsed) {
        CommandLine.ParseResult meant = parsed;
        while (meant.hasSubcommand()) {
            meant = meant.subcommand();
        }
        if (!meant.isUsageHelpRequested() && !meant.isVersionHelpRequested()) {
            try {
                settings(meant.commandSpec()).forEach(SettingsOption::requireKnown);
            } catch (OperationException e) {
                throw new CommandLine.ExecutionException(meant.commandSpec().commandLine(), e.getMessage(), e);
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** The settings that a command takes, however deep they are mixed in. */
    static Stream<SettingsOption> settings(CommandSpec spec) {
        return spec.mixins().values().stream()
                .flatMap(mixin ->
                        mixin.userObject() instanceof SettingsOption settings ? Stream.of(settings) : settings(mixin));
    }

    private static int explain(Exception failure, Console console) {
        if (failure instanceof Explained known) {
            return explain(known.blame(), failure.getMessage(), console);
        }
        if (isBrokenPipe(failure)) {
            return ExitCodes.DONE;
        }
        String message = failure.getMessage() == null ? "" : ": " + oneLine(failure.getMessage());
        complain(
                console,
                "failed unexpectedly: " + failure.getClass().getSimpleName() + message
                        + "; run it again with --verbose for the details");
        return ExitCodes.FAILED;
    }

    private static int explain(Blame blame, String message, Console console) {
        return switch (blame) {
            case USAGE -> {
                complain(console, oneLine(message));
                yield ExitCodes.USAGE;
            }
            case FAILURE -> {
                // Several lines where a server's log is quoted.
                complain(console, message);
                yield ExitCodes.FAILED;
            }
        };
    }

    /** Whoever read our output has seen enough. */
    private static boolean isBrokenPipe(Exception failure) {
        Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
        return cause instanceof IOException && "Broken pipe".equals(cause.getMessage());
    }

    private static void complain(Console console, String message) {
        console.out().flush();
        console.tell("drey: " + message);
    }

    private static String oneLine(String message) {
        return message.lines().map(String::strip).collect(Collectors.joining(" "));
    }
}
