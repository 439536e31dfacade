package io.drey.cli;

import io.drey.cli.stack.Servers;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say whose rows of which time a query or report is about. */
final class QueryParameters {

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "Whose rows (default on the local stack: demo, the quick start's).")
    private String tenant;

    @Option(names = "--from", paramLabel = "TIME", description = "The first moment, such as 2026-01-01T00:00:00Z.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The moment after the last.")
    private String to;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A parameter of the query.")
    private Map<String, String> own = Map.of();

    /**
     * All parameters.
     *
     * @throws io.drey.cli.console.CommandException if no tenant is named and it is not the local stack that is asked
     */
    Map<String, String> all(Servers servers) {
        Map<String, String> all = new LinkedHashMap<>(own);
        String named = tenant == null ? own.get("tenant") : tenant;
        all.put("tenant", servers.tenant(named));
        if (from != null) {
            all.put("from", from);
        }
        if (to != null) {
            all.put("to", to);
        }
        return all;
    }
}
