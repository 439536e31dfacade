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

/**
 * Makes topics that are not there yet before the first record goes to them, with one partition and the broker's
 * replication; ledger topics compacted. A topic that exists is left as it is.
 */
final class MissingTopics implements Serializable {

    private final Properties kafka;

    private transient Set<String> known;

    MissingTopics(Properties kafka) {
        this.kafka = requireNonNull(kafka, "kafka is null");
    }

    /**
     * Returns when the topic exists.
     *
     * @throws IllegalStateException naming the topic and the remedy, if it cannot be made
     */
    void require(String topic) {
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
            NewTopic made = new NewTopic(topic, Optional.of(1), Optional.empty());
            if (Topics.LEDGER.matcher(topic).matches()) {
                made.configs(Map.of("cleanup.policy", "compact"));
            }
            admin.createTopics(List.of(made)).all().get();
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
