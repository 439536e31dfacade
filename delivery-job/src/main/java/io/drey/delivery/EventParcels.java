package io.drey.delivery;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.TargetDocument;
import io.drey.delivery.sending.EventJson;
import io.drey.delivery.sending.Parcel;
import io.drey.delivery.sending.Protocol;
import io.drey.delivery.sending.Targets;
import io.drey.event.LogEvent;
import io.drey.job.clock.Clocked;
import io.drey.job.delivery.Receipt;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Makes a parcel of each event for each of its tenant's targets that takes it. */
final class EventParcels extends RichFlatMapFunction<Clocked<LogEvent>, Parcel> {

    private final Targets targets;

    private transient EventJson json;

    EventParcels(Targets targets) {
        this.targets = requireNonNull(targets, "targets is null");
    }

    @Override
    public void open(OpenContext context) {
        targets.open();
        json = new EventJson();
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
                        Protocol.of(target.type()).event(target, event, json),
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

    @Override
    public void close() {
        targets.close();
    }
}
