package io.drey.ingest;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.DroppedLine;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.Heartbeat;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.RecentShapes;
import io.drey.event.Rejection;
import io.drey.event.Topics;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.format.FileOrigin;
import io.drey.format.LineJoiner;
import io.drey.format.LinePipeline;
import io.drey.format.enrich.EnrichmentSources;
import io.drey.format.enrich.GeoFinder;
import io.drey.format.enrich.UserAgentFinder;
import io.drey.format.redact.Redaction;
import io.drey.format.redact.RedactionSecrets;
import io.drey.format.redact.Redactor;
import io.drey.job.JobMetric;
import io.drey.job.TenantSecrets;
import io.drey.job.clock.ClockLags;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.ClockedTypeInfo;
import io.drey.job.clock.EventClocks;
import io.drey.job.clock.PartitionProgress;
import io.drey.job.datasets.DatasetDirectory;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
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
 * <p>Events stand on topics in batches, which are not in checkpoints: all that are open are closed before each.
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

    /** For how long an event waits for others of its batch, in milliseconds. */
    static final long BATCH_DELAY = 20;

    private static final long HEARTBEAT_INTERVAL = 1_000;

    /** How much longer than an event's lines wait for the next a partition is to be silent: Kafka shows records late. */
    private static final long QUIET_MARGIN = 500;

    private static final ListStateDescriptor<PartitionRead> PARTITIONS =
            new ListStateDescriptor<>("raw-partitions-read", TypeInformation.of(PartitionRead.class));

    private static final ListStateDescriptor<HeldLines> HELD_LINES =
            new ListStateDescriptor<>("held-lines", TypeInformation.of(HeldLines.class));

    private static final ListStateDescriptor<SourcesSent> SOURCES_SENT =
            new ListStateDescriptor<>("sources-sent", TypeInformation.of(SourcesSent.class));

    private final DatasetDirectory directory;
    private final RawTopics rawTopics;
    private final EventsFormat eventsFormat;
    private final TenantSecrets secrets;
    private final List<String> geoDatabases;
    private final boolean toTopics;
    private final boolean toClockedStream;

    private transient ListState<PartitionRead> partitionsRead;
    private transient ListState<HeldLines> heldLines;
    private transient ListState<SourcesSent> sourcesSent;
    private transient ListState<PartitionProgress> progress;

    private transient EarlierPartitions earlier;
    private transient GeoFinder geo;
    private transient UserAgentFinder agents;
    private transient EventClocks clocks;
    private transient ClockLags lags;
    private transient SilenceWatch silence;
    private transient Set<RawTopics.Partition> endsAskedFor;
    private transient CompletableFuture<Map<RawTopics.Partition, Long>> ends;
    private transient LogEventCodec codec;
    private transient OpenBatches batches;
    private transient EventPlaces places;
    private transient CompletableFuture<Map<String, Integer>> extents;
    private transient Map<String, TopicBinding> bindings;
    private transient TopicBinding last;
    private transient RawPartition current;
    private transient StreamRecord<LogEvent> eventRecord;
    private transient StreamRecord<OutgoingRecord> outgoingRecord;
    private transient StreamRecord<Clocked<LogEvent>> clockedRecord;
    private transient ScheduledFuture<?> nextHeartbeat;
    private transient ScheduledFuture<?> nextTick;
    private transient ScheduledFuture<?> nextClosing;
    private transient Counter parsed;
    private transient Counter rejected;
    private transient Counter dropped;
    private transient Counter repeated;
    private transient long wallMillis;

    /** Whether who reads the events hears of a record: not if all of it was dropped. */
    private transient boolean isHeard;

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
        silence = new SilenceWatch();
        // Union state: after a restore any subtask may read a partition, see SilenceWatch.
        partitionsRead = context.getOperatorStateStore().getUnionListState(PARTITIONS);
        heldLines = context.getOperatorStateStore().getUnionListState(HELD_LINES);
        sourcesSent = context.getOperatorStateStore().getUnionListState(SOURCES_SENT);
        earlier = new EarlierPartitions();
        if (context.isRestored()) {
            earlier.restore(heldLines.get(), sourcesSent.get());
            List<PartitionRead> restored = new ArrayList<>();
            partitionsRead.get().forEach(restored::add);
            silence.restore(restored, this::isMine);
        }
        if (toClockedStream) {
            wallMillis = getProcessingTimeService().getCurrentProcessingTime();
            clocks =
                    new EventClocks(directory, getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
            progress = context.getOperatorStateStore().getUnionListState(EventClocks.STATE);
            if (context.isRestored()) {
                clocks.restore(progress, wallMillis);
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        directory.open(getMetricGroup());
        rawTopics.open();
        geo = GeoFinder.open(geoDatabases.stream().map(Path::of).toList(), LOG::error);
        agents = new UserAgentFinder();
        codec = new LogEventCodec();
        batches = new OpenBatches(this::send);
        places = new EventPlaces(rawTopics, directory);
        bindings = new HashMap<>();
        eventRecord = new StreamRecord<>(null);
        outgoingRecord = new StreamRecord<>(null);
        clockedRecord = new StreamRecord<>(null);
        parsed = JobMetric.EVENTS_PARSED.counter(getMetricGroup());
        rejected = JobMetric.DEAD_LETTERS.counter(getMetricGroup());
        dropped = JobMetric.EVENTS_DROPPED.counter(getMetricGroup());
        repeated = JobMetric.LINES_REPEATED.counter(getMetricGroup());
        scheduleHeartbeat();
        if (toClockedStream) {
            lags = new ClockLags(getMetricGroup(), getProcessingTimeService()::getCurrentProcessingTime);
            scheduleTick();
        }
    }

    @Override
    public void processElement(StreamRecord<RawRecord> element) {
        RawRecord record = element.getValue();
        if (record.isAssignment()) {
            assigned(record);
            return;
        }
        takeOver(record.topic(), record.partition());
        TopicBinding binding = binding(record.topic());
        Rejection unusable = binding.unusable();
        if (record.createdMillis() > wallMillis || binding.isJoining()) {
            // The clock was read before the line arrived; read for each line it would cost more than the line is worth.
            wallMillis = getProcessingTimeService().getCurrentProcessingTime();
        }
        current = binding.partition(record.partition());
        long heard = current.watch.heardMillis();
        current.watch.read(record.offset(), wallMillis);
        isHeard = false;
        byte[] bytes = record.value() == null ? new byte[0] : record.value();
        EventBuilder first = new EventBuilder(current.origin, record.offset(), 0, record.createdMillis(), bytes);
        if (record.source() != null && !current.isNew(record)) {
            binding.repeated(first);
        } else if (unusable != null) {
            binding.unread(first, file(record), unusable);
        } else if (binding.isJoining()) {
            current.joiner(binding).add(first, file(record), binding);
        } else {
            binding.pipeline.process(first, file(record), binding);
        }
        if (!isHeard && heard > 0 && !current.isHolding()) {
            current.watch.heard(heard);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        batches.closeAll();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        partitionsRead.update(silence.snapshot());
        List<HeldLines> held = earlier.lines();
        bindings.values().forEach(binding -> binding.addHeldTo(held));
        heldLines.update(held);
        List<SourcesSent> sent = earlier.sources();
        bindings.values().forEach(binding -> binding.addSentTo(sent));
        sourcesSent.update(sent);
        if (toClockedStream) {
            clocks.snapshot(progress);
        }
    }

    @Override
    public void finish() throws Exception {
        bindings.values().forEach(TopicBinding::letGo);
        batches.closeAll();
        if (toClockedStream) {
            sendTicks();
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (nextHeartbeat != null) {
            nextHeartbeat.cancel(false);
        }
        if (nextTick != null) {
            nextTick.cancel(false);
        }
        if (nextClosing != null) {
            nextClosing.cancel(false);
        }
        if (geo != null) {
            geo.close();
        }
        directory.close();
        rawTopics.close();
        super.close();
    }

    /** All partitions that are read from the beginning are named before the first record; then what others read is theirs. */
    private void assigned(RawRecord named) {
        if (named.topic().isEmpty()) {
            earlier.forget();
        } else {
            takeOver(named.topic(), named.partition());
            watch(named.topic(), named.partition());
        }
    }

    /** Of a partition that nobody read before it is told that it is read now, also while it has no record. */
    private void watch(String topic, int partition) {
        if (silence.isNew(topic, partition)
                && places.rawPartitions(topic, partition + 1) > partition
                && (!toTopics || places.hasEventsTopic(topic))) {
            wallMillis = getProcessingTimeService().getCurrentProcessingTime();
            binding(topic).partition(partition).watch.begins(wallMillis);
        }
    }

    /** Goes on with what an earlier run held of a partition that is read here. */
    private void takeOver(String topic, int partition) {
        if (earlier.isEmpty()) {
            return;
        }
        RawTopics.Partition key = new RawTopics.Partition(topic, partition);
        earlier.takeSources(key)
                .filter(sent -> rawTopics.topicId(topic).equals(Optional.of(sent.topicId())))
                .ifPresent(sent -> binding(topic).partition(partition).restore(sent));
        earlier.takeLines(key).ifPresent(held -> takeOver(topic, held));
    }

    private void takeOver(String topic, HeldLines held) {
        wallMillis = getProcessingTimeService().getCurrentProcessingTime();
        if (rawTopics.topicId(topic).equals(Optional.of(held.topicId()))) {
            TopicBinding binding = binding(topic);
            binding.restore(held);
            current.watch.read(held.nextOffset() - 1, wallMillis);
        } else {
            // The topic is gone, or another one has its name: no line can follow.
            TopicBinding former = new TopicBinding(topic, held.topicId());
            former.restore(held);
            former.letGo();
        }
    }

    private static FileOrigin file(RawRecord record) {
        return FileOrigin.of(record.source(), record.path());
    }

    private void emit(TopicBinding binding, LogEvent event) {
        parsed.inc();
        binding.events.inc();
        isHeard = true;
        if (toTopics) {
            toTopic(binding, event);
        }
        output.collect(eventRecord.replace(event));
        if (toClockedStream) {
            if (clocks.isFirstAfterRestore()) {
                sendTicks();
            }
            if (clocks.accept(event, wallMillis)) {
                output.collect(CLOCKED, clockedRecord.replace(Clocked.payload(event)));
            }
        }
    }

    private void toTopic(TopicBinding binding, LogEvent event) {
        switch (eventsFormat) {
            case SINGLE ->
                send(new OutgoingRecord(binding.eventsTopic, current.eventPartition, null, codec.encode(event)));
            case BATCHES -> {
                batches.add(current.batch, event);
                if (nextClosing == null && !batches.isEmpty()) {
                    scheduleClosing();
                }
            }
        }
    }

    private void send(OutgoingRecord outgoing) {
        output.collect(RECORDS, outgoingRecord.replace(outgoing));
    }

    private void reject(TopicBinding binding, LogEvent at, FileOrigin file, byte[] bytes, Rejection rejection) {
        rejected.inc();
        binding.letters.inc();
        isHeard = true;
        DeadLetter letter =
                DeadLetter.of(binding.datasetId, at.position(), file.pathText(), at.createdMillis(), bytes, rejection);
        send(new OutgoingRecord(
                binding.deadLettersTopic,
                current.hash,
                null,
                letter.withPrefix(DEAD_LETTER_PREFIX).encode()));
        output.collect(DEAD_LETTERS, new StreamRecord<>(letter));
    }

    private TopicBinding binding(String topic) {
        if (last == null || !last.topic.equals(topic)) {
            last = bindings.computeIfAbsent(topic, name -> new TopicBinding(name, topicId(name)));
        }
        return last;
    }

    private String topicId(String topic) {
        return rawTopics
                .topicId(topic)
                .orElseThrow(() -> new IllegalStateException("topic %s is no more".formatted(topic)));
    }

    private void scheduleHeartbeat() {
        wallMillis = getProcessingTimeService().getCurrentProcessingTime();
        nextHeartbeat = getProcessingTimeService().registerTimer(wallMillis + HEARTBEAT_INTERVAL, time -> {
            scheduleHeartbeat();
            sendHeartbeats();
        });
    }

    /** Closes, at the latest after the delay, what is open now; whatever is opened meanwhile is younger. */
    private void scheduleClosing() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        nextClosing = getProcessingTimeService().registerTimer(now + BATCH_DELAY, time -> {
            nextClosing = null;
            batches.closeAll();
        });
    }

    private void scheduleTick() {
        wallMillis = getProcessingTimeService().getCurrentProcessingTime();
        nextTick = getProcessingTimeService().registerTimer(wallMillis + EventClocks.TICK_INTERVAL, time -> {
            scheduleTick();
            sendTicks();
        });
    }

    private void sendTicks() {
        clocks.tick(wallMillis, tick -> {
            lags.accept(tick);
            output.collect(CLOCKED, clockedRecord.replace(Clocked.tick(tick)));
        });
    }

    private boolean isMine(PartitionRead partition) {
        if (earlier.has(new RawTopics.Partition(partition.topic(), partition.partition()))) {
            // Whoever reads it has its lines and sources, and hears at once that it does.
            return false;
        }
        int hash = partition.topic().hashCode() + partition.partition();
        return Math.floorMod(hash, getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks())
                == getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    private void sendHeartbeats() {
        lookForPartitions();
        if (ends == null) {
            endsAskedFor = silence.due(wallMillis);
            ends = endsAskedFor.isEmpty() ? null : rawTopics.endOffsets(endsAskedFor);
        }
        if (ends == null || !ends.isDone()) {
            // The answer comes by the next time, or says by its time-out that there is none.
            return;
        }
        Map<RawTopics.Partition, Long> answer = ends.join();
        ends = null;
        for (SilenceWatch.Partition partition : silence.answered(endsAskedFor, answer, wallMillis)) {
            TopicBinding binding = binding(partition.topic());
            RawPartition itsEvents = binding.partition(partition.partition());
            itsEvents.letGoIfQuiet(binding);
            // A clock must not pass by the time of a line that waits.
            long silentMillis = itsEvents.isHolding() ? 0 : partition.silentMillis();
            Heartbeat heartbeat =
                    new Heartbeat(binding.datasetId, binding.topicId, partition.partition(), silentMillis);
            send(binding, itsEvents, heartbeat);
        }
    }

    private void send(TopicBinding binding, RawPartition partition, Heartbeat heartbeat) {
        if (toTopics) {
            batches.close(partition.batch);
            send(new OutgoingRecord(binding.eventsTopic, partition.eventPartition, null, heartbeat.encode()));
        }
        if (toClockedStream) {
            clocks.accept(heartbeat, wallMillis);
        }
    }

    /** Partitions that are added to raw topics are told of before they are read, which may be ten seconds later. */
    private void lookForPartitions() {
        if (extents != null && extents.isDone()) {
            extents.join().forEach((topic, count) -> binding(topic).extend(count));
            extents = null;
        }
        if (extents == null && !bindings.isEmpty()) {
            extents = rawTopics.partitions(List.copyOf(bindings.keySet()));
        }
    }

    /** What is known of a raw topic: whose it is, how its lines are parsed, and where its events go. */
    private final class TopicBinding implements LineJoiner.Output {
        private final String topic;
        private final DatasetId datasetId;
        private final String topicId;
        private final String eventsTopic;
        private final String deadLettersTopic;
        private final Map<Integer, RawPartition> partitions = new HashMap<>();
        private final Counter events;
        private final Counter letters;

        /** How many partitions the raw topic has, as far as the events topic was told; 0 where that is not known. */
        private int extent;

        private final RecentShapes shapes = new RecentShapes();
        private DatasetDocument document;
        private LinePipeline pipeline;
        private HeldLinesSeal seal;
        private RawPartition lastPartition;
        private Rejection unusable;

        /** Null where nothing is redacted; lines of a document that cannot be followed are redacted as it says. */
        private Redactor redactor;

        private TopicBinding(String topic, String topicId) {
            this.topic = topic;
            this.datasetId = Topics.datasetOfRaw(topic)
                    .orElseThrow(() -> new IllegalStateException("'%s' is not a raw topic".formatted(topic)));
            this.topicId = topicId;
            this.eventsTopic = Topics.events(datasetId.tenant());
            this.deadLettersTopic = Topics.deadLetters(datasetId.tenant());
            this.seal = new HeldLinesSeal(ofTenant(), Optional.empty());
            if (bindings.size() < JobMetric.DATASETS) {
                MetricGroup group = JobMetric.groupOf(getMetricGroup(), datasetId);
                events = JobMetric.DATASET_EVENTS.counter(group);
                letters = JobMetric.DATASET_DEAD_LETTERS.counter(group);
            } else {
                events = new SimpleCounter();
                letters = new SimpleCounter();
            }
        }

        private RedactionSecrets ofTenant() {
            return secrets.forRedaction(datasetId.tenant(), System.getenv());
        }

        private RawPartition partition(int partition) {
            if (lastPartition == null || lastPartition.origin.partition() != partition) {
                RawPartition known = partitions.get(partition);
                lastPartition = known == null ? begin(partition) : known;
            }
            return lastPartition;
        }

        private RawPartition begin(int partition) {
            extend(places.rawPartitions(topic, partition + 1));
            RawPartition begun = new RawPartition(this, partition);
            partitions.put(partition, begun);
            tellExtent(begun);
            return begun;
        }

        /** Takes notice of partitions that are new. */
        private void extend(int count) {
            if (count > extent) {
                extent = count;
                partitions.values().forEach(this::tellExtent);
            }
        }

        /** Who reads the events of a partition is to wait for its siblings. */
        private void tellExtent(RawPartition partition) {
            if (extent > 1) {
                send(this, partition, Heartbeat.extent(datasetId, topicId, extent));
            }
        }

        /** Why no line of the topic can be parsed now, or null. */
        @SuppressWarnings("ReferenceEquality") // asked for each line; a new document is a new object
        private Rejection unusable() {
            DatasetDocument current = directory.find(datasetId).orElse(null);
            if (current == document && (current != null || unusable != null)) {
                return unusable;
            }
            letGo();
            document = current;
            pipeline = null;
            unusable = null;
            redactor = null;
            if (current == null) {
                unusable = new Rejection(
                        "dataset %s is not configured: publish its document to %s"
                                .formatted(datasetId, Topics.control(datasetId.tenant())),
                        0);
                return unusable;
            }
            RedactionSecrets ofTenant = ofTenant();
            Redaction redaction = current.lines().treatment().redaction();
            seal = new HeldLinesSeal(ofTenant, redaction.secret());
            try {
                EnrichmentSources sources =
                        new EnrichmentSources(geo, agents, name -> directory.table(datasetId.tenant(), name));
                pipeline = new LinePipeline(current.lines(), ofTenant, sources);
                current.lines()
                        .treatment()
                        .enrichment()
                        .problems(sources)
                        .forEach(problem -> LOG.error(
                                "dataset {}: enrich: {}; its events are taken in without", datasetId, problem));
                if (isJoining() && !redaction.isNone() && !seal.isThere()) {
                    LOG.warn(
                            "dataset {}: lines that wait to be joined stand in checkpoints as they were sent: name a secret in its 'redact-secret', with which they are sealed",
                            datasetId);
                }
            } catch (IllegalArgumentException e) {
                unusable = new Rejection("dataset %s: %s".formatted(datasetId, e.getMessage()), 0);
                redactor = redaction.isNone() ? null : new Redactor(redaction, ofTenant);
            }
            return unusable;
        }

        /** Whether lines are joined. */
        private boolean isJoining() {
            return pipeline != null && LineJoiner.isAskedFor(pipeline);
        }

        /** Lets go what waits, as the document has it by which it was taken. */
        private void letGo() {
            RawPartition before = current;
            partitions.values().forEach(partition -> partition.letGo(this));
            current = before;
        }

        private void addHeldTo(List<HeldLines> held) {
            partitions.values().stream()
                    .filter(RawPartition::mayHold)
                    .forEach(partition -> held.add(seal.seal(partition.held())));
        }

        private void addSentTo(List<SourcesSent> sent) {
            partitions.values().stream()
                    .filter(partition -> partition.sentLines != null)
                    .forEach(partition -> sent.add(partition.sent()));
        }

        /** Takes over what an earlier run held of a partition, which is the current one then. */
        private void restore(HeldLines restored) {
            Rejection why = unusable();
            HeldLines held = seal.open(restored);
            current = partition(held.partition());
            if (why == null && isJoining()) {
                current.joiner(this).restore(held.lines(), current.origin);
            } else {
                LineJoiner.letGo(
                        held.lines(),
                        current.origin,
                        (record, file) -> {
                            if (why == null) {
                                pipeline.process(record, file, this);
                            } else {
                                unread(record, file, why);
                            }
                        },
                        this);
            }
        }

        /** Takes a line that no pipeline reads. */
        private void unread(LogEvent at, FileOrigin file, Rejection why) {
            int length = at.bytes().length;
            if (redactor == null) {
                rejected(at, file, 0, length, why);
            } else {
                Redactor.Letter letter = redactor.redact(at.bytes(), 0, length, why);
                reject(this, at, file, letter.bytes(), letter.rejection());
            }
        }

        @Override
        public void event(EventBuilder event) {
            // Whose clock is ahead of ours, too, has sent the line before we took it.
            event.ingestedMillis(Math.max(wallMillis, event.createdMillis()));
            emit(this, event);
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            dropped.inc();
            output.collect(DROPPED, new StreamRecord<>(DroppedLine.of(at, reason)));
        }

        private void repeated(LogEvent at) {
            repeated.inc();
            output.collect(DROPPED, new StreamRecord<>(DroppedLine.of(at, DroppedLine.REPEATED)));
        }

        @Override
        public void joined(LogEvent at, long firstOffset) {
            output.collect(DROPPED, new StreamRecord<>(DroppedLine.of(at, DroppedLine.JOINED + firstOffset)));
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
            byte[] bytes = at.bytes();
            reject(
                    this,
                    at,
                    file,
                    from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to),
                    rejection);
        }
    }

    /** One raw partition: how it is read, and where its events go. */
    private final class RawPartition {
        private final SilenceWatch.Partition watch;
        private final EventOrigin origin;

        /** Each raw partition goes to one partition of each target, so that its order is kept. */
        private final int hash;

        private final int eventPartition;

        private final OpenBatches.Batch batch;

        /** Null where lines are not joined, as far as is known. */
        private LineJoiner joiner;

        private boolean mayHold;

        /** Null where no sender says what it read. */
        private SentLines sentLines;

        private RawPartition(TopicBinding binding, int partition) {
            watch = silence.partition(binding.topic, partition);
            origin = new EventOrigin(binding.datasetId, binding.topicId, binding.topic, partition);
            hash = binding.topic.hashCode() + partition;
            eventPartition = toTopics ? places.of(binding.datasetId, partition) : 0;
            batch = batches.batch(binding.eventsTopic, eventPartition, binding.shapes);
        }

        private LineJoiner joiner(TopicBinding binding) {
            if (joiner == null) {
                joiner = new LineJoiner(binding.pipeline);
                mayHold = true;
            }
            return joiner;
        }

        private boolean isNew(RawRecord record) {
            if (sentLines == null) {
                sentLines = new SentLines();
            }
            return sentLines.isNew(
                    record.source(), record.sourcePosition(), Math.min(record.createdMillis(), wallMillis));
        }

        private SourcesSent sent() {
            return new SourcesSent(
                    origin.topic(), origin.topicId(), origin.partition(), watch.nextOffset(), sentLines.snapshot());
        }

        private void restore(SourcesSent sent) {
            sentLines = SentLines.restore(sent.sources());
            if (watch.nextOffset() < sent.nextOffset()) {
                watch.read(sent.nextOffset() - 1, getProcessingTimeService().getCurrentProcessingTime());
            }
        }

        private boolean isHolding() {
            return joiner != null && !joiner.isEmpty();
        }

        /** Whether lines of it were held, so that a state may know of them. */
        private boolean mayHold() {
            return mayHold;
        }

        private HeldLines held() {
            long next = watch.nextOffset();
            return new HeldLines(
                    origin.topic(),
                    origin.topicId(),
                    origin.partition(),
                    next,
                    isHolding() ? joiner.firstOffset() : next,
                    isHolding() ? joiner.snapshot() : new byte[0]);
        }

        private void letGo(TopicBinding binding) {
            if (joiner != null) {
                current = this;
                joiner.flush(binding);
                joiner = null;
            }
        }

        /** Lets go what waits for a line that Kafka says has not come. */
        private void letGoIfQuiet(TopicBinding binding) {
            if (isHolding() && watch.quietMillis() >= joiner.patienceMillis() + QUIET_MARGIN) {
                current = this;
                joiner.flush(binding);
            }
        }
    }
}
