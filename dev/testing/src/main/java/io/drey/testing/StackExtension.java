package io.drey.testing;

import io.drey.stack.LocalStack;
import io.drey.stack.process.StackException;
import io.drey.stack.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/** Behind {@link StackTest}: one stack per JVM, started on demand, swept after each class, deleted when JUnit ends. */
final class StackExtension implements BeforeAllCallback, TestWatcher, AfterAllCallback, ParameterResolver {
    private static final String FOLDER = "drey.test.stack";
    private static final int MOST_LINES = 40;
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(StackExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        shared(context).require(wanted(context));
    }

    private static StackTest wanted(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), StackTest.class)
                .orElseThrow();
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable failure) {
        shared(context).noteFailure();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Shared shared = shared(context);
        context.getExecutionException().ifPresent(failure -> shared.noteFailure());
        shared.endClass(context.getDisplayName());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalStack.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context).stack();
    }

    // In the root store: JUnit closes it after the last class.
    private static Shared shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(folder(wanted(context)), Shared::new, Shared.class);
    }

    /** A stack keeps its files in one storage: where tests with S3 shared that of the others, theirs would move there. */
    private static Path folder(StackTest wanted) {
        String name = System.getProperty(FOLDER, "target/stack");
        String storage = Arrays.asList(wanted.value()).contains(Server.S3) ? "-s3" : "";
        return Path.of(name + storage + (wanted.highlyAvailable().length > 0 ? "-ha" : ""))
                .toAbsolutePath();
    }

    private static final class Shared implements AutoCloseable {
        private final Path dir;
        private LocalStack stack;
        private ErrorLines ofClass;
        private boolean classFailed;
        private boolean keepLogs;

        Shared(Path dir) {
            this.dir = dir;
        }

        synchronized void require(StackTest wanted) {
            if (stack == null) {
                removePrevious();
            }
            try {
                stack = LocalStack.in(dir)
                        .with(wanted.value())
                        .highlyAvailable(wanted.highlyAvailable())
                        .start();
            } catch (StackException failure) {
                keepLogs = true;
                throw failure;
            }
            ofClass = new ErrorLines(stack.logs());
            classFailed = false;
        }

        synchronized LocalStack stack() {
            return stack;
        }

        synchronized void noteFailure() {
            classFailed = true;
            keepLogs = true;
        }

        /** Says what the servers have of a failure, before the next class asks more of them, and sweeps them for it. */
        synchronized void endClass(String name) {
            if (stack == null) {
                return;
            }
            if (classFailed && ofClass != null) {
                List<String> errors = ofClass.sinceThen(MOST_LINES);
                if (!errors.isEmpty()) {
                    System.err.println(
                            "Servers, while %s ran:%n%s".formatted(name, String.join(System.lineSeparator(), errors)));
                }
            }
            // A test may have started processes anew, which another object knows.
            new Leftovers(LocalStack.attach(dir)).remove();
        }

        @Override
        public synchronized void close() {
            if (!Files.exists(dir.resolve("stack.json"))) {
                return;
            }
            LocalStack last = LocalStack.attach(dir);
            last.stop();
            if (keepLogs) {
                Path kept = dir.resolveSibling(dir.getFileName() + "-logs");
                copy(last.logs(), kept);
                System.err.println("A test failed: the logs of its servers are in " + kept);
            }
            last.stopAndDelete();
        }

        // A run that was killed leaves its servers to the next one.
        private void removePrevious() {
            if (Files.exists(dir.resolve("stack.json"))) {
                LocalStack.attach(dir).stopAndDelete();
            }
        }

        private static void copy(Path logs, Path kept) {
            try (Stream<Path> files = Files.list(logs)) {
                Files.createDirectories(kept);
                List<Path> all = files.toList();
                for (Path file : all) {
                    Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException("The logs in " + logs + " cannot be kept in " + kept, failure);
            }
        }
    }
}
