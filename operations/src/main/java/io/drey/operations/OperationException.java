package io.drey.operations;

import io.drey.event.Blame;
import io.drey.event.Explained;
import java.util.stream.Collectors;

/** What was asked for cannot be done. The message is one line that names the value and the remedy. */
public final class OperationException extends RuntimeException implements Explained {

    private static final long serialVersionUID = 1L;

    private final Blame blame;

    private OperationException(Blame blame, String message, Throwable cause) {
        super(oneLine(message), cause);
        this.blame = blame;
    }

    /** It was asked for wrongly. */
    public static OperationException usage(String message) {
        return new OperationException(Blame.USAGE, message, null);
    }

    /** It was asked for wrongly. */
    public static OperationException usage(String message, Throwable cause) {
        return new OperationException(Blame.USAGE, message, cause);
    }

    /** It failed. */
    public static OperationException failure(String message) {
        return new OperationException(Blame.FAILURE, message, null);
    }

    /** It failed. */
    public static OperationException failure(String message, Throwable cause) {
        return new OperationException(Blame.FAILURE, message, cause);
    }

    /** What the first of a chain of causes says, which servers' clients wrap many times. */
    public static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    @Override
    public Blame blame() {
        return blame;
    }

    private static String oneLine(String message) {
        return message == null ? null : message.lines().map(String::strip).collect(Collectors.joining(" "));
    }
}
