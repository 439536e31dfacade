package io.drey.cli.query;

import io.drey.operations.OperationException;
import io.drey.query.index.ResultIndex;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say that rows go into an index of OpenSearch instead of to whoever asks. */
final class IntoOption {

    @Option(
            names = "--into",
            paramLabel = "INDEX",
            description = "Write the rows into the index results-TENANT-INDEX of OpenSearch instead of showing them. "
                    + "Rows that are written again overwrite themselves.")
    private String name;

    @Option(
            names = "--key",
            paramLabel = "COLUMNS",
            split = ",",
            description = "With --into: the columns that tell rows apart, such as day,url_path (default: all).")
    private List<String> keys = List.of();

    /**
     * Where rows go; empty for to whoever asks.
     *
     * @throws OperationException if there are keys and no index
     * @throws io.drey.query.QueryUsageException if it can be no index of results
     */
    Optional<ResultIndex> index(String tenant) {
        if (name == null && !keys.isEmpty()) {
            throw OperationException.usage("--key is of --into: add it, or leave --key out");
        }
        return Optional.ofNullable(name).map(given -> ResultIndex.of(tenant, given));
    }

    /** Whether rows go into an index. */
    boolean isGiven() {
        return name != null;
    }

    List<String> keys() {
        return keys;
    }
}
