package io.drey.operations.flink;

import java.util.List;

/** Finds the line that says why in what Flink answers: stack traces, causes within causes, sometimes quoted. */
public final class Reasons {

    private static final String CAUSE = "Caused by: ";

    private Reasons() {}

    /** The innermost cause with a message; the others only say that something failed. */
    public static String of(String trace) {
        String text = trace.replace("\\n", "\n").replace("\\t", "\t");
        List<String> causes = text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(CAUSE))
                .map(line -> line.substring(CAUSE.length()))
                .filter(line -> line.contains(": "))
                .toList();
        String reason = causes.isEmpty()
                ? text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("at "))
                        .findFirst()
                        .orElse("no reason is given")
                : causes.get(causes.size() - 1);
        return withoutClass(reason);
    }

    /** An exception's class says nothing to a user, where a message follows it. */
    private static String withoutClass(String line) {
        int colon = line.indexOf(": ");
        boolean isClass = colon > 0 && line.substring(0, colon).matches("[\\w.$]+(Exception|Error)");
        return isClass ? line.substring(colon + 2) : line;
    }
}
