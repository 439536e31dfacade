package io.drey.delivery.sending;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gathers parcels by target until there are enough for a request, or the first has waited long enough. It passes on what it
 * has before each checkpoint's barrier and at the end of input, and so has no state.
 */
final class GatherParcelsOperator extends AbstractStreamOperator<ParcelBatch>
        implements OneInputStreamOperator<Parcel, ParcelBatch>, BoundedOneInput {

    private static final long LONGEST_WAIT_MILLIS = 200;
    private static final int MOST_BYTES = 1 << 20;

    private transient Map<String, Gathered> byTarget;
    private transient ScheduledFuture<?> waiting;

    GatherParcelsOperator() {
        chainingStrategy = ChainingStrategy.ALWAYS;
    }

    @Override
    public void open() throws Exception {
        super.open();
        byTarget = new HashMap<>();
    }

    @Override
    public void processElement(StreamRecord<Parcel> element) {
        Parcel parcel = element.getValue();
        Gathered gathered = byTarget.computeIfAbsent(parcel.target(), target -> new Gathered());
        gathered.parcels.add(parcel);
        gathered.bytes += parcel.body().length;
        if (gathered.parcels.size() >= parcel.batch() || gathered.bytes >= MOST_BYTES) {
            byTarget.remove(parcel.target());
            passOn(parcel.target(), gathered);
        } else if (waiting == null) {
            long now = getProcessingTimeService().getCurrentProcessingTime();
            waiting = getProcessingTimeService().registerTimer(now + LONGEST_WAIT_MILLIS, time -> passAllOn());
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        passAllOn();
    }

    @Override
    public void endInput() {
        passAllOn();
    }

    private void passAllOn() {
        if (waiting != null) {
            waiting.cancel(false);
            waiting = null;
        }
        Map<String, Gathered> all = byTarget;
        byTarget = new HashMap<>();
        all.forEach(this::passOn);
    }

    private void passOn(String target, Gathered gathered) {
        output.collect(new StreamRecord<>(new ParcelBatch(target, gathered.parcels.toArray(Parcel[]::new))));
    }

    private static final class Gathered {
        private final List<Parcel> parcels = new ArrayList<>();
        private int bytes;
    }
}
