package io.drey.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say whose rows of which time a query or report is about. */
final class QueryParameters {

    private static final String QUICK_START_TENANT = "demo";

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose rows (default: demo, the quick start's).")
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

    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>(own);
        if (tenant != null) {
            all.put("tenant", tenant);
        }
        all.putIfAbsent("tenant", QUICK_START_TENANT);
        if (from != null) {
            all.put("from", from);
        }
        if (to != null) {
            all.put("to", to);
        }
        return all;
    }
}
