package io.drey.testing;

import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class real servers. They start with the first class that asks for them and are shared by all classes of the
 * same JVM, so tests name their tenants, topics, tables and folders apart; jobs and indices that a class leaves are taken away
 * after it. Constructors and methods may take a {@link
 * LocalStack} parameter.
 *
 * <pre>{@code
 * @StackTest({Server.KAFKA, Server.FLINK})
 * class IngestJobIT {
 *     @Test
 *     void landsEveryLine(LocalStack stack) { ... }
 * }
 * }</pre>
 *
 * <p>The stack lives in {@code target/stack} below the working directory, or where the system property {@code
 * drey.test.stack} says. At the end of the JVM it is stopped and deleted; if a test failed, the logs are kept.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(StackExtension.class)
public @interface StackTest {
    /** The servers the class needs. */
    Server[] value();

    /** Those of them that are to go on when one of their processes is lost; such a stack is one of its own. */
    Server[] highlyAvailable() default {};
}
