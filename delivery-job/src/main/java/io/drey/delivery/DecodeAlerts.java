package io.drey.delivery;

import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.Position;
import io.drey.event.Rejection;
import io.drey.event.Topics;
import io.drey.job.kafka.RawRecord;
import java.util.regex.Matcher;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Decodes the records of alerts topics. What is no alert, or an alert of another tenant than the topic's, goes to
 * {@link #UNREADABLE} with its bytes, reason and position.
 */
final class DecodeAlerts extends ProcessFunction<RawRecord, PositionedAlert> {

    static final OutputTag<DeadLetter> UNREADABLE = new OutputTag<>("unreadable", TypeInformation.of(DeadLetter.class));

    /** The dataset that dead letters of alerts topics are filed under. */
    private static final String DATASET = "alerts";

    @Override
    public void processElement(RawRecord record, Context context, Collector<PositionedAlert> out) {
        if (record.value() == null) {
            return;
        }
        String tenant = tenantOf(record.topic());
        try {
            Alert alert = Alert.decode(record.value());
            new DatasetId(alert.tenant(), alert.dataset());
            if (!alert.tenant().equals(tenant)) {
                throw new IllegalArgumentException(
                        "an alert of tenant %s in the topic of tenant %s".formatted(alert.tenant(), tenant));
            }
            out.collect(new PositionedAlert(alert, record.topic(), record.partition(), record.offset()));
        } catch (IllegalArgumentException e) {
            context.output(UNREADABLE, letter(tenant, record, e.getMessage()));
        }
    }

    private static DeadLetter letter(String tenant, RawRecord record, String reason) {
        Position position = new Position("", record.topic(), record.partition(), record.offset(), 0);
        return DeadLetter.of(
                new DatasetId(tenant, DATASET),
                position,
                record.createdMillis(),
                record.value(),
                new Rejection(reason, 0));
    }

    private static String tenantOf(String topic) {
        Matcher matcher = Topics.ALERTS.matcher(topic);
        if (!matcher.matches()) {
            throw new IllegalStateException("%s is no alerts topic".formatted(topic));
        }
        return matcher.group(1);
    }
}
