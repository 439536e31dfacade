package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * Where the stack's queues are. They last as long as the server; any login will do.
 *
 * @param endpoint plain HTTP
 * @param region any would do; clients need one
 */
public record RunningSqs(URI endpoint, String region) {
    public RunningSqs {
        requireNonNull(endpoint, "endpoint is null");
        requireNonNull(region, "region is null");
    }

    /** The address of a queue, by which clients name it. */
    public URI queue(String name) {
        return URI.create("%s/%s/%s".formatted(endpoint, SqsRecipe.ACCOUNT, name));
    }
}
