package io.drey.stack.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Programs of the operating system. */
public final class Programs {
    private Programs() {}

    /** The program's path if it is installed. */
    public static Optional<String> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString);
    }

    public static Process start(ProcessBuilder builder, String server) {
        try {
            return builder.start();
        } catch (IOException failure) {
            String meaning = Diagnosis.of(String.valueOf(failure.getMessage()))
                    .map(cause -> ": " + cause)
                    .orElse("");
            throw new StackException(
                    server + " did not start: " + builder.command().get(0) + " cannot be executed in "
                            + builder.directory() + " (" + failure.getMessage() + ")" + meaning,
                    failure);
        }
    }

    /** Whether the command ends with 0 within some seconds. */
    public static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (IOException unavailable) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
