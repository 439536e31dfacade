package io.drey.ingest;

import io.drey.job.kafka.KafkaSettings;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka itself. */
public final class KafkaRawTopics implements RawTopics {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaRawTopics.class);

    private final KafkaSettings settings;
    private transient Admin admin;

    public KafkaRawTopics(KafkaSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open() {
        admin = Admin.create(settings.properties());
    }

    @Override
    public String topicId(String topic) {
        return await(admin.describeTopics(List.of(topic)).allTopicNames(), "describing topic " + topic)
                .get(topic)
                .topicId()
                .toString();
    }

    @Override
    public OptionalLong endOffset(String topic, int partition) {
        TopicPartition key = new TopicPartition(topic, partition);
        try {
            return OptionalLong.of(
                    await(admin.listOffsets(Map.of(key, OffsetSpec.latest())).all(), "asking for the end of " + key)
                            .get(key)
                            .offset());
        } catch (FlinkRuntimeException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return OptionalLong.of(Long.MAX_VALUE);
            }
            LOG.warn("the end of {} is not known now, asking again", key, e);
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close();
        }
    }

    private static <T> T await(KafkaFuture<T> future, String what) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new FlinkRuntimeException(what + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlinkRuntimeException(what + " was interrupted", e);
        }
    }
}
