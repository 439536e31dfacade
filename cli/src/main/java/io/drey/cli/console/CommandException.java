package io.drey.cli.console;

/** A command cannot do what it was asked for. The message is one line that names the value and the remedy. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** It was asked for wrongly: exit code 2. */
    public static CommandException usage(String message) {
        return new CommandException(ExitCodes.USAGE, message, null);
    }

    /** It was asked for wrongly: exit code 2. */
    public static CommandException usage(String message, Throwable cause) {
        return new CommandException(ExitCodes.USAGE, message, cause);
    }

    /** It failed: exit code 1. */
    public static CommandException failure(String message) {
        return new CommandException(ExitCodes.FAILED, message, null);
    }

    /** It failed: exit code 1. */
    public static CommandException failure(String message, Throwable cause) {
        return new CommandException(ExitCodes.FAILED, message, cause);
    }

    /** What the first of a chain of causes says, which servers' clients wrap many times. */
    public static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    public int exitCode() {
        return exitCode;
    }
}
