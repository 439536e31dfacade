package io.drey.delivery.sending;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.TargetDocument;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;

/** Splunk's HTTP Event Collector: one event after another in a POST. */
final class SplunkProtocol implements Protocol {

    static final SplunkProtocol INSTANCE = new SplunkProtocol();

    private static final String PATH = "/services/collector/event";

    private SplunkProtocol() {}

    @Override
    public byte[] alert(TargetDocument target, AlertMessage alert) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("time", BigDecimal.valueOf(alert.alert().timestampMillis(), 3));
        event.put("source", alert.topic());
        event.put("sourcetype", "drey:alert");
        event.set("event", alert.document());
        return event.toString().getBytes(UTF_8);
    }

    @Override
    public byte[] event(TargetDocument target, LogEvent event, EventJson json) {
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
        body.writeBytes(json.object(event));
        body.write('}');
        return body.toByteArray();
    }

    @Override
    public TargetClient open(TargetDocument target, String secret, Executor executor, Clock clock) {
        return new HttpTargetClient(target, executor, parcels -> HttpRequest.newBuilder(uri(target))
                .header("Content-Type", "application/json")
                .header("Authorization", "Splunk " + secret)
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines(parcels))));
    }

    private static URI uri(TargetDocument target) {
        String address = target.address();
        if (address.contains("/services/")) {
            return URI.create(address);
        }
        return URI.create((address.endsWith("/") ? address.substring(0, address.length() - 1) : address) + PATH);
    }

    private static byte[] lines(List<Parcel> parcels) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Parcel parcel : parcels) {
            body.write('\n');
            body.writeBytes(parcel.body());
        }
        return body.toByteArray();
    }
}
