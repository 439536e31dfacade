package io.drey.testing;

import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.InternalMiniClusterExtension;
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
 */
final class FlinkClusterExtension implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(FlinkClusterExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        int slots = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), FlinkCluster.class)
                .orElseThrow()
                .slots();
        InternalMiniClusterExtension cluster =
                new InternalMiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
                        .setNumberTaskManagers(1)
                        .setNumberSlotsPerTaskManager(slots)
                        .build());
        cluster.beforeAll(context);
        context.getStore(NAMESPACE).put("cluster", cluster);
        Environments.install(cluster.getMiniCluster(), slots);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        Environments.remove();
        InternalMiniClusterExtension cluster =
                context.getStore(NAMESPACE).remove("cluster", InternalMiniClusterExtension.class);
        if (cluster != null) {
            cluster.afterAll(context);
        }
    }

    private static Configuration strict() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        return configuration;
    }

    // Only subclasses may say what getExecutionEnvironment() returns. The warning is about the superclass's close().
    @SuppressWarnings("try")
    private static final class Environments extends StreamExecutionEnvironment {
        static void install(MiniCluster cluster, int parallelism) {
            initializeContextEnvironment(given -> {
                Configuration configuration = strict();
                configuration.addAll(given);
                return new TestStreamEnvironment(cluster, configuration, parallelism, List.of(), List.of());
            });
        }

        static void remove() {
            resetContextEnvironment();
        }
    }
}
