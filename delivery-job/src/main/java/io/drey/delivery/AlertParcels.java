package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.AlertStanding;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.sending.AlertMessage;
import io.drey.delivery.sending.Parcel;
import io.drey.delivery.sending.Protocol;
import io.drey.delivery.sending.Targets;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Makes a parcel of each alert for each of its tenant's targets that takes it; of a muted one none where people are told. */
final class AlertParcels extends RichFlatMapFunction<PositionedAlert, Parcel> {

    private static final ObjectMapper JSON = new ObjectMapper();

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
            if (target.filter().takes(new AlertFields(json))) {
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
                Protocol.of(target.type()).alert(target, new AlertMessage(alert.alert(), alert.topic(), json)),
                target.batch(),
                alert.receipt(target.ledgerName()));
    }

    private static JsonNode document(PositionedAlert alert, AlertStanding standing) throws IOException {
        return JSON.readTree(AlertDocument.json(alert.alert(), standing));
    }

    @Override
    public void close() {
        targets.close();
        acts.close();
    }
}
