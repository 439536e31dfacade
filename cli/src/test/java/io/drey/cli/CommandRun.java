package io.drey.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.console.Console;
import io.drey.operations.stack.Workspace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that ran within a test.
 *
 * @param exitCode what it ended with
 * @param out what it wrote as its result
 * @param err what else it wrote
 */
public record CommandRun(int exitCode, String out, String err) {

    public static CommandRun drey(String... arguments) {
        return drey(new ByteArrayInputStream(new byte[0]), arguments);
    }

    /** With standard input. */
    public static CommandRun drey(InputStream in, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(in, new PrintStream(out, false, UTF_8), new PrintStream(err, true, UTF_8), false);
        int exitCode = Main.run(console, arguments);
        console.out().flush();
        return new CommandRun(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** With the local stack of a workspace. */
    public static CommandRun drey(Workspace workspace, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--dir", workspace.dir().toString()));
        return drey(all.toArray(String[]::new));
    }

    /** The same, which must end well. */
    public static CommandRun succeed(Workspace workspace, String... arguments) {
        CommandRun run = drey(workspace, arguments);
        assertThat(run.exitCode())
                .as(String.join(" ", arguments) + "\n" + run.err())
                .isZero();
        return run;
    }
}
