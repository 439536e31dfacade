package io.drey.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Names the log when the first test of a JVM fails: the console shows none of it. JUnit finds this by its service file. */
public final class LogsOfFailures implements TestExecutionListener {

    private boolean named;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        String log = System.getProperty("drey.test.log");
        if (result.getStatus() == TestExecutionResult.Status.FAILED
                && !named
                && log != null
                && Files.exists(Path.of(log))) {
            named = true;
            System.err.println("A test failed: what Flink and other libraries logged is in " + log);
        }
    }
}
