package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * Where the stack's Trino is: plain HTTP, any user name, no password. Its catalog {@code lake} is the JDBC catalog of that
 * name in the stack's PostgreSQL; {@code rest} is the REST catalog where that is part of the stack.
 *
 * @param url the coordinator
 */
public record RunningTrino(URI url) {
    public RunningTrino {
        requireNonNull(url, "url is null");
    }
}
