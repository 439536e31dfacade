package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/** Where the stack's OpenSearch is: plain HTTP, no login. */
public final class RunningOpenSearch {
    private static final Duration KILL = Duration.ofSeconds(10);

    private final Site site;

    public RunningOpenSearch(Site site) {
        this.site = requireNonNull(site, "site is null");
    }

    /** The REST endpoint. */
    public URI url() {
        return URI.create(new OpenSearchRecipe().url(site));
    }

    /** Kills the node without a warning, as a lost machine would, and returns when it is gone. */
    public void kill() {
        site.processes().forEach(process -> Shutdown.kill(process, KILL));
    }

    /** Starts the node that was killed, with the data it has; returns when it answers. */
    public void start() {
        new OpenSearchRecipe().start(site);
    }
}
