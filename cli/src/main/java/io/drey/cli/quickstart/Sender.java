package io.drey.cli.quickstart;

import io.drey.operations.OperationException;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends lines to their raw topic as a shipper would: in order, each once. */
final class Sender {

    private final String topic;
    private final Feed feed;
    private final Properties properties;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "quickstart-sender");
    private volatile long firstLineNanos;
    private volatile boolean began;
    private volatile boolean ended;

    Sender(String bootstrapServers, String topic, Feed feed) {
        this.topic = topic;
        this.feed = feed;
        this.properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, "262144");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(FileFeed.LONGEST_LINE + (1 << 20)));
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(2 * FileFeed.LONGEST_LINE));
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    /** How many lines Kafka has taken. */
    long sent() {
        return sent.get();
    }

    /** Whether all lines are sent. */
    boolean hasEnded() {
        return ended;
    }

    /** Seconds since the first line was handed to Kafka; 0 before. */
    double secondsSinceFirstLine() {
        return began ? (System.nanoTime() - firstLineNanos) / 1e9 : 0;
    }

    /**
     * Throws what ended the sending too early, if anything did.
     *
     * @throws OperationException naming the cause
     */
    void check() {
        Exception cause = failure.get();
        if (cause instanceof OperationException known) {
            throw known;
        }
        if (cause != null) {
            throw OperationException.failure(
                    "sending to %s ended after %d lines: %s".formatted(topic, sent.get(), cause.getMessage()), cause);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told of refusals
    private void run() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            feed.feed((line, partition) -> {
                if (!began) {
                    firstLineNanos = System.nanoTime();
                    began = true;
                }
                if (failure.get() != null) {
                    throw new KafkaException("an earlier line was refused");
                }
                producer.send(new ProducerRecord<>(topic, partition, null, line), (metadata, refusal) -> {
                    if (refusal == null) {
                        sent.incrementAndGet();
                    } else {
                        failure.compareAndSet(null, refusal);
                    }
                });
            });
            producer.flush();
            ended = failure.get() == null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.compareAndSet(null, e);
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }
}
