package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Where the stack's Kafka is. Topics are not created by use; create them through an admin client. */
public final class RunningKafka {
    private static final Duration KILL = Duration.ofSeconds(10);

    private final Site site;

    public RunningKafka(Site site) {
        this.site = requireNonNull(site, "site is null");
    }

    /** For {@code bootstrap.servers}: the addresses of all brokers, whether or not they live. */
    public String bootstrapServers() {
        return KafkaRecipe.bootstrapServers(site);
    }

    /**
     * Kills a broker without a warning, as a lost machine would, and returns when it is gone. Of a highly available Kafka the others
     * go on, and a further start of the stack brings it back.
     *
     * @param id the broker's, as Kafka tells it, from 1
     */
    public void killBroker(int id) {
        Shutdown.kill(site.process(new Member(id).named(KafkaRecipe.PROCESS)), KILL);
    }
}
