package io.drey.schedule.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.event.Alert;
import io.drey.event.Topics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.schedule.runner.AlertSink;
import io.drey.schedule.store.PendingAlert;
import java.time.Clock;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends alerts to the alerts topic of a tenant, as the jobs do: they are delivered, searched and acknowledged like any other. */
public final class KafkaAlertSink implements AlertSink, AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final KafkaSettings settings;
    private final String tenant;
    private final Clock clock;
    private KafkaProducer<byte[], byte[]> producer;

    /** @param tenant whose alerts topic gets them */
    public KafkaAlertSink(KafkaSettings settings, String tenant, Clock clock) {
        this.settings = requireNonNull(settings, "settings is null");
        this.tenant = requireNonNull(tenant, "tenant is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public synchronized void tell(PendingAlert pending) throws Exception {
        Alert alert = ScheduleAlert.of(pending, tenant, clock.instant());
        if (producer == null) {
            producer = new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer());
        }
        producer.send(new ProducerRecord<>(Topics.alerts(tenant), alert.id().getBytes(UTF_8), alert.encode()))
                .get(2L * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Properties properties() {
        Properties properties = settings.properties();
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS));
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS / 2));
        properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(TIMEOUT_MILLIS));
        return properties;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
