package io.drey.cli.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The terminal on standard input, as {@code stty} knows it; Java knows no more than that there is one. */
final class Terminal implements TerminalSize, AutoCloseable {

    private static final int ROWS = 24;

    private final Optional<String> settings = stty("-g");

    /** Has keys count at once, without Enter, and not be shown; Ctrl-C still ends the program. */
    Terminal() {
        settings.ifPresent(known -> stty("-icanon", "-echo", "min", "1"));
    }

    @Override
    public int columns() {
        return size(1, Integer.getInteger("drey.columns", StatusScreen.NARROW));
    }

    @Override
    public int rows() {
        return size(0, ROWS);
    }

    private static int size(int which, int otherwise) {
        Optional<String> size = stty("size");
        if (size.isEmpty() || !size.get().matches("[1-9]\\d{0,4} [1-9]\\d{0,4}")) {
            return otherwise;
        }
        return Integer.parseInt(size.get().split(" ", -1)[which]);
    }

    /** As it was before. */
    @Override
    public void close() {
        settings.ifPresent(Terminal::stty);
    }

    /** What it answers; nothing where it is missing or standard input is no terminal. */
    private static Optional<String> stty(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(answer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
