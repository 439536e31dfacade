package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.RecentShapes;
import io.drey.event.Topics;
import io.drey.job.kafka.OutgoingRecord;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * What goes to topics: dead letters cut to a prefix and, where asked, events and heartbeats; those of one raw partition in their
 * order.
 *
 * <p>Events stand on topics in batches, which are not in checkpoints: all that are open are to be closed before each.
 */
final class TopicOutput {

    /** For how long an event waits for others of its batch, in milliseconds. */
    static final long BATCH_DELAY = 20;

    /** Null where events do not go to topics. */
    private final EventsFormat format;

    private final EventPlaces places;
    private final ProcessingTimeService time;
    private final Consumer<OutgoingRecord> records;
    private final LogEventCodec codec = new LogEventCodec();
    private final OpenBatches batches;
    private ScheduledFuture<?> nextClosing;

    /**
     * Makes records, and gives them to a consumer.
     *
     * @param format in which form events go to topics; empty where they do not
     * @param places knows to which partition events go
     */
    TopicOutput(
            Optional<EventsFormat> format,
            EventPlaces places,
            ProcessingTimeService time,
            Consumer<OutgoingRecord> records) {
        this.format = format.orElse(null);
        this.places = requireNonNull(places, "places is null");
        this.time = requireNonNull(time, "time is null");
        this.records = requireNonNull(records, "records is null");
        this.batches = new OpenBatches(records);
    }

    /** Whether events go to topics. */
    boolean takesEvents() {
        return format != null;
    }

    /**
     * What of a raw partition goes to topics. Call it once for a partition and keep what it returns.
     *
     * @param rawTopic the raw topic's name
     * @param shapes those of the topic's events
     */
    Partition partition(DatasetId datasetId, String rawTopic, int partition, RecentShapes shapes) {
        return new Partition(datasetId, rawTopic, partition, shapes);
    }

    /** Makes records of all events that wait for others. */
    void closeBatches() {
        batches.closeAll();
    }

    /** Ends what would be done later. */
    void cancel() {
        if (nextClosing != null) {
            nextClosing.cancel(false);
        }
    }

    /** Closes, at the latest after the delay, what is open now; whatever is opened meanwhile is younger. */
    private void scheduleClosing() {
        long now = time.getCurrentProcessingTime();
        nextClosing = time.registerTimer(now + BATCH_DELAY, due -> {
            nextClosing = null;
            batches.closeAll();
        });
    }

    /** What of one raw partition goes to topics. */
    final class Partition {
        private final String eventsTopic;
        private final String deadLettersTopic;

        /** Each raw partition goes to one partition of each topic, so that its order is kept. */
        private final int hash;

        private final int eventPartition;

        private final OpenBatches.Batch batch;

        private Partition(DatasetId datasetId, String rawTopic, int partition, RecentShapes shapes) {
            eventsTopic = Topics.events(datasetId.tenant());
            deadLettersTopic = Topics.deadLetters(datasetId.tenant());
            hash = rawTopic.hashCode() + partition;
            eventPartition = takesEvents() ? places.of(datasetId, partition) : 0;
            batch = batches.batch(eventsTopic, eventPartition, shapes);
        }

        void event(LogEvent event) {
            if (!takesEvents()) {
                return;
            }
            switch (format) {
                case SINGLE ->
                    records.accept(new OutgoingRecord(eventsTopic, eventPartition, null, codec.encode(event)));
                case BATCHES -> {
                    batches.add(batch, event);
                    if (nextClosing == null && !batches.isEmpty()) {
                        scheduleClosing();
                    }
                }
            }
        }

        /** Stands behind the partition's events. */
        void heartbeat(Heartbeat heartbeat) {
            if (takesEvents()) {
                batches.close(batch);
                records.accept(new OutgoingRecord(eventsTopic, eventPartition, null, heartbeat.encode()));
            }
        }

        void deadLetter(DeadLetter letter) {
            records.accept(new OutgoingRecord(
                    deadLettersTopic,
                    hash,
                    null,
                    letter.withPrefix(ParseOperator.DEAD_LETTER_PREFIX).encode()));
        }
    }
}
