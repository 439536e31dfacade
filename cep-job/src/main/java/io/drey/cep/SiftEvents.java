package io.drey.cep;

import io.drey.detection.AccessEvent;
import io.drey.detection.Detection;
import io.drey.event.LogEvent;
import io.drey.job.clock.Clocked;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Passes on only the events that some rule wants, as small projections, once for each such rule. Looks at the status
 * alone before anything is copied.
 *
 * <p>Successes are the bulk of all traffic, and each is passed on: whether it ends a row of failures is known only where
 * all events of its address meet, since the failures may come from another partition, or later and yet be older.
 */
final class SiftEvents implements FlatMapFunction<Clocked<LogEvent>, Clocked<Candidate>> {

    private final Detection[] detections;

    SiftEvents(List<Detection> detections) {
        this.detections = detections.toArray(Detection[]::new);
    }

    @Override
    public void flatMap(Clocked<LogEvent> element, Collector<Clocked<Candidate>> out) {
        if (element.isTick()) {
            out.collect(element.asTick());
            return;
        }
        int status = AccessEvent.statusOf(element.payload());
        Optional<AccessEvent> projection = Optional.empty();
        for (Detection detection : detections) {
            if (detection.concerns(status)) {
                if (projection.isEmpty()) {
                    projection = AccessEvent.of(element.payload());
                }
                projection.ifPresent(event -> out.collect(Clocked.payload(Candidate.of(detection.rule(), event))));
            }
        }
    }
}
