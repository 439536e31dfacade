package io.drey.cli.jobs;

import io.drey.cli.stack.WorkspaceOption;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.operations.yarn.YarnCluster;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which Flink cluster is meant: the running local stack's, unless an address is given. */
public final class FlinkOption {

    @Mixin
    private WorkspaceOption option = new WorkspaceOption();

    @Option(
            names = "--flink",
            paramLabel = "URL",
            description = "The REST endpoint of a Flink cluster, or the id of an application that runs on YARN"
                    + " (default: the running local stack's).")
    private String url;

    @Option(
            names = "--hadoop-conf",
            paramLabel = "DIR",
            description = "The folder with yarn-site.xml, where a YARN is meant (default: that of HADOOP_CONF_DIR).")
    private Path hadoopConf;

    @Mixin
    private FlinkAccessOption access = new FlinkAccessOption();

    /**
     * The cluster.
     *
     * @throws io.drey.operations.OperationException if no address was given and no stack runs
     */
    public FlinkCluster cluster() {
        return given().orElseGet(() ->
                new FlinkCluster(option.workspace().runningStack().flink().restUrl()));
    }

    /** The cluster whose address was given. */
    public Optional<FlinkCluster> given() {
        return Optional.ofNullable(url).map(this::at);
    }

    private FlinkCluster at(String address) {
        if (!address.startsWith(YarnCluster.APPLICATION)) {
            return FlinkCluster.at(address, access.access());
        }
        try (YarnCluster yarn = yarn()) {
            return yarn.flinkOf(address);
        }
    }

    /**
     * The YARN that is meant.
     *
     * @throws io.drey.operations.OperationException if none is named, by option or environment
     */
    YarnCluster yarn() {
        return YarnCluster.of(Optional.ofNullable(hadoopConf), System.getenv());
    }

    /** Whether an address was given. */
    boolean isGiven() {
        return url != null;
    }

    /** The folder of the local stack that is meant where no address was given. */
    public Workspace workspace() {
        return option.workspace();
    }

    /** The settings that the running stack stands for; none where an address was given. */
    Map<String, String> stackSettings() {
        return url != null ? Map.of() : StackSettings.of(workspace().runningStack(), workspace());
    }
}
