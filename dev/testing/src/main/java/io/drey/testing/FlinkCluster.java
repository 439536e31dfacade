package io.drey.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a Flink cluster within its JVM: {@code StreamExecutionEnvironment.getExecutionEnvironment()} runs on
 * it, and other classes of the JVM run on it before and after. Its configuration has the strictness of production: no generic types, object reuse, state in a checkpointed backend.
 *
 * <p>For tests of one topology. Tests of jars, class loading, restarts of processes or memory belong on {@link StackTest}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FlinkClusterExtension.class)
public @interface FlinkCluster {
    /** Slots, which bound the parallelism. */
    int slots() default 4;
}
