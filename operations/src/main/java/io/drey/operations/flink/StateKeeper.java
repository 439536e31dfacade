package io.drey.operations.flink;

import io.drey.operations.flink.FlinkCluster.SavedPath;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What runs jobs, and keeps their states when they end: a cluster, or the configuration of those that come and go with a job. */
public interface StateKeeper {

    /**
     * What is left of clusters that come and go with a job: the folders of their configuration.
     *
     * @param option of that configuration, by key
     */
    static StateKeeper ofFolders(URI url, Function<String, Optional<String>> option) {
        return new StateKeeper() {

            @Override
            public URI url() {
                return url;
            }

            @Override
            public Optional<String> option(String key) {
                return option.apply(key);
            }

            @Override
            public List<FlinkJob> jobs() {
                return List.of();
            }

            @Override
            public List<SavedPath> savedStates(String jobId) {
                return List.of();
            }
        };
    }

    /** Where it is; folders of this machine are its own where this is a loopback address. */
    URI url();

    /** An option of its configuration. */
    Optional<String> option(String key);

    /** All jobs it remembers, the latest first. */
    List<FlinkJob> jobs();

    /** The latest checkpoint and the latest savepoint of a job, where they are kept. */
    List<SavedPath> savedStates(String jobId);
}
