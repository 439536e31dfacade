package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventBatchWriter;
import io.drey.event.LogEvent;
import io.drey.event.RecentShapes;
import io.drey.job.kafka.OutgoingRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The batches of one subtask that are begun and not full. A batch becomes a record when it is full; when its owner says so,
 * which has to be soon and before each checkpoint, as nothing of it is in a checkpoint; and when too many are open or hold
 * too much memory, the oldest first. A partition without an open batch holds no memory here.
 *
 * <p>Knows no Flink and no clock. Not thread-safe.
 */
final class OpenBatches {

    /** So many batches are open at most. */
    static final int MOST_OPEN = 512;

    /** So many bytes of memory the open batches hold at most. */
    static final long MOST_BYTES = 8L * 1024 * 1024;

    /** So many writers are kept for the next batches; each holds at most twice the bytes of a full batch. */
    private static final int MOST_SPARE = 16;

    private final Consumer<OutgoingRecord> records;
    private final Set<Batch> open = new LinkedHashSet<>();
    private final Deque<EventBatchWriter> spare = new ArrayDeque<>();
    private long held;

    /** Gives records, those of one raw partition in its order, to a consumer. */
    OpenBatches(Consumer<OutgoingRecord> records) {
        this.records = requireNonNull(records, "records is null");
    }

    /** What a raw partition's events are added to. Call it once for a partition and keep what it returns. */
    Batch batch(String topic, int partition, RecentShapes shapes) {
        return new Batch(topic, partition, shapes);
    }

    /** Adds the next event of a raw partition. */
    void add(Batch batch, LogEvent event) {
        if (batch.writer != null && !batch.writer.takes(event)) {
            close(batch);
        }
        if (batch.writer == null) {
            begin(batch);
        }
        EventBatchWriter writer = batch.writer;
        int before = writer.held();
        writer.add(event);
        held += writer.held() - before;
        if (writer.isFull()) {
            close(batch);
        }
        while (open.size() > MOST_OPEN || held > MOST_BYTES) {
            close(open.iterator().next());
        }
    }

    /** Makes a record of what was added for a raw partition, if anything was. */
    void close(Batch batch) {
        EventBatchWriter writer = batch.writer;
        if (writer == null) {
            return;
        }
        open.remove(batch);
        end(batch);
    }

    /** Makes records of all that was added. */
    void closeAll() {
        for (Iterator<Batch> batches = open.iterator(); batches.hasNext(); ) {
            Batch batch = batches.next();
            batches.remove();
            end(batch);
        }
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** How many batches are open. */
    int size() {
        return open.size();
    }

    /** How many bytes of memory the open batches hold. */
    long held() {
        return held;
    }

    private void begin(Batch batch) {
        EventBatchWriter writer = spare.isEmpty() ? new EventBatchWriter() : spare.pop();
        writer.begin(batch.shapes);
        held += writer.held();
        batch.writer = writer;
        open.add(batch);
    }

    private void end(Batch batch) {
        EventBatchWriter writer = batch.writer;
        held -= writer.held();
        batch.writer = null;
        byte[] record = writer.take();
        if (spare.size() < MOST_SPARE) {
            spare.push(writer);
        }
        records.accept(new OutgoingRecord(batch.topic, batch.partition, null, record));
    }

    /** The batches of one raw partition, of which one at most is open. */
    static final class Batch {
        private final String topic;
        private final int partition;
        private final RecentShapes shapes;
        private EventBatchWriter writer;

        private Batch(String topic, int partition, RecentShapes shapes) {
            this.topic = requireNonNull(topic, "topic is null");
            this.partition = partition;
            this.shapes = requireNonNull(shapes, "shapes is null");
        }
    }
}
