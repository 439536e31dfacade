package io.drey.stack.opensearch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.geo.GeoModulePlugin;
import org.opensearch.index.mapper.MapperExtrasPlugin;
import org.opensearch.index.rankeval.RankEvalPlugin;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.ingest.common.IngestCommonPlugin;
import org.opensearch.join.ParentJoinPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.percolator.PercolatorPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.script.expression.ExpressionPlugin;
import org.opensearch.script.mustache.MustachePlugin;
import org.opensearch.search.aggregations.matrix.MatrixAggregationPlugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * An OpenSearch node with the modules of the distribution that the stack uses, taken from the class path: the bootstrap of
 * the distribution wants a folder per module and refuses to run as root.
 */
final class OpenSearchNode extends Node {
    private static final List<Class<? extends Plugin>> MODULES = List.of(
            Netty4Plugin.class,
            CommonAnalysisPlugin.class,
            PainlessPlugin.class,
            ExpressionPlugin.class,
            MustachePlugin.class,
            MapperExtrasPlugin.class,
            IngestCommonPlugin.class,
            ReindexPlugin.class,
            ParentJoinPlugin.class,
            PercolatorPlugin.class,
            RankEvalPlugin.class,
            MatrixAggregationPlugin.class,
            GeoModulePlugin.class);

    private OpenSearchNode(Environment environment, List<Class<? extends Plugin>> plugins) {
        super(environment, plugins, true);
    }

    /**
     * Takes the home folder, the folder of {@code opensearch.yml} and classes of further plugins on the class path, and runs
     * until a signal ends the process.
     */
    public static void main(String[] arguments) throws Exception {
        Settings home = Settings.builder().put("path.home", arguments[0]).build();
        Environment environment =
                InternalSettingsPreparer.prepareEnvironment(home, Map.of(), Path.of(arguments[1]), () -> "local");
        List<Class<? extends Plugin>> plugins = new ArrayList<>(MODULES);
        for (String plugin : List.of(arguments).subList(2, arguments.length)) {
            plugins.add(Class.forName(plugin).asSubclass(Plugin.class));
        }
        OpenSearchNode node = new OpenSearchNode(environment, plugins);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                node.close();
                            } catch (java.io.IOException failure) {
                                System.err.println("The node did not close cleanly: " + failure);
                            }
                            closed.countDown();
                        },
                        "close-node"));
        try {
            node.start();
        } catch (Exception failure) {
            failure.printStackTrace();
            // Node threads are not daemons: without this the process would linger.
            System.exit(1);
        }
        closed.await();
    }
}
