package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.job.kafka.RawRecord;
import java.util.Optional;

/** Goes on, with each raw partition that turns out to be read here, where an earlier run was. */
final class Assignments {

    private final EarlierPartitions earlier;
    private final RawTopics cluster;
    private final KnownTopics topics;
    private final RawTopic.Shared shared;

    Assignments(EarlierPartitions earlier, RawTopics cluster, KnownTopics topics, RawTopic.Shared shared) {
        this.earlier = requireNonNull(earlier, "earlier is null");
        this.cluster = requireNonNull(cluster, "cluster is null");
        this.topics = requireNonNull(topics, "topics is null");
        this.shared = requireNonNull(shared, "shared is null");
    }

    /** All partitions that are read from the beginning are named before the first record; then what others read is theirs. */
    void assigned(RawRecord named) {
        if (named.topic().isEmpty()) {
            earlier.forget();
        } else {
            takeOver(named.topic(), named.partition());
            watch(named.topic(), named.partition());
        }
    }

    /** Of a partition that nobody read before it is told that it is read now, also while it has no record. */
    private void watch(String topic, int partition) {
        if (shared.silence().isNew(topic, partition)
                && shared.places().rawPartitions(topic, partition + 1) > partition
                && (!shared.topics().takesEvents() || shared.places().hasEventsTopic(topic))) {
            shared.wall().read();
            topics.topic(topic).partition(partition).begins();
        }
    }

    /** Goes on with what an earlier run held of a partition that is read here. */
    void takeOver(String topic, int partition) {
        if (earlier.isEmpty()) {
            return;
        }
        RawTopics.Partition key = new RawTopics.Partition(topic, partition);
        earlier.takeSources(key)
                .filter(sent -> cluster.topicId(topic).equals(Optional.of(sent.topicId())))
                .ifPresent(sent -> topics.topic(topic).partition(partition).restore(sent));
        earlier.takeLines(key).ifPresent(held -> takeOver(topic, held));
    }

    private void takeOver(String topic, HeldLines held) {
        shared.wall().read();
        if (cluster.topicId(topic).equals(Optional.of(held.topicId()))) {
            topics.topic(topic).restore(held).readBefore(held.nextOffset());
        } else {
            // The topic is gone, or another one has its name: no line can follow.
            RawTopic former = topics.former(topic, held.topicId());
            former.restore(held);
            former.letGo();
        }
    }
}
