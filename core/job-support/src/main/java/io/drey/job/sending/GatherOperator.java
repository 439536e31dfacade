package io.drey.job.sending;

import static java.util.Objects.requireNonNull;

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
 * Gathers things by key until there are enough for a request, or the first has waited long enough. It passes on what it has
 * before each checkpoint's barrier and at the end of input, and so has no state.
 */
final class GatherOperator<T, B> extends AbstractStreamOperator<B>
        implements OneInputStreamOperator<T, B>, BoundedOneInput {

    private final Batching<T, B> batching;

    private transient Map<String, Gathered<T>> byKey;
    private transient ScheduledFuture<?> waiting;

    GatherOperator(Batching<T, B> batching) {
        chainingStrategy = ChainingStrategy.ALWAYS;
        this.batching = requireNonNull(batching, "batching is null");
    }

    @Override
    public void open() throws Exception {
        super.open();
        byKey = new HashMap<>();
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        T thing = element.getValue();
        String key = batching.key(thing);
        Gathered<T> gathered = byKey.computeIfAbsent(key, unseen -> new Gathered<>());
        gathered.things.add(thing);
        gathered.bytes += batching.bytes(thing);
        if (gathered.things.size() >= batching.most(thing)
                || gathered.bytes >= batching.mostBytes()
                || batching.longestWaitMillis() == 0) {
            byKey.remove(key);
            if (byKey.isEmpty()) {
                waitNoMore();
            }
            passOn(key, gathered);
        } else if (waiting == null) {
            long now = getProcessingTimeService().getCurrentProcessingTime();
            waiting = getProcessingTimeService().registerTimer(now + batching.longestWaitMillis(), time -> passAllOn());
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

    private void waitNoMore() {
        if (waiting != null) {
            waiting.cancel(false);
            waiting = null;
        }
    }

    private void passAllOn() {
        waitNoMore();
        Map<String, Gathered<T>> all = byKey;
        byKey = new HashMap<>();
        all.forEach(this::passOn);
    }

    private void passOn(String key, Gathered<T> gathered) {
        output.collect(new StreamRecord<>(batching.batch(key, gathered.things)));
    }

    private static final class Gathered<T> {
        private final List<T> things = new ArrayList<>();
        private long bytes;
    }
}
