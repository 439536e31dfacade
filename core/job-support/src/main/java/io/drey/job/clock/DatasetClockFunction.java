package io.drey.job.clock;

import io.drey.event.DatasetId;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.functions.AbstractRichFunction;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.util.OutputTag;

/**
 * A keyed function whose time is the clock of each element's dataset. State is keyed state of the runtime context.
 *
 * @param <P> the payload's type
 * @param <OUT> what it emits
 */
public abstract class DatasetClockFunction<P, OUT> extends AbstractRichFunction {

    /** The dataset whose clock times a payload. */
    public abstract DatasetId datasetOf(P payload);

    /** Takes a payload of the current key. */
    public abstract void onElement(P payload, Context<OUT> context) throws Exception;

    /** A timer of the current key is due: the dataset's clock has reached it. */
    public abstract void onClock(long timerMillis, Context<OUT> context) throws Exception;

    /**
     * A dataset's clock may have gone on. Called before the timers that are due with it, and at the end of the input for each of
     * {@link #datasetsAtHand}. A function that holds payloads of many keys until the clock has passed them needs no timer for each.
     */
    public void onAdvance(DatasetId datasetId, Context<OUT> context) throws Exception {}

    /** The datasets of whose payloads the function holds some. */
    public Collection<DatasetId> datasetsAtHand() {
        return List.of();
    }

    /**
     * Called once between {@link #open} and the first element: for what is to be done to all of the keyed state that was
     * restored, such as taking over what an earlier version of the function has kept.
     */
    public void takeOver(Keys keys) throws Exception {}

    /** The keys of this subtask; to be kept and used until the function is closed. */
    public interface Keys {

        /** Makes a key of this subtask the current one. */
        void enter(String key);

        /** Calls an action for each key that has such state; that key is then the current one. The action may clear it. */
        <S extends State> void forEach(StateDescriptor<S, ?> state, KeyAction action) throws Exception;
    }

    /** What is done for a key. */
    public interface KeyAction {

        void accept(String key) throws Exception;
    }

    /**
     * What a function may use while it is called.
     *
     * @param <OUT> what the function emits
     */
    public interface Context<OUT> {

        /** The current key. */
        String key();

        /** Makes a key of this subtask the current one. */
        void enter(String key);

        /** The dataset of the payload or timer at hand, or the one whose clock has gone on. */
        DatasetId datasetId();

        /**
         * The clock of {@link #datasetId()} in milliseconds since the epoch: everything up to it has arrived or is late.
         * {@link Long#MIN_VALUE} before anything is known, {@link Long#MAX_VALUE} once the input has ended.
         */
        long clock();

        /**
         * Asks for {@link DatasetClockFunction#onClock} for the current key and dataset once the clock has reached a
         * time, in milliseconds since the epoch. The same time twice is one timer. Timers are part of checkpoints.
         */
        void registerTimer(long millis);

        void collect(OUT result);

        <X> void output(OutputTag<X> tag, X value);
    }
}
