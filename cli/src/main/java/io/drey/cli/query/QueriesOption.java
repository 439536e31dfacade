package io.drey.cli.query;

import io.drey.query.QuerySettings;
import io.drey.query.catalog.QueryCatalog;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says where your own queries are. */
final class QueriesOption {

    @Option(
            names = "--queries",
            paramLabel = "DIR",
            description =
                    "A folder of your own queries, each a folder with query.yaml and query.sql, and of your own packs,"
                            + " packs/*.yaml (default: the setting query-folder).")
    private Path folder;

    /**
     * All queries there are.
     *
     * @throws io.drey.query.QueryUsageException if one of the folder is not as it must be
     */
    QueryCatalog catalog(QuerySettings settings) {
        QueryCatalog builtIn = QueryCatalog.builtIn();
        return folder(settings).map(builtIn::with).orElse(builtIn);
    }

    /** Where your own are. */
    Optional<Path> folder(QuerySettings settings) {
        return Optional.ofNullable(folder).or(settings::folder);
    }
}
