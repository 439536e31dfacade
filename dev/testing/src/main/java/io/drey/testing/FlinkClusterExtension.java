package io.drey.testing;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.platform.commons.support.AnnotationSupport;

/** Behind {@link FlinkCluster}: Flink's own extension with the settings of production. */
final class FlinkClusterExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Store.Namespace NAMESPACE = Store.Namespace.create(FlinkClusterExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        FlinkCluster cluster = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), FlinkCluster.class)
                .orElseThrow();
        MiniClusterExtension extension = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
                .setConfiguration(configuration())
                .setNumberTaskManagers(1)
                .setNumberSlotsPerTaskManager(cluster.slots())
                .build());
        context.getStore(NAMESPACE).put("cluster", extension);
        extension.beforeAll(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        extension(context).beforeEach(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        extension(context).afterEach(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        extension(context).afterAll(context);
    }

    static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(RestOptions.BIND_PORT, "0");
        return configuration;
    }

    private static MiniClusterExtension extension(ExtensionContext context) {
        return context.getStore(NAMESPACE).get("cluster", MiniClusterExtension.class);
    }
}
