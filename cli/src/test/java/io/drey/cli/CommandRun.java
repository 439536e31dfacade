package io.drey.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/**
 * A command that ran within a test.
 *
 * @param exitCode what it ended with
 * @param out what it wrote as its result
 * @param err what else it wrote
 */
public record CommandRun(int exitCode, String out, String err) {

    public static CommandRun drey(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, false, UTF_8),
                new PrintStream(err, true, UTF_8),
                false);
        int exitCode = Main.run(console, arguments);
        console.out().flush();
        return new CommandRun(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }
}
