package io.drey.pattern;

import io.drey.rules.shape.Automaton;
import io.drey.rules.shape.Occurrence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.cep.configuration.SharedBufferCacheConfig;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.NFAStateSerializer;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.Lockable;
import org.apache.flink.cep.nfa.sharedbuffer.NodeId;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferNode;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferNodeSerializer;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Runs a pattern of Flink CEP on one group's events at a time: {@code CEP.pattern} has one pattern a job graph, and knows only
 * Flink's own event time.
 *
 * <p>The one class that knows the inside of flink-cep ({@code NFA}, {@code SharedBuffer}), which is public by name only. It does
 * what flink-cep's own operator does, in the same order: advance to an event's time, then process it, and at last advance to the
 * clock. A group's state is plain maps, so a group is a value like that of any other shape, wherever it is kept.
 */
final class NfaHost<E> implements Automaton {

    private static final String EVENTS = "sharedBuffer-events";
    private static final String ENTRIES = "sharedBuffer-entries-with-lockable-edges";
    private static final String COUNTS = "sharedBuffer-events-count";

    /** Far beyond any time stamp, and far enough from overflow. */
    private static final long END_OF_TIME = Long.MAX_VALUE / 2;

    private static final Comparator<NodeId> BY_EVENT =
            Comparator.comparing(NodeId::getEventId).thenComparing(NodeId::getPageName);

    /** One of a thread: it keeps nothing between two calls. */
    private static final ThreadLocal<Buffer> BUFFER = ThreadLocal.withInitial(Buffer::new);

    private final NFA<E> nfa;
    private final AfterMatchSkipStrategy skip;
    private final Form<E> form;

    /**
     * @param pattern with a time within which it matches
     * @param form what its conditions look at
     */
    NfaHost(Pattern<E, ?> pattern, Form<E> form) {
        this.form = form;
        this.nfa = NFACompiler.compileFactory(pattern, false).createNFA();
        this.skip = pattern.getAfterMatchSkipStrategy();
    }

    @Override
    public Run start(int limit) {
        return new Group(
                nfa.createInitialNFAState(), new Maps<>(new HashMap<>(), new HashMap<>(), new HashMap<>()), limit);
    }

    @Override
    public Run decode(byte[] encoded, int limit) {
        try {
            DataInputDeserializer input = new DataInputDeserializer(encoded);
            NFAState state = new NFAStateSerializer().deserialize(input);
            Map<EventId, Lockable<E>> events = read(input, EventId.EventIdSerializer.INSTANCE, events());
            Map<NodeId, Lockable<SharedBufferNode>> entries = read(input, new NodeId.NodeIdSerializer(), entries());
            Map<Long, Integer> counts = new HashMap<>();
            int count = input.readInt();
            for (int i = 0; i < count; i++) {
                counts.put(input.readLong(), input.readInt());
            }
            return new Group(state, new Maps<>(events, entries, counts), limit);
        } catch (IOException e) {
            throw new IllegalArgumentException("no partial matches: " + e.getMessage(), e);
        }
    }

    private TypeSerializer<Lockable<E>> events() {
        return new Lockable.LockableTypeSerializer<>(new FormSerializer<>(form));
    }

    private static TypeSerializer<Lockable<SharedBufferNode>> entries() {
        return new Lockable.LockableTypeSerializer<>(new SharedBufferNodeSerializer());
    }

