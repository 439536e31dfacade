package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.AlertStanding;
import io.drey.configuration.DottedName;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.domain.AlertView;
import io.drey.delivery.domain.ReadyBody;
import io.drey.delivery.domain.SyslogMessage;
import io.drey.delivery.sending.Parcel;
import io.drey.delivery.sending.Targets;
import io.drey.event.Alert;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Makes a parcel of each alert for each of its tenant's targets that takes it; of a muted one none where people are told. */
final class AlertParcels extends RichFlatMapFunction<PositionedAlert, Parcel> {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Syslog's severities for ours, from the lowest: informational, notice, warning, error, critical. */
    private static final int SYSLOG_LOWEST = 6;

    private final Targets targets;
    private final Acts acts;

    AlertParcels(Targets targets, Acts acts) {
        this.targets = requireNonNull(targets, "targets is null");
        this.acts = requireNonNull(acts, "acts is null");
    }

    @Override
    public void open(OpenContext context) {
        targets.open();
        acts.open();
    }

    @Override
    public void flatMap(PositionedAlert alert, Collector<Parcel> out) throws IOException {
        JsonNode json = null;
        AlertStanding standing = acts.of(alert.alert().tenant()).on(alert.alert());
        for (TargetDocument target : targets.of(alert.alert().tenant())) {
            if (target.payload() != TargetDocument.Payload.ALERTS
                    || (standing.isMuted() && target.type().tellsPeople())) {
                continue;
            }
            if (json == null) {
                json = document(alert, standing);
            }
            JsonNode fields = json;
            if (target.filter().takes(name -> text(fields, name))) {
                out.collect(parcel(target, alert, json));
            }
        }
    }

    /** What a target gets of an alert, whatever its filter says. */
    static Parcel parcel(TargetDocument target, PositionedAlert alert, AlertStanding standing) throws IOException {
        return parcel(target, alert, document(alert, standing));
    }

    private static Parcel parcel(TargetDocument target, PositionedAlert alert, JsonNode json) {
        return new Parcel(
                target.key(),
                alert.alert().id(),
                body(target, alert, json),
                target.batch(),
                alert.receipt(target.ledgerName()));
    }

    private static JsonNode document(PositionedAlert alert, AlertStanding standing) throws IOException {
        return JSON.readTree(AlertDocument.json(alert.alert(), standing));
    }

    private static String text(JsonNode fields, String name) {
        JsonNode value = DottedName.in(fields, name);
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    private static byte[] body(TargetDocument target, PositionedAlert positioned, JsonNode json) {
        Alert alert = positioned.alert();
        return switch (target.type()) {
            case WEBHOOK ->
                target.ready()
                        .map(template -> ReadyBody.of(template, target, json))
                        .orElseGet(() -> target.template()
                                .map(template -> template.render(json))
                                .orElseGet(json::toString)
                                .getBytes(UTF_8));
            case HTTP, KAFKA -> json.toString().getBytes(UTF_8);
            case MAIL -> AlertView.excerpt(json).toString().getBytes(UTF_8);
            case SPLUNK -> splunk(positioned, json).toString().getBytes(UTF_8);
            case SYSLOG ->
                SyslogMessage.of(
                        SYSLOG_LOWEST - Math.max(0, AlertView.SEVERITIES.indexOf(alert.severity())),
                        alert.timestampMillis(),
                        null,
                        "drey-" + alert.tenant(),
                        alert.ruleId(),
                        json.toString().getBytes(UTF_8));
        };
    }

    private static ObjectNode splunk(PositionedAlert alert, JsonNode json) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("time", BigDecimal.valueOf(alert.alert().timestampMillis(), 3));
        event.put("source", alert.topic());
        event.put("sourcetype", "drey:alert");
        event.set("event", json);
        return event;
    }

    @Override
    public void close() {
        targets.close();
        acts.close();
    }
}
