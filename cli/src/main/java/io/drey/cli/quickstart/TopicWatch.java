package io.drey.cli.quickstart;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventRecordReader;
import io.drey.event.Heartbeat;
import io.drey.event.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows the events and alerts topics of a tenant from their beginnings. */
final class TopicWatch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String alertsTopic;
    private final Consumer<Alert> newAlert;
    private final EventRecordReader records = new EventRecordReader();
    private final AtomicLong events = new AtomicLong();
    private final Map<String, String> rulesById = new ConcurrentHashMap<>();
    private final Map<RawSilence, Long> silences = new ConcurrentHashMap<>();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "quickstart-topics");
    private volatile boolean closed;

    /**
     * A watch.
     *
     * @param newAlert is told each alert once, from the watch's thread
     */
    TopicWatch(String bootstrapServers, String tenant, Consumer<Alert> newAlert) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        this.consumer = new KafkaConsumer<>(properties);
        this.alertsTopic = Topics.alerts(tenant);
        this.newAlert = newAlert;
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(Topics.events(tenant), alertsTopic)) {
            consumer.partitionsFor(topic)
                    .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** How many events the topic carries. At least once: a restart of the ingest job repeats some. */
    long events() {
        return events.get();
    }

    /** How many different alerts there are. */
    long alerts() {
        return rulesById.size();
    }

    /** The rules that fired. */
    Set<String> rules() {
        return Set.copyOf(rulesById.values());
    }

    /** Forgets what heartbeats told so far. */
    void forgetSilences() {
        silences.clear();
    }

    /** The numbers of the dataset's raw partitions that were silent for so long, as heartbeats told since. */
    Set<Integer> silentPartitions(DatasetId id, long millis) {
        return silences.entrySet().stream()
                .filter(silence -> silence.getKey().id().equals(id) && silence.getValue() >= millis)
                .map(silence -> silence.getKey().partition())
                .collect(Collectors.toSet());
    }

    /** Throws what ended the watch, if anything did. */
    void check() {
        RuntimeException cause = failure.get();
        if (cause != null) {
            throw cause;
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                    accept(message);
                }
            }
        } catch (WakeupException | InterruptException e) {
            // Woken up to end.
            closed = true;
        } catch (RuntimeException e) {
            failure.set(e);
        } finally {
            consumer.close(CLOSE);
        }
    }

    /** Whose silence it is. */
    private record RawSilence(DatasetId id, int partition) {}

    private void accept(ConsumerRecord<byte[], byte[]> message) {
        if (message.topic().equals(alertsTopic)) {
            Alert alert = Alert.decode(message.value());
            if (rulesById.put(alert.id(), alert.ruleId()) == null) {
                newAlert.accept(alert);
            }
            return;
        }
        records.open(message.value());
        if (records.isHeartbeat()) {
            Heartbeat heartbeat = records.heartbeat();
            if (!heartbeat.isExtent()) {
                silences.put(new RawSilence(heartbeat.datasetId(), heartbeat.partition()), heartbeat.silentMillis());
            }
        }
        while (records.next()) {
            events.incrementAndGet();
        }
    }
}
