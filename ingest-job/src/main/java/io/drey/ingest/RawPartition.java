package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.event.DeadLetter;
import io.drey.event.DroppedLine;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.LineJoiner;
import io.drey.format.redact.Redactor;
import io.drey.job.kafka.RawRecord;
import java.util.Arrays;

/** A raw partition that is read: takes its records, in order, and gives away what becomes of their lines. */
final class RawPartition implements LineJoiner.Output {

    /** How much longer than an event's lines wait for the next a partition is to be silent: Kafka shows records late. */
    private static final long QUIET_MARGIN = 500;

    private final RawTopic topic;
    private final LineReading reading;
    private final WallClock wall;
    private final LineOutcomes outcomes;
    private final SilenceWatch.Partition watch;
    private final EventOrigin origin;
    private final TopicOutput.Partition toTopics;

    /** Null where lines are not joined, as far as is known. */
    private LineJoiner joiner;

    private boolean mayHold;

    /** Null where no sender says what it read. */
    private SentLines sentLines;

    /** Whether who reads the events hears of the record: not if all of it was dropped. */
    private boolean isHeard;

    RawPartition(RawTopic topic, int partition) {
        this.topic = requireNonNull(topic, "topic is null");
        reading = topic.reading();
        wall = topic.shared().wall();
        outcomes = topic.shared().outcomes();
        watch = topic.shared().silence().partition(topic.name(), partition);
        origin = new EventOrigin(topic.datasetId(), topic.topicId(), topic.name(), partition);
        toTopics = topic.toTopics(partition);
    }

    int number() {
        return origin.partition();
    }

    /** Takes the next record, as its topic reads lines now. */
    void take(RawRecord record) {
        long heard = watch.heardMillis();
        watch.read(record.offset(), wall.millis());
        isHeard = false;
        byte[] bytes = record.value() == null ? new byte[0] : record.value();
        EventBuilder first = new EventBuilder(origin, record.offset(), 0, record.createdMillis(), bytes);
        if (record.source() != null && !isNew(record)) {
            repeated(first);
        } else if (reading.unusable() == null && reading.isJoining()) {
            joiner().add(first, file(record), this);
        } else {
            read(first, file(record));
        }
        if (!isHeard && heard > 0 && !isHolding()) {
            watch.heard(heard);
        }
    }

    private static FileOrigin file(RawRecord record) {
        return FileOrigin.of(record.source(), record.path());
    }

    private boolean isNew(RawRecord record) {
        if (sentLines == null) {
            sentLines = new SentLines();
        }
        return sentLines.isNew(
                record.source(), record.sourcePosition(), Math.min(record.createdMillis(), wall.millis()));
    }

    private LineJoiner joiner() {
        if (joiner == null) {
            joiner = new LineJoiner(reading.pipeline());
            mayHold = true;
        }
        return joiner;
    }

    private void read(EventBuilder record, FileOrigin file) {
        Rejection unusable = reading.unusable();
        if (unusable == null) {
            reading.pipeline().process(record, file, this);
        } else {
            unread(record, file, unusable);
        }
    }

    /** Takes a line that no pipeline reads. */
    private void unread(LogEvent at, FileOrigin file, Rejection why) {
        int length = at.bytes().length;
        Redactor redactor = reading.redactor();
        if (redactor == null) {
            rejected(at, file, 0, length, why);
        } else {
            Redactor.Letter letter = redactor.redact(at.bytes(), 0, length, why);
            reject(at, file, letter.bytes(), letter.rejection());
        }
    }

    @Override
    public void event(EventBuilder event) {
        // Whose clock is ahead of ours, too, has sent the line before we took it.
        event.ingestedMillis(Math.max(wall.millis(), event.createdMillis()));
        topic.counters().parsed();
        isHeard = true;
        toTopics.event(event);
        outcomes.event(event);
    }

    @Override
    public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
        byte[] bytes = at.bytes();
        reject(at, file, from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to), rejection);
    }

    private void reject(LogEvent at, FileOrigin file, byte[] bytes, Rejection rejection) {
        topic.counters().rejected();
        isHeard = true;
        DeadLetter letter =
                DeadLetter.of(topic.datasetId(), at.position(), file.pathText(), at.createdMillis(), bytes, rejection);
        toTopics.deadLetter(letter);
        outcomes.deadLetter(letter);
    }

    @Override
    public void dropped(LogEvent at, String reason) {
        topic.counters().dropped();
        outcomes.dropped(DroppedLine.of(at, reason));
    }

    private void repeated(LogEvent at) {
        topic.counters().repeated();
        outcomes.dropped(DroppedLine.of(at, DroppedLine.REPEATED));
    }

    @Override
    public void joined(LogEvent at, long firstOffset) {
        outcomes.dropped(DroppedLine.of(at, DroppedLine.JOINED + firstOffset));
    }

    /** From now on it is read here, and nothing was read yet. */
    void begins() {
        watch.begins(wall.millis());
    }

    /** What stands before an offset was read. */
    void readBefore(long nextOffset) {
        watch.read(nextOffset - 1, wall.millis());
    }

    /** Tells those who read its events that it is silent, or is not; what waited for long enough leaves before that. */
    void tellSilence() {
        letGoIfQuiet();
        // A clock must not pass by the time of a line that waits.
        long silentMillis = isHolding() ? 0 : watch.silentMillis();
        tell(new Heartbeat(topic.datasetId(), topic.topicId(), number(), silentMillis));
    }

    void tell(Heartbeat heartbeat) {
        toTopics.heartbeat(heartbeat);
        outcomes.heartbeat(heartbeat);
    }

    /** Lets go what waits for a line that Kafka says has not come. */
    private void letGoIfQuiet() {
        if (isHolding() && watch.quietMillis() >= joiner.patienceMillis() + QUIET_MARGIN) {
            joiner.flush(this);
        }
    }

    /** Lets go what waits. */
    void letGo() {
        if (joiner != null) {
            joiner.flush(this);
            joiner = null;
        }
    }

    private boolean isHolding() {
        return joiner != null && !joiner.isEmpty();
    }

    /** Whether lines of it were held, so that a state may know of them. */
    boolean mayHold() {
        return mayHold;
    }

    /** The lines that wait, not sealed. */
    HeldLines held() {
        long next = watch.nextOffset();
        return new HeldLines(
                origin.topic(),
                origin.topicId(),
                origin.partition(),
                next,
                isHolding() ? joiner.firstOffset() : next,
                isHolding() ? joiner.snapshot() : new byte[0]);
    }

    /** Takes over lines that waited in an earlier run, which were unsealed. */
    void restore(HeldLines held) {
        if (reading.unusable() == null && reading.isJoining()) {
            joiner().restore(held.lines(), origin);
        } else {
            LineJoiner.letGo(held.lines(), origin, this::read, this);
        }
    }

    /** Whether senders of it say what they read. */
    boolean hasSources() {
        return sentLines != null;
    }

    /** What its senders have sent. */
    SourcesSent sent() {
        return new SourcesSent(
                origin.topic(), origin.topicId(), origin.partition(), watch.nextOffset(), sentLines.snapshot());
    }

    /** Takes over what its senders had sent in an earlier run. */
    void restore(SourcesSent sent) {
        sentLines = SentLines.restore(sent.sources());
        if (watch.nextOffset() < sent.nextOffset()) {
            watch.read(sent.nextOffset() - 1, wall.now());
        }
    }
}
