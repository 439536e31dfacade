package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.event.DeadLetter;
import io.drey.event.DroppedLine;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.format.enrich.GeoFinder;
import io.drey.format.enrich.UserAgentFinder;
import io.drey.job.TenantSecrets;
import io.drey.job.clock.ClockLags;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.ClockedTypeInfo;
import io.drey.job.clock.EventClocks;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parses raw records. Emits events; to {@link #DEAD_LETTERS} what cannot be parsed, whole; to {@link #DROPPED} what is not
 * kept, or was sent before; and to {@link #RECORDS}, in order, what goes to topics: dead letters cut to a prefix and, where
 * asked, events and {@linkplain Heartbeat heartbeats} of silent partitions. Where asked it keeps the datasets' clocks itself
 * and emits events and ticks to {@link #CLOCKED}.
 *
 * <p>It gives Flink's calls, state and timers to those who do the work: {@link RawTopic} knows how lines are read,
 * {@link RawPartition} takes them, {@link TopicOutput}, {@link LineOutcomes} and {@link ClockedOutput} hand on what becomes of
 * them, {@link Heartbeats} tells of silence, and {@link Assignments} goes on where an earlier run was.
 */
final class ParseOperator extends AbstractStreamOperator<LogEvent>
        implements OneInputStreamOperator<RawRecord, LogEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(ParseOperator.class);

    static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

    static final OutputTag<DroppedLine> DROPPED =
            new OutputTag<>("dropped-lines", TypeInformation.of(DroppedLine.class));

    static final OutputTag<OutgoingRecord> RECORDS =
            new OutputTag<>("records", TypeInformation.of(OutgoingRecord.class));

    static final OutputTag<Clocked<LogEvent>> CLOCKED =
            new OutputTag<>("clocked-events", new ClockedTypeInfo<>(LogEventTypeInfo.INSTANCE));

    /** How many raw bytes a dead letter has in its topic; the lake keeps all. */
    static final int DEAD_LETTER_PREFIX = 64 * 1024;

    private final DatasetDirectory directory;
    private final RawTopics rawTopics;
    private final EventsFormat eventsFormat;
    private final TenantSecrets secrets;
    private final List<String> geoDatabases;
    private final boolean toTopics;
    private final boolean toClockedStream;

    private transient WallClock wall;
    private transient ParseState state;
    private transient SilenceWatch silence;
    private transient EarlierPartitions earlier;
    private transient GeoFinder geo;
    private transient TopicOutput topicOutput;
    private transient KnownTopics topics;
    private transient Assignments assignments;
    private transient RepeatedTimer heartbeats;

    /** Null where no clocked stream is asked for. */
    private transient ClockedOutput clocked;

    private transient RepeatedTimer ticks;

    ParseOperator(DatasetDirectory directory, RawTopics rawTopics, IngestSettings settings, Set<EventOutlet> outlets) {
        chainingStrategy = ChainingStrategy.ALWAYS;
        this.directory = requireNonNull(directory, "directory is null");
        this.rawTopics = requireNonNull(rawTopics, "rawTopics is null");
        this.eventsFormat = settings.eventsFormat();
        this.secrets = settings.secrets();
        this.geoDatabases = settings.geoDatabases();
        this.toTopics = outlets.contains(EventOutlet.TOPICS);
        this.toClockedStream = outlets.contains(EventOutlet.CLOCKED_STREAM);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        wall = new WallClock(getProcessingTimeService()::getCurrentProcessingTime);
        TaskInfo task = getRuntimeContext().getTaskInfo();
        state = new ParseState(context.getOperatorStateStore());
        silence = new SilenceWatch();
        earlier = new EarlierPartitions();
        if (context.isRestored()) {
            state.restore(earlier, silence, task);
        }
        if (toClockedStream) {
            wall.read();
            clocked = new ClockedOutput(
                    new EventClocks(directory, task.getIndexOfThisSubtask()),
                    context.getOperatorStateStore().getUnionListState(EventClocks.STATE),
                    new ClockLags(getMetricGroup(), getProcessingTimeService()::getCurrentProcessingTime),
                    wall,
                    record -> output.collect(CLOCKED, record));
            if (context.isRestored()) {
                clocked.restore();
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        directory.open(getMetricGroup());
        rawTopics.open();
        geo = GeoFinder.open(geoDatabases.stream().map(Path::of).toList(), LOG::error);
        EventPlaces places = new EventPlaces(rawTopics, directory);
        StreamRecord<OutgoingRecord> reused = new StreamRecord<>(null);
        topicOutput = new TopicOutput(
                toTopics ? Optional.of(eventsFormat) : Optional.empty(),
                places,
                getProcessingTimeService(),
                record -> output.collect(RECORDS, reused.replace(record)));
        RawTopic.Shared shared =
                new RawTopic.Shared(wall, silence, places, topicOutput, new LineOutcomes(output, clocked));
        topics = new KnownTopics(
                rawTopics,
                new LineReading.Sources(directory, secrets, geo, new UserAgentFinder()),
                new LineCounters(getMetricGroup()),
                shared);
        assignments = new Assignments(earlier, rawTopics, topics, shared);
        heartbeats = new RepeatedTimer(
                getProcessingTimeService(),
                wall,
                Heartbeats.INTERVAL,
                new Heartbeats(rawTopics, silence, topics, wall)::send);
        heartbeats.start();
        if (toClockedStream) {
            ticks = new RepeatedTimer(getProcessingTimeService(), wall, EventClocks.TICK_INTERVAL, clocked::tick);
            ticks.start();
        }
    }

    @Override
    public void processElement(StreamRecord<RawRecord> element) {
        RawRecord record = element.getValue();
        if (record.isAssignment()) {
            assignments.assigned(record);
            return;
        }
        assignments.takeOver(record.topic(), record.partition());
        RawTopic topic = topics.topic(record.topic());
        topic.follow();
        if (record.createdMillis() > wall.millis() || topic.reading().isJoining()) {
            // The clock was read before the line arrived.
            wall.read();
        }
        topic.partition(record.partition()).take(record);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        topicOutput.closeBatches();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(silence, earlier, topics);
        if (toClockedStream) {
            clocked.snapshot();
        }
    }

    @Override
    public void finish() throws Exception {
        topics.letGo();
        topicOutput.closeBatches();
        if (toClockedStream) {
            clocked.tick();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (heartbeats != null) {
            heartbeats.cancel();
        }
        if (ticks != null) {
            ticks.cancel();
        }
        if (topicOutput != null) {
            topicOutput.cancel();
        }
        if (geo != null) {
            geo.close();
        }
        directory.close();
        rawTopics.close();
        super.close();
    }
}
