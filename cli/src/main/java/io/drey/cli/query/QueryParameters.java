package io.drey.cli.query;

import io.drey.cli.stack.TenantOption;
import io.drey.operations.OperationException;
import io.drey.operations.stack.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say whose rows of which time a query or report is about. */
final class QueryParameters {

    @Mixin
    private TenantOption whose = new TenantOption();

    @Option(names = "--from", paramLabel = "TIME", description = "The first moment, such as 2026-01-01T00:00:00Z.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The moment after the last.")
    private String to;

    @Option(
            names = "--date",
            paramLabel = "DAYS",
            description = "Days in UTC, with * for any text and ? for a digit, separated by commas: 2026-01-*.")
    private String date;

    @Option(names = "--dataset", paramLabel = "GLOBS", description = "Datasets, such as access,elb-*.")
    private String dataset;

    @Option(names = "--host", paramLabel = "GLOBS", description = "Hosts that wrote the lines, such as web-*.")
    private String host;

    @Option(names = "--region", paramLabel = "GLOBS", description = "Regions, by the field cloud.region: eu-*.")
    private String region;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A parameter of the query; drey query lists them.")
    private Map<String, String> own = Map.of();

    @Option(
            names = "--param-file",
            paramLabel = "NAME=FILE",
            description = "A parameter of the query whose value is a file's text, such as known=known-lines.txt.")
    private Map<String, Path> files = Map.of();

    /**
     * All parameters.
     *
     * @throws io.drey.operations.OperationException if no tenant is named and it is not the local stack that is asked
     */
    Map<String, String> all(Servers servers) {
        Map<String, String> all = new LinkedHashMap<>(own);
        files.forEach((name, file) -> {
            if (all.put(name, text(name, file)) != null) {
                throw OperationException.usage(
                        "the parameter %s is given by --param and by --param-file: choose one".formatted(name));
            }
        });
        String named = whose.given() == null ? own.get("tenant") : whose.given();
        all.put("tenant", servers.tenant(named));
        put(all, "from", from);
        put(all, "to", to);
        put(all, "date", date);
        put(all, "dataset", dataset);
        put(all, "host", host);
        put(all, "region", region);
        return all;
    }

    private static String text(String name, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw OperationException.usage(
                    "--param-file %s=%s cannot be read as UTF-8: %s"
                            .formatted(name, file, OperationException.rootMessage(e)),
                    e);
        }
    }

    private static void put(Map<String, String> all, String name, String value) {
        if (value != null) {
            all.put(name, value);
        }
    }
}
