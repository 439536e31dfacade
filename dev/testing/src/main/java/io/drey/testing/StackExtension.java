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
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Behind {@link StackTest}: one stack per JVM, started on demand, deleted when JUnit ends. */
final class StackExtension
        implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback, ParameterResolver {
    private static final String FOLDER = "drey.test.stack";
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(StackExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        shared(context).require(wanted(context));
    }

    private static Server[] wanted(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), StackTest.class)
                .orElseThrow()
                .value();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> shared(context).keepLogs());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> shared(context).keepLogs());
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
    private static Path folder(Server... servers) {
        String name = System.getProperty(FOLDER, "target/stack");
        return Path.of(Arrays.asList(servers).contains(Server.S3) ? name + "-s3" : name)
                .toAbsolutePath();
    }

    private static final class Shared implements AutoCloseable {
        private final Path dir;
        private LocalStack stack;
        private boolean keepLogs;

        Shared(Path dir) {
            this.dir = dir;
        }

        synchronized void require(Server... servers) {
            if (stack == null) {
                removePrevious();
            }
            try {
                stack = LocalStack.in(dir).with(servers).start();
            } catch (StackException failure) {
                keepLogs = true;
                throw failure;
            }
        }

        synchronized LocalStack stack() {
            return stack;
        }

        synchronized void keepLogs() {
            keepLogs = true;
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
