package io.drey.job.kafka;

import static java.util.Objects.requireNonNull;

import io.drey.event.Topics;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes topics that are not there yet before the first record goes to them, with the broker's replication: events topics
 * with the broker's number of partitions, all others with one, ledger topics compacted. A topic that exists is left as it
 * is.
 */
public final class MissingTopics implements Serializable {

    private static final Logger LOG = LoggerFactory.getLogger(MissingTopics.class);

    private final Properties kafka;

    private transient Set<String> known;

    /** Topics of the Kafka that these properties lead to. */
    public MissingTopics(Properties kafka) {
        this.kafka = requireNonNull(kafka, "kafka is null");
    }

    /**
     * Returns when the topic exists.
     *
     * @throws IllegalStateException naming the topic and the remedy, if it cannot be made
     */
    public void require(String topic) {
        if (known == null) {
            known = new HashSet<>();
        }
        if (!known.add(topic)) {
            return;
        }
        try (Admin admin = Admin.create(kafka)) {
            if (admin.listTopics().names().get().contains(topic)) {
                return;
            }
            boolean holdsEvents = Topics.EVENTS.matcher(topic).matches();
            NewTopic made = new NewTopic(topic, holdsEvents ? Optional.empty() : Optional.of(1), Optional.empty());
            if (Topics.LEDGER.matcher(topic).matches()) {
                made.configs(Map.of("cleanup.policy", "compact"));
            }
            admin.createTopics(List.of(made)).all().get();
            LOG.warn(
                    "topic {} was not there and is made now: apply its tenant's document to give it its own settings",
                    topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                known.remove(topic);
                throw new IllegalStateException(
                        "topic %s is not there and cannot be made: make it, or let the job's user make topics"
                                .formatted(topic),
                        e.getCause());
            }
        } catch (InterruptedException e) {
            known.remove(topic);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while topic %s was looked for".formatted(topic), e);
        }
    }
}
