package io.drey.operations.rules;

import io.drey.event.Alert;
import io.drey.event.Topics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.LakeReader;
import io.drey.operations.OperationException;
import io.drey.rules.backtest.Backtest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Which alerts of a tenant there are: those of the lake, and those of the alerts topic that are on their way to it. */
final class KnownAlerts {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** An event may be stamped with a time that is still to come, so that its alert is older than the event. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private static final String TOO_LONG_AGO =
            "alerts since %s are kept neither in the topic %s, which begins later, nor in the lake: all would be"
                    + " raised again; begin later with --from, or deliver alerts to the lake";

    private final Set<String> ids = new HashSet<>();

    private KnownAlerts() {}

    /**
     * Reads them.
     *
     * @param range when their last events happened
     * @throws OperationException if Kafka does not answer, or what was raised so long ago is known nowhere
     */
    static KnownAlerts read(Lake lake, KafkaSettings kafka, String tenant, Backtest.Range range) throws IOException {
        KnownAlerts known = new KnownAlerts();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        boolean isInLake = hasAny(new LakeReader(lake, tenant, LocalDate.EPOCH, today.plusDays(2)));
        try (var alerts = new LakeReader(
                        lake,
                        tenant,
                        day(range.fromMillis()),
                        day(range.toMillis()).plusDays(1))
                .alerts()) {
            for (Alert alert : alerts) {
                known.ids.add(alert.id());
            }
        }
        try {
            known.readTopic(kafka, tenant, range.fromMillis(), isInLake);
        } catch (KafkaException e) {
            throw OperationException.failure(
                    "the alerts topic of tenant %s cannot be read: Kafka does not answer as it should: %s"
                            .formatted(tenant, OperationException.rootMessage(e)),
                    e);
        }
        return known;
    }

    /** Whether there is an alert of that id. */
    boolean contains(String id) {
        return ids.contains(id);
    }

    private static boolean hasAny(LakeReader reader) throws IOException {
        try (var alerts = reader.alerts();
                var all = alerts.iterator()) {
            return all.hasNext();
        }
    }

    private static LocalDate day(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    private void readTopic(KafkaSettings kafka, String tenant, long fromMillis, boolean isInLake) {
        Properties properties = kafka.properties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.alerts(tenant)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> open = new HashMap<>(consumer.endOffsets(partitions));
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            long sinceMillis = fromMillis - AHEAD.toMillis();
            Map<TopicPartition, Long> since = new HashMap<>();
            partitions.forEach(partition -> since.put(partition, sinceMillis));
            Map<TopicPartition, OffsetAndTimestamp> firsts = consumer.offsetsForTimes(since);
            for (TopicPartition partition : partitions) {
                OffsetAndTimestamp first = firsts.get(partition);
                long from = first == null ? open.get(partition) : first.offset();
                // What stood before its first record is gone, and may have been of that time.
                if (first != null && from > 0 && from == begins.get(partition) && !isInLake) {
                    throw OperationException.failure(
                            TOO_LONG_AGO.formatted(Instant.ofEpochMilli(fromMillis), partition.topic()));
                }
                consumer.seek(partition, from);
            }
            Instant end = Instant.now().plus(PATIENCE);
            while (true) {
                open.entrySet().removeIf(partition -> consumer.position(partition.getKey()) >= partition.getValue());
                if (open.isEmpty()) {
                    return;
                }
                if (Instant.now().isAfter(end)) {
                    throw OperationException.failure("%s could not be read to their ends within %d s"
                            .formatted(open.keySet(), PATIENCE.toSeconds()));
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.value() != null) {
                        ids.add(Alert.decode(record.value()).id());
                    }
                }
            }
        }
    }
}
