package io.drey.stack;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * Where the stack's OpenSearch is: plain HTTP, no login.
 *
 * @param url the REST endpoint
 */
public record RunningOpenSearch(URI url) {
    public RunningOpenSearch {
        requireNonNull(url, "url is null");
    }
}
