package io.drey.cep.earlier;

import io.drey.detection.AccessEvent;
import io.drey.job.clock.DatasetClockFunction.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
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
import org.apache.flink.cep.configuration.SharedBufferCacheConfig;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.NFAStateSerializer;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;

/**
 * The keyed state of version 0.1: read once, after a restore, and removed.
 *
 * <p>The one class that knows the inside of flink-cep ({@code NFAState}, {@code SharedBuffer}), which is public by name only.
 */
public final class EarlierState implements AutoCloseable {

    /** Far beyond any time stamp, and far enough from overflow. */
    private static final long END_OF_TIME = Long.MAX_VALUE / 2;

    private static final TypeSerializer<AccessEvent> EVENTS =
            TypeInformation.of(AccessEvent.class).createSerializer(new SerializerConfigImpl());

    private static final MapStateDescriptor<Long, List<AccessEvent>> WAITING =
            new MapStateDescriptor<>("waiting", LongSerializer.INSTANCE, new ListSerializer<>(EVENTS));
    private static final ValueStateDescriptor<Long> FED_UNTIL = new ValueStateDescriptor<>("fed-until", Types.LONG);
    private static final ValueStateDescriptor<Long> LATEST_BEGIN =
            new ValueStateDescriptor<>("latest-begin", Types.LONG);
    private static final ValueStateDescriptor<NFAState> PARTIAL_MATCHES =
            new ValueStateDescriptor<>("partial-matches", new NFAStateSerializer());

    private final MapState<Long, List<AccessEvent>> waiting;
    private final ValueState<Long> fedUntil;
    private final ValueState<Long> latestBegin;
    private final ValueState<NFAState> partialMatches;
    private final SharedBuffer<AccessEvent> buffer;

    /** Takes what it becomes. */
    public interface Taker {

        /** Takes over what was known under the current key. */
        void take(String key, EarlierGroup group) throws Exception;
    }

    public EarlierState(KeyedStateStore store) {
        this.waiting = store.getMapState(WAITING);
        this.fedUntil = store.getState(FED_UNTIL);
        this.latestBegin = store.getState(LATEST_BEGIN);
        this.partialMatches = store.getState(PARTIAL_MATCHES);
        this.buffer = new SharedBuffer<>(store, EVENTS, new SharedBufferCacheConfig());
    }

    /** Hands over, key by key, all that there is, and leaves nothing behind. */
    public void takeOver(Keys keys, Taker taker) throws Exception {
        keys.forEach(PARTIAL_MATCHES, key -> takeOver(key, taker));
        keys.forEach(WAITING, key -> takeOver(key, taker));
        keys.forEach(LATEST_BEGIN, key -> takeOver(key, taker));
        keys.forEach(FED_UNTIL, key -> takeOver(key, taker));
    }

    private void takeOver(String key, Taker taker) throws Exception {
        List<AccessEvent> stillWaiting = new ArrayList<>();
        for (List<AccessEvent> sameTime : waiting.values()) {
            stillWaiting.addAll(sameTime);
        }
        EarlierGroup group =
                new EarlierGroup(begun(), stillWaiting, optional(fedUntil.value()), optional(latestBegin.value()));
        waiting.clear();
        fedUntil.clear();
        latestBegin.clear();
        partialMatches.clear();
        taker.take(key, group);
    }

    private static OptionalLong optional(Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** The events of the current key's partial matches, which are given up with that. */
    @SuppressWarnings("try") // the accessor's close is flink-cep's own
    private List<AccessEvent> begun() throws Exception {
        NFAState stored = partialMatches.value();
        if (stored == null) {
            return List.of();
        }
        TreeSet<AccessEvent> events = new TreeSet<>();
        try (SharedBufferAccessor<AccessEvent> accessor = buffer.getAccessor()) {
            for (ComputationState partial : stored.getPartialMatches()) {
                if (partial.getPreviousBufferEntry() == null) {
                    continue;
                }
                for (Map<String, List<EventId>> match :
                        accessor.extractPatterns(partial.getPreviousBufferEntry(), partial.getVersion())) {
                    accessor.materializeMatch(match).values().forEach(events::addAll);
                }
            }
            for (ComputationState partial : stored.getPartialMatches()) {
                if (partial.getStartEventID() != null) {
                    accessor.releaseNode(partial.getPreviousBufferEntry(), partial.getVersion());
                }
            }
            accessor.advanceTime(END_OF_TIME);
        }
        return List.copyOf(events);
    }

    @Override
    public void close() {
        buffer.releaseCacheStatisticsTimer();
    }
}
