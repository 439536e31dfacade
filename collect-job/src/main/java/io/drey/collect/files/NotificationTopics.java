package io.drey.collect.files;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Notifications that buckets, or who forwards them, write to topics. */
public final class NotificationTopics implements NotifiedBuckets {

    private static final long serialVersionUID = 1L;
    private static final String GROUP = "drey-collect";
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(10);

    private final Properties properties;
    private final List<String> topics;

    private transient KafkaConsumer<byte[], byte[]> consumer;
    private transient Set<TopicPartition> assigned;
    private transient long lookedMillis;
    private transient boolean hasLooked;

    /**
     * Topics.
     *
     * @param kafka how Kafka is reached
     */
    public NotificationTopics(Properties kafka, List<String> topics) {
        this.topics = List.copyOf(requireNonNull(topics, "topics is null"));
        properties = new Properties();
        properties.putAll(kafka);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        // What was there before the job is found by listing.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "10000");
    }

    @Override
    public List<byte[]> poll(Duration patience) throws IOException {
        try {
            assign();
            List<byte[]> messages = new ArrayList<>();
            if (assigned.isEmpty()) {
                return messages;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
                if (record.value() != null) {
                    messages.add(record.value());
                }
            }
            return messages;
        } catch (InterruptException e) {
            // Who ends the job does so: it is closed soon.
            throw new IOException("interrupted while waiting for notifications", e);
        } catch (KafkaException e) {
            close();
            throw new IOException("notifications of topics %s cannot be read: %s".formatted(topics, e.getMessage()), e);
        }
    }

    /** No member of a group: after a kill nobody waits until its session has ended. */
    private void assign() {
        if (consumer == null) {
            consumer = new KafkaConsumer<>(properties);
            assigned = Set.of();
            lookedMillis = 0;
            hasLooked = false;
        }
        long now = System.currentTimeMillis();
        if (now - lookedMillis < LOOK_AGAIN_AFTER.toMillis()) {
            return;
        }
        lookedMillis = now;
        Set<TopicPartition> there = new HashSet<>();
        for (String topic : topics) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic);
            if (partitions != null) {
                partitions.forEach(partition -> there.add(new TopicPartition(topic, partition.partition())));
            }
        }
        if (!there.equals(assigned)) {
            consumer.assign(there);
            if (hasLooked) {
                // What came in a partition before it was seen was not there when all was listed.
                Set<TopicPartition> added = new HashSet<>(there);
                added.removeAll(assigned);
                consumer.seekToBeginning(added);
            }
            assigned = there;
        }
        hasLooked = true;
    }

    @Override
    public void followed() {
        if (consumer != null) {
            consumer.commitAsync();
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            KafkaConsumer<byte[], byte[]> closing = consumer;
            consumer = null;
            closing.close(Duration.ofSeconds(1));
        }
    }
}
