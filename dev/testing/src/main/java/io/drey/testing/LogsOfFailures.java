package io.drey.testing;

import java.nio.file.Path;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Names the log when the first test of a JVM fails, and shows what it has of errors of each class with a failure: the console
 * shows none of it otherwise, and may be all that is left. JUnit finds this by its service file.
 */
public final class LogsOfFailures implements TestExecutionListener {
    private static final int MOST_LINES = 20;

    private final String log = System.getProperty("drey.test.log");
    private ErrorLines ofClass;
    private boolean hasFailed;
    private boolean named;

    @Override
    public void executionStarted(TestIdentifier test) {
        if (log != null && isClass(test)) {
            ofClass = new ErrorLines(Path.of(log));
            hasFailed = false;
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        hasFailed |= result.getStatus() == TestExecutionResult.Status.FAILED;
        if (!isClass(test) || !hasFailed || ofClass == null) {
            return;
        }
        hasFailed = false;
        List<String> errors = ofClass.sinceThen(MOST_LINES);
        if (!named) {
            named = true;
            System.err.println("A test failed: what Flink and other libraries logged is in " + log);
        }
        if (!errors.isEmpty()) {
            System.err.println(
                    "While %s ran:%n%s".formatted(test.getDisplayName(), String.join(System.lineSeparator(), errors)));
        }
    }

    private static boolean isClass(TestIdentifier test) {
        return test.isContainer() && test.getSource().orElse(null) instanceof ClassSource;
    }
}