    private static <K, V> Map<K, V> read(DataInputDeserializer input, TypeSerializer<K> keys, TypeSerializer<V> values)
            throws IOException {
        int count = input.readInt();
        Map<K, V> map = new HashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(keys.deserialize(input), values.deserialize(input));
        }
        return map;
    }

    private static <K, V> void write(
            DataOutputSerializer output, Map<K, V> map, TypeSerializer<K> keys, TypeSerializer<V> values)
            throws IOException {
        output.writeInt(map.size());
        for (Map.Entry<K, V> entry : map.entrySet()) {
            keys.serialize(entry.getKey(), output);
            values.serialize(entry.getValue(), output);
        }
    }

    /** Of a group the states that flink-cep asks for. */
    private record Maps<E>(
            Map<EventId, Lockable<E>> events,
            Map<NodeId, Lockable<SharedBufferNode>> entries,
            Map<Long, Integer> counts) {

        private Map<?, ?> named(String state) {
            return switch (state) {
                case EVENTS -> events;
                case ENTRIES -> entries;
                case COUNTS -> counts;
                default ->
                    throw new IllegalStateException(
                            "flink-cep asks for state '%s', which it did not in 1.20: host it, too".formatted(state));
            };
        }
    }

    /** Flink's buffer over the state of the group at hand. */
    private static final class Buffer {

        private final GroupStore store = new GroupStore();
        private final SharedBuffer<?> shared =
                new SharedBuffer<>(store, new FormSerializer<>(Form.PLAIN), new SharedBufferCacheConfig());

        private Buffer() {
            // Each buffer starts a thread that logs how its cache is used.
            shared.releaseCacheStatisticsTimer();
        }

        @SuppressWarnings("unchecked") // what it holds is what the group at hand holds
        private <E> SharedBufferAccessor<E> of(Maps<E> maps) {
            store.of(maps::named);
            return (SharedBufferAccessor<E>) shared.getAccessor();
        }
    }

    @SuppressWarnings("try") // the accessor's close is flink-cep's own: it writes what it has kept
    private final class Group implements Run {

        private final NFAState state;
        private final Maps<E> maps;
        private final int limit;
        private long givenUp;

        private Group(NFAState state, Maps<E> maps, int limit) {
            this.state = state;
            this.maps = maps;
            this.limit = limit;
        }

        @Override
        public void process(Occurrence occurrence, Consumer<List<Occurrence>> matches) {
            long timestampMillis = occurrence.timestampMillis();
            // Flink numbers events of one time stamp; those before are over.
            maps.counts().keySet().removeIf(time -> time < timestampMillis);
            try (SharedBufferAccessor<E> accessor = BUFFER.get().of(maps)) {
                give(
                        nfa.process(
                                accessor,
                                state,
                                form.of().apply(occurrence),
                                timestampMillis,
                                skip,
                                () -> timestampMillis),
                        matches);
                giveUpOldest(accessor);
            } catch (Exception e) {
                throw failed(e);
            }
        }

        @Override
        public void advance(long millis, Consumer<List<Occurrence>> matches) {
            try (SharedBufferAccessor<E> accessor = BUFFER.get().of(maps)) {
                give(nfa.advanceTime(accessor, state, Math.min(millis, END_OF_TIME), skip).f0, matches);
            } catch (Exception e) {
                throw failed(e);
            }
        }

        private void give(Collection<Map<String, List<E>>> found, Consumer<List<Occurrence>> matches) {
            for (Map<String, List<E>> byStep : found) {
                matches.accept(byStep.values().stream()
                        .flatMap(List::stream)
                        .map(form.occurrence())
                        .sorted()
                        .toList());
            }
        }

        private IllegalStateException failed(Exception e) {
            return new IllegalStateException("Flink CEP failed on a group's events: " + e.getMessage(), e);
        }

        @Override
        public boolean isIdle() {
            return earliestStartMillis() == Long.MAX_VALUE
                    && state.getCompletedMatches().isEmpty();
        }

        @Override
        public long earliestStartMillis() {
            long earliest = Long.MAX_VALUE;
            for (ComputationState partial : state.getPartialMatches()) {
                if (partial.getStartEventID() != null) {
                    earliest = Math.min(earliest, partial.getStartTimestamp());
                }
            }
            return earliest;
        }

        @Override
        public long givenUp() {
            return givenUp;
        }

        @Override
        public Collection<Occurrence> events() {
            List<Occurrence> events = new ArrayList<>();
            for (Lockable<E> event : maps.events().values()) {
                events.add(form.occurrence().apply(event.getElement()));
            }
            return events;
        }

        @Override
        public byte[] encode() {
            try {
                DataOutputSerializer output = new DataOutputSerializer(512);
                new NFAStateSerializer().serialize(state, output);
                // In order, so that the same group is the same bytes.
                Map<EventId, Lockable<E>> events = new TreeMap<>(maps.events());
                write(output, events, EventId.EventIdSerializer.INSTANCE, NfaHost.this.events());
                Map<NodeId, Lockable<SharedBufferNode>> entries = new TreeMap<>(BY_EVENT);
                entries.putAll(maps.entries());
                write(output, entries, new NodeId.NodeIdSerializer(), NfaHost.entries());
                Map<Long, Integer> counts = new TreeMap<>(maps.counts());
                output.writeInt(counts.size());
                for (Map.Entry<Long, Integer> count : counts.entrySet()) {
                    output.writeLong(count.getKey());
                    output.writeInt(count.getValue());
                }
                return output.getCopyOfBuffer();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private void giveUpOldest(SharedBufferAccessor<E> accessor) throws Exception {
            Queue<ComputationState> partials = state.getPartialMatches();
            int excess = partials.size() - 1 - limit;
            if (excess <= 0) {
                return;
            }
            PriorityQueue<ComputationState> kept = new PriorityQueue<>(NFAState.COMPUTATION_STATE_COMPARATOR);
            while (!partials.isEmpty()) {
                ComputationState partial = partials.poll();
                if (partial.getStartEventID() != null && excess > 0) {
                    accessor.releaseNode(partial.getPreviousBufferEntry(), partial.getVersion());
                    excess--;
                    givenUp++;
                } else {
                    kept.add(partial);
                }
            }
            state.setNewPartialMatches(kept);
            state.setStateChanged();
        }
    }
}
