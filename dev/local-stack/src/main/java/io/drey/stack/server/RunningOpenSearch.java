package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Where the stack's OpenSearch is: plain HTTP, no login. */
public final class RunningOpenSearch {
    private static final Duration KILL = Duration.ofSeconds(10);

    private final Site site;

    public RunningOpenSearch(Site site) {
        this.site = requireNonNull(site, "site is null");
    }

    /** The REST endpoint; of several nodes with data, that of the first one that lives. */
    public URI url() {
        return URI.create(new OpenSearchRecipe().url(site));
    }

    /** The REST endpoints of all nodes with data, whether or not they live. */
    public List<URI> urls() {
        return OpenSearchRecipe.urls(site);
    }

    /** Kills every node without a warning, as a lost machine would, and returns when they are gone. */
    public void kill() {
        site.processes().forEach(process -> Shutdown.kill(process, KILL));
    }

    /**
     * Kills one node so. Of a highly available OpenSearch the others go on, and a further start of the stack brings it back.
     *
     * @param number 1 or 2, in the order of {@link #urls}, or 3 for the one that only votes
     */
    public void killNode(int number) {
        Shutdown.kill(site.process(new Member(number).named(OpenSearchRecipe.PROCESS)), KILL);
    }

    /** Starts the nodes that were killed, with the data they have; returns when they answer. */
    public void start() {
        new OpenSearchRecipe().start(site);
    }
}
