package io.drey.testing;

import java.util.List;
import org.apache.flink.api.common.time.Time;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResource;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Behind {@link FlinkCluster}. Flink's own {@code MiniClusterExtension} hands out environments without the cluster's
 * pipeline options, so this one installs environments of its own.
 *
 * <p>One cluster serves all classes of a JVM: each start loads Flink's RPC system anew, two seconds of a processor.
 */
final class FlinkClusterExtension implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(FlinkClusterExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        Environments.install(shared(context).cluster.getMiniCluster(), slots(context));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Environments.remove();
        shared(context).cluster.cancelAllJobsAndWaitUntilSlotsAreFreed();
    }

    // In the root store: JUnit closes it after the last class.
    private static Shared shared(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(slots(context), Shared::new, Shared.class);
    }

    private static int slots(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), FlinkCluster.class)
                .orElseThrow()
                .slots();
    }

    private static Configuration strict() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        return configuration;
    }

    private static final class Shared implements AutoCloseable {
        private final MiniClusterResource cluster;

        @SuppressWarnings("deprecation") // the class of the time-out, which has no successor here
        Shared(int slots) {
            Configuration configuration = new Configuration();
            // Clients of S3 and HDFS are kept in the JVM, and threads of theirs know the class loader of the job that
            // made them.
            configuration.set(CoreOptions.CHECK_LEAKED_CLASSLOADER, false);
            cluster = new MiniClusterResource(new MiniClusterResourceConfiguration.Builder()
                    .setConfiguration(configuration)
                    .setNumberTaskManagers(1)
                    .setNumberSlotsPerTaskManager(slots)
                    // Longer than a heartbeat may be missing: what is left over is cancelled, and that is waited for.
                    .setShutdownTimeout(Time.seconds(30))
                    .build());
            try {
                cluster.before();
            } catch (Exception e) {
                throw new IllegalStateException("Flink does not start within this JVM", e);
            }
        }

        @Override
        public void close() {
            cluster.after();
        }
    }

    // Only subclasses may say what getExecutionEnvironment() returns. The warning is about the superclass's close().
    @SuppressWarnings("try")
    private static final class Environments extends StreamExecutionEnvironment {
        static void install(MiniCluster cluster, int slots) {
            initializeContextEnvironment(given -> {
                Configuration configuration = strict();
                configuration.addAll(given);
                int parallelism =
                        given.getOptional(CoreOptions.DEFAULT_PARALLELISM).orElse(slots);
                return new TestStreamEnvironment(cluster, configuration, parallelism, List.of(), List.of());
            });
        }

        static void remove() {
            resetContextEnvironment();
        }
    }
}
