package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.domain.SyslogMessage;
import io.drey.delivery.sending.Parcel;
import io.drey.delivery.sending.Targets;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.render.EcsJson;
import io.drey.job.clock.Clocked;
import io.drey.job.delivery.Receipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Makes a parcel of each event for each of its tenant's targets that takes it. */
final class EventParcels extends RichFlatMapFunction<Clocked<LogEvent>, Parcel> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SYSLOG_ERROR = 3;
    private static final int SYSLOG_WARNING = 4;
    private static final int SYSLOG_INFORMATIONAL = 6;

    private final Targets targets;

    private transient EcsJson json;

    EventParcels(Targets targets) {
        this.targets = requireNonNull(targets, "targets is null");
    }

    @Override
    public void open(OpenContext context) {
        targets.open();
        json = new EcsJson();
    }

    @Override
    public void flatMap(Clocked<LogEvent> element, Collector<Parcel> out) throws IOException {
        if (element.isTick()) {
            return;
        }
        LogEvent event = element.payload();
        for (TargetDocument target : targets.of(event.datasetId().tenant())) {
            if (target.payload() == TargetDocument.Payload.EVENTS
                    && target.filter().takes(event)) {
                out.collect(new Parcel(
                        target.key(),
                        event.id(),
                        body(target, event),
                        target.batch(),
                        new Receipt(
                                event.datasetId(),
                                target.ledgerName(),
                                event.createdMillis(),
                                event.topic(),
                                event.partition(),
                                event.offset())));
            }
        }
    }

    private byte[] body(TargetDocument target, LogEvent event) throws IOException {
        return switch (target.type()) {
            case WEBHOOK ->
                target.template().isEmpty()
                        ? object(event)
                        : target.template()
                                .get()
                                .render(JSON.readTree(object(event)))
                                .getBytes(UTF_8);
            case HTTP, KAFKA -> object(event);
            case SPLUNK -> splunk(event);
            case SYSLOG ->
                SyslogMessage.of(
                        severity(event),
                        event.timestampMillis(),
                        event.text(Field.HOST_NAME),
                        event.datasetId().dataset(),
                        null,
                        event.has(Field.EVENT_ORIGINAL) ? event.slice(Field.EVENT_ORIGINAL) : object(event));
            case MAIL -> throw new IllegalStateException(target.ledgerName() + " takes no events");
        };
    }

    /** The event as a JSON object, without the line feed that ends it elsewhere. */
    private byte[] object(LogEvent event) {
        byte[] line = json.render(event);
        return Arrays.copyOf(line, line.length - 1);
    }

    private byte[] splunk(LogEvent event) {
        StringBuilder head = new StringBuilder("{\"time\":")
                .append(BigDecimal.valueOf(event.timestampMillis(), 3).toPlainString());
        if (event.has(Field.HOST_NAME)) {
            head.append(",\"host\":\"");
            JsonStringEncoder.getInstance().quoteAsString(event.text(Field.HOST_NAME), head);
            head.append('"');
        }
        head.append(",\"source\":\"")
                .append(event.topic())
                .append("\",\"sourcetype\":\"drey:")
                .append(event.datasetId().dataset())
                .append("\",\"event\":");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head.toString().getBytes(UTF_8));
        body.writeBytes(object(event));
        body.write('}');
        return body.toByteArray();
    }

    private static int severity(LogEvent event) {
        long status = event.number(Field.HTTP_RESPONSE_STATUS_CODE);
        if (status >= 500) {
            return SYSLOG_ERROR;
        }
        return status >= 400 ? SYSLOG_WARNING : SYSLOG_INFORMATIONAL;
    }

    @Override
    public void close() {
        targets.close();
    }
}
