package io.drey.cli;

import io.drey.cli.flink.FlinkCluster;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which Flink cluster is meant: the running local stack's, unless an address is given. */
final class FlinkOption {

    @Mixin
    private WorkspaceOption option = new WorkspaceOption();

    @Option(
            names = "--flink",
            paramLabel = "URL",
            description = "The REST endpoint of a Flink cluster (default: the running local stack's).")
    private String url;

    FlinkCluster cluster() {
        return given().orElseGet(() ->
                new FlinkCluster(option.workspace().runningStack().flink().restUrl()));
    }

    /** The cluster whose address was given. */
    Optional<FlinkCluster> given() {
        return Optional.ofNullable(url).map(FlinkCluster::at);
    }

    Workspace workspace() {
        return option.workspace();
    }
}
