package io.drey.schedule.alert;

import static java.util.Objects.requireNonNull;

import io.drey.job.kafka.AlertProducer;
import io.drey.job.kafka.KafkaSettings;
import io.drey.schedule.runner.AlertSink;
import io.drey.schedule.store.PendingAlert;
import java.time.Clock;
import java.util.List;

/** Sends alerts to the alerts topic of a tenant, as the jobs do: they are delivered, searched and acknowledged like any other. */
public final class KafkaAlertSink implements AlertSink, AutoCloseable {

    private final KafkaSettings settings;
    private final String tenant;
    private final Clock clock;
    private AlertProducer producer;

    /** @param tenant whose alerts topic gets them */
    public KafkaAlertSink(KafkaSettings settings, String tenant, Clock clock) {
        this.settings = requireNonNull(settings, "settings is null");
        this.tenant = requireNonNull(tenant, "tenant is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public synchronized void tell(PendingAlert pending) throws Exception {
        if (producer == null) {
            producer = new AlertProducer(settings);
        }
        producer.send(List.of(ScheduleAlert.of(pending, tenant, clock.instant())));
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
