package io.drey.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Alert;
import io.drey.event.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends alerts to their tenants' topics from outside of jobs, keyed by their ids as the jobs' are. */
public final class AlertProducer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final KafkaProducer<byte[], byte[]> producer;

    /** A producer; what the settings say of it goes before its own time limits. */
    public AlertProducer(KafkaSettings settings) {
        Properties properties = settings.properties();
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS));
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS / 2));
        properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS));
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Sends alerts and waits until Kafka has all of them.
     *
     * @throws KafkaException if it has not taken one; others may be there, and may be sent again
     * @throws InterruptException if the thread was interrupted while it waited
     */
    public void send(Collection<Alert> alerts) {
        List<Future<?>> sent = new ArrayList<>();
        for (Alert alert : alerts) {
            sent.add(producer.send(new ProducerRecord<>(
                    Topics.alerts(alert.tenant()), alert.id().getBytes(UTF_8), alert.encode())));
        }
        producer.flush();
        for (Future<?> each : sent) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new KafkaException(
                        "Kafka did not take an alert: " + e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
