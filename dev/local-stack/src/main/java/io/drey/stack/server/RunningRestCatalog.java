package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * Where the stack's Iceberg REST catalog is: plain HTTP, no login. It hands out no credentials: clients reach the stack's
 * S3 by themselves.
 *
 * @param uri the catalog
 * @param warehouse the folder of its tables
 */
public record RunningRestCatalog(URI uri, String warehouse) {
    public RunningRestCatalog {
        requireNonNull(uri, "uri is null");
        requireNonNull(warehouse, "warehouse is null");
    }
}
