package io.drey.cep;

import io.drey.detection.AccessEvent;
import io.drey.detection.Detection;
import io.drey.detection.Firing;
import io.drey.detection.Match;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.job.JobMetric;
import io.drey.job.clock.DatasetClockFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.nfa.compiler.NFACompiler.NFAFactory;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.util.OutputTag;

/**
 * Matches detections, each on the requests of one caller in their total order.
 *
 * <p>Requests wait until their dataset's clock has passed them and are then fed to the rule's pattern by time stamp and
 * position. One that comes after the clock has passed it is late: it is counted, goes to {@link #LATE} and is not
 * matched.
 *
 * <p>State of a key: the requests that wait, the partial matches, and, for a threshold, when its latest match began. All
 * of it ends by itself, at most one timespan after the last request.
 */
final class EarlierMatchDetections extends DatasetClockFunction<EarlierCandidate, Alert>
        implements CheckpointedFunction {

    static final OutputTag<AccessEvent> LATE = new OutputTag<>("late", TypeInformation.of(AccessEvent.class));

    /** Far above what the patterns need; one that needs more is a mistake in the pattern. */
    private static final int PARTIAL_MATCH_LIMIT = 1_000;

    private final Map<String, Hosted> hostedByRule = new HashMap<>();
    private final int partialMatchLimit;

    private transient KeyedStateStore store;
    private transient NfaHost host;
    private transient MapState<Long, List<AccessEvent>> waiting;
    private transient ValueState<Long> fedUntil;
    private transient ValueState<Long> latestBegin;
    private transient Counter late;
    private transient Counter alerts;
    private transient Counter givenUp;

    EarlierMatchDetections(List<Detection> detections) {
        this(detections, PARTIAL_MATCH_LIMIT);
    }

    EarlierMatchDetections(List<Detection> detections, int partialMatchLimit) {
        this.partialMatchLimit = partialMatchLimit;
        for (Detection detection : detections) {
            Pattern<AccessEvent, ?> pattern = DetectionPatterns.of(detection);
            hostedByRule.put(
                    EarlierCandidate.ruleKey(
                            detection.rule().id(), detection.rule().version()),
                    new Hosted(
                            detection,
                            NFACompiler.compileFactory(pattern, false),
                            pattern.getAfterMatchSkipStrategy()));
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
        store = context.getKeyedStateStore();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        // All state is keyed state, which Flink writes by itself.
    }

    @Override
    public void open(OpenContext openContext) throws Exception {
        TypeSerializer<AccessEvent> serializer =
                TypeInformation.of(AccessEvent.class).createSerializer(new SerializerConfigImpl());
        waiting = store.getMapState(
                new MapStateDescriptor<>("waiting", LongSerializer.INSTANCE, new ListSerializer<>(serializer)));
        fedUntil = store.getState(new ValueStateDescriptor<>("fed-until", Types.LONG));
        latestBegin = store.getState(new ValueStateDescriptor<>("latest-begin", Types.LONG));
        host = new NfaHost(store, serializer, partialMatchLimit);
        for (Map.Entry<String, Hosted> hosted : hostedByRule.entrySet()) {
            host.open(hosted.getKey(), hosted.getValue().factory, hosted.getValue().skip, getRuntimeContext());
        }
        late = JobMetric.LATE_EVENTS.counter(getRuntimeContext().getMetricGroup());
        alerts = JobMetric.ALERTS.counter(getRuntimeContext().getMetricGroup());
        givenUp = JobMetric.PARTIAL_MATCHES_GIVEN_UP.counter(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void close() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @Override
    public DatasetId datasetOf(EarlierCandidate candidate) {
        return new DatasetId(candidate.event().tenant(), candidate.event().dataset());
    }

    @Override
    public void onElement(EarlierCandidate candidate, Context<Alert> context) throws Exception {
        AccessEvent event = candidate.event();
        if (isLate(event.timestampMillis(), context.clock())) {
            late.inc();
            context.output(LATE, event);
            return;
        }
        List<AccessEvent> sameTime = waiting.get(event.timestampMillis());
        if (sameTime == null) {
            sameTime = new ArrayList<>(1);
            context.registerTimer(event.timestampMillis());
        }
        sameTime.add(event);
        waiting.put(event.timestampMillis(), sameTime);
    }

    @Override
    public void onClock(long timerMillis, Context<Alert> context) throws Exception {
        long clock = context.clock();
        Long fed = fedUntil.value();
        if (fed != null && fed >= clock) {
            return;
        }
        String ruleKey = EarlierCandidate.ruleKeyOf(context.key());
        Hosted hosted = hostedByRule.get(ruleKey);
        if (hosted == null) {
            forget(); // the rule is no longer there; restored state of it ends here
            return;
        }
        NfaHost.Run run = host.run(ruleKey);
        feed(run, hosted.detection, clock, context);
        run.advanceBeyond(clock);
        endCrossing(hosted.detection, clock);
        if (!run.isIdle()) {
            context.registerTimer(run.earliestEnd());
        }
        if (run.isIdle() && waiting.isEmpty()) {
            fedUntil.clear();
        } else {
            fedUntil.update(clock);
        }
        run.save();
    }

    /** The clock is not known again right after a restore, so what was fed before counts, too. */
    private boolean isLate(long timestampMillis, long clock) throws Exception {
        if (timestampMillis <= clock) {
            return true;
        }
        Long fed = fedUntil.value();
        return fed != null && timestampMillis <= fed;
    }

    private void feed(NfaHost.Run run, Detection detection, long clock, Context<Alert> context) throws Exception {
        PriorityQueue<Long> due = new PriorityQueue<>();
        for (long timestamp : waiting.keys()) {
            if (timestamp <= clock) {
                due.add(timestamp);
            }
        }
        while (!due.isEmpty()) {
            long timestamp = due.poll();
            List<AccessEvent> events = waiting.get(timestamp);
            waiting.remove(timestamp);
            Collections.sort(events);
            run.advance(timestamp);
            for (AccessEvent event : events) {
                // An event that begins nothing where nothing has begun is most of all traffic.
                if (run.isIdle() && !detection.begins(event.status())) {
                    continue;
                }
                for (Match match : run.process(event)) {
                    take(match, detection, context);
                }
            }
        }
        givenUp.inc(run.givenUp());
    }

    private void take(Match match, Detection detection, Context<Alert> context) throws Exception {
        Duration timespan = detection.rule().timespan();
        Long stored = latestBegin.value();
        long begin = stored == null ? Long.MIN_VALUE : stored;
        if (detection.firing().fires(match, begin, timespan)) {
            alerts.inc();
            context.collect(match.toAlert(detection, System.currentTimeMillis()));
        }
        if (detection.firing() == Firing.ON_CROSSING) {
            long latest = Math.max(begin, match.first().timestampMillis());
            latestBegin.update(latest);
            context.registerTimer(latest + timespan.toMillis());
        }
    }

    /** Every event to come is later than the clock, so a begin that is a timespan before it says nothing any more. */
    private void endCrossing(Detection detection, long clock) throws Exception {
        Long begin = latestBegin.value();
        if (begin != null && begin <= clock - detection.rule().timespan().toMillis()) {
            latestBegin.clear();
        }
    }

    private void forget() throws Exception {
        waiting.clear();
        fedUntil.clear();
        latestBegin.clear();
        host.forget();
    }

    private record Hosted(Detection detection, NFAFactory<AccessEvent> factory, AfterMatchSkipStrategy skip)
            implements java.io.Serializable {}
}
