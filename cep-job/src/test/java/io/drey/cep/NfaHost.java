package io.drey.cep;

import static java.util.Objects.requireNonNull;

import io.drey.detection.AccessEvent;
import io.drey.detection.Match;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.cep.configuration.SharedBufferCacheConfig;
import org.apache.flink.cep.nfa.ComputationState;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.NFAState;
import org.apache.flink.cep.nfa.NFAStateSerializer;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.compiler.NFACompiler.NFAFactory;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;
import org.apache.flink.configuration.Configuration;

/**
 * Runs patterns of Flink CEP on keyed state, on a time that the caller tells: {@code CEP.pattern} knows only Flink's own
 * event time, which is one for all datasets.
 *
 * <p>The one class that knows the inside of flink-cep ({@code NFA}, {@code SharedBuffer}), which is public by name only.
 * It does what flink-cep's own operator does, in the same order: for each time stamp advance, then process its events,
 * and at last advance to the clock.
 */
final class NfaHost {

    /** Far beyond any time stamp, and far enough from overflow. */
    private static final long END_OF_TIME = Long.MAX_VALUE / 2;

    private final Map<String, Compiled> byRule = new HashMap<>();
    private final ValueState<NFAState> states;
    private final SharedBuffer<AccessEvent> buffer;
    private final int partialMatchLimit;

    /**
     * Takes its place in an operator's keyed state. At most one host an operator: its states' names are fixed.
     *
     * @param partialMatchLimit how many partial matches a key may have; beyond it the oldest are given up
     */
    NfaHost(KeyedStateStore store, TypeSerializer<AccessEvent> serializer, int partialMatchLimit) {
        this.states = store.getState(new ValueStateDescriptor<>("partial-matches", new NFAStateSerializer()));
        this.buffer = new SharedBuffer<>(store, serializer, new SharedBufferCacheConfig());
        this.partialMatchLimit = partialMatchLimit;
    }

    /** Makes a rule's pattern ready to run. */
    void open(
            String ruleKey, NFAFactory<AccessEvent> factory, AfterMatchSkipStrategy skip, RuntimeContext runtimeContext)
            throws Exception {
        NFA<AccessEvent> nfa = factory.createNFA();
        nfa.open(runtimeContext, new Configuration());
        byRule.put(ruleKey, new Compiled(nfa, skip));
    }

    /** What the current key has matched so far, to go on with. */
    Run run(String ruleKey) throws Exception {
        NFAState stored = states.value();
        Compiled compiled = requireNonNull(byRule.get(ruleKey), () -> "no pattern of rule " + ruleKey);
        return new Run(compiled, stored == null ? compiled.nfa.createInitialNFAState() : stored);
    }

    /** Ends whatever the current key has begun, by whichever pattern, also one that is not hosted here any more. */
    @SuppressWarnings("try") // the accessor's close is flink-cep's own
    void forget() throws Exception {
        NFAState stored = states.value();
        if (stored == null) {
            return;
        }
        try (SharedBufferAccessor<AccessEvent> accessor = buffer.getAccessor()) {
            for (ComputationState partial : stored.getPartialMatches()) {
                if (partial.getStartEventID() != null) {
                    accessor.releaseNode(partial.getPreviousBufferEntry(), partial.getVersion());
                }
            }
            accessor.advanceTime(END_OF_TIME);
        }
        states.clear();
    }

    void close() throws Exception {
        buffer.releaseCacheStatisticsTimer();
        for (Compiled compiled : byRule.values()) {
            compiled.nfa.close();
        }
    }

    private record Compiled(NFA<AccessEvent> nfa, AfterMatchSkipStrategy skip) {}

    /** A pattern at work on the current key. To be {@linkplain #save saved} before another key's turn. */
    @SuppressWarnings("try") // the accessor's close is flink-cep's own
    final class Run {

        private final Compiled compiled;
        private final NFAState state;
        private int givenUp;

        private Run(Compiled compiled, NFAState state) {
            this.compiled = compiled;
            this.state = state;
        }

        /** Ends partial matches that cannot complete any more, given that no event before that time will come. */
        void advance(long millis) throws Exception {
            try (SharedBufferAccessor<AccessEvent> accessor = buffer.getAccessor()) {
                compiled.nfa.advanceTime(accessor, state, millis, compiled.skip);
            }
        }

        /** The same, given that no event up to the clock will come. */
        void advanceBeyond(long clock) throws Exception {
            advance(Math.min(clock, END_OF_TIME) + 1);
        }

        /** Takes the next event in order; time must have been advanced to it. Returns the matches it completes. */
        List<Match> process(AccessEvent event) throws Exception {
            List<Match> matches = new ArrayList<>(1);
            try (SharedBufferAccessor<AccessEvent> accessor = buffer.getAccessor()) {
                Collection<Map<String, List<AccessEvent>>> found = compiled.nfa.process(
                        accessor, state, event, event.timestampMillis(), compiled.skip, System::currentTimeMillis);
                for (Map<String, List<AccessEvent>> byStage : found) {
                    matches.add(new Match(byStage.values().stream()
                            .flatMap(List::stream)
                            .sorted()
                            .toList()));
                }
                giveUpOldest(accessor);
            }
            return matches;
        }

        /** Whether no match has begun. */
        boolean isIdle() {
            return state.getPartialMatches().size() == 1
                    && state.getCompletedMatches().isEmpty();
        }

        /** How many partial matches were given up because there were too many. */
        int givenUp() {
            return givenUp;
        }

        /** The clock by which the earliest partial match ends if nothing completes it; only where one has begun. */
        long earliestEnd() {
            long begin = Long.MAX_VALUE;
            for (ComputationState partial : state.getPartialMatches()) {
                if (partial.getStartEventID() != null) {
                    begin = Math.min(begin, partial.getStartTimestamp());
                }
            }
            return begin + compiled.nfa.getWindowTime() - 1;
        }

        /** Keeps what is begun, or nothing where nothing is. */
        void save() throws Exception {
            if (isIdle()) {
                states.clear();
            } else if (state.isStateChanged()) {
                state.resetStateChanged();
                state.resetNewStartPartialMatch();
                states.update(state);
            }
        }

        private void giveUpOldest(SharedBufferAccessor<AccessEvent> accessor) throws Exception {
            Queue<ComputationState> partials = state.getPartialMatches();
            int excess = partials.size() - 1 - partialMatchLimit;
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
