package io.drey.metrics;

import io.drey.metrics.domain.WindowCounts;
import io.drey.metrics.domain.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;

/**
 * The windows of one length, of the current key. Each is kept until it takes no more corrections; of what was added to it
 * since it was last said, the next longer windows are told then, so that all lengths count the same events.
 */
final class WindowLevel {

    private final Windows windows;
    private final boolean isRefreshed;
    private final MapState<Long, WindowCounts> countsByStart;
    private final MapState<Long, Long> forgottenAtByStart;
    private final MapState<Long, Boolean> unsent;

    /** What was added to a window after it was said for the first time, and not said yet. */
    private final MapState<Long, WindowCounts> additions;

    WindowLevel(RuntimeContext context, Windows windows, boolean isShortest) {
        this.windows = windows;
        // The shortest are added to when they are about to close.
        isRefreshed = !isShortest && windows.areRefreshed();
        // The shortest windows have the names of the version that had no others.
        String suffix = isShortest ? "" : "-of-" + windows.seconds() + "-s";
        countsByStart = context.getMapState(new MapStateDescriptor<>(
                "window-counts" + suffix, LongSerializer.INSTANCE, new WindowCountsSerializer()));
        forgottenAtByStart =
                context.getMapState(new MapStateDescriptor<>("forgotten-at" + suffix, Types.LONG, Types.LONG));
        unsent = context.getMapState(new MapStateDescriptor<>("unsent" + suffix, Types.LONG, Types.BOOLEAN));
        additions = context.getMapState(
                new MapStateDescriptor<>("additions" + suffix, LongSerializer.INSTANCE, new WindowCountsSerializer()));
    }

    Windows windows() {
        return windows;
    }

    boolean isClosed(long start, long clock) {
        return windows.closesAt(start) <= clock;
    }

    /**
     * Adds counts to a window.
     *
     * @param empty what a window begins with
     * @param timers takes the clocks at which the window has something to do
     */
    void add(
            long start,
            WindowCounts partial,
            WindowCounts empty,
            Duration allowedLateness,
            long clock,
            LongConsumer timers)
            throws Exception {
        WindowCounts held = countsByStart.get(start);
        boolean wasSaid = held != null && (!unsent.contains(start) || additions.contains(start));
        WindowCounts counts = held == null ? empty : held;
        counts.merge(partial);
        countsByStart.put(start, counts);
        if (wasSaid) {
            WindowCounts added = additions.get(start);
            if (added == null) {
                added = partial.copy();
            } else {
                added.merge(partial);
            }
            additions.put(start, added);
        }
        unsent.put(start, Boolean.TRUE);
        timers.accept(dueAt(start, held != null, clock));
        long forgottenAt = windows.forgottenAt(start, allowedLateness);
        forgottenAtByStart.put(start, forgottenAt);
        timers.accept(forgottenAt);
    }

    private long dueAt(long start, boolean isHeld, long clock) {
        if (!isClosed(start, clock)) {
            return isRefreshed
                    ? Math.min(windows.closesAt(start), windows.refreshedAt(clock))
                    : windows.closesAt(start);
        }
        return isHeld ? windows.correctedAt(clock) : windows.closesAt(start);
    }

    /** The windows to be said now, oldest first: closed ones, and at some times those that are open. */
    List<Long> due(long timer, long clock) throws Exception {
        List<Long> due = new ArrayList<>();
        boolean isRefresh = isRefreshed && windows.isRefresh(timer);
        for (long start : unsent.keys()) {
            if (isClosed(start, clock) || isRefresh) {
                due.add(start);
            }
        }
        due.sort(null);
        return due;
    }

    WindowCounts counts(long start) throws Exception {
        return countsByStart.get(start);
    }

    /** Notes that a window was said. Returns what of it is new since it was said before; not to be changed. */
    WindowCounts said(long start) throws Exception {
        WindowCounts added = additions.get(start);
        additions.remove(start);
        unsent.remove(start);
        return added == null ? countsByStart.get(start) : added;
    }

    /** Keeps the most frequent values of a closed window only. */
    void shrink(long start, int kept) throws Exception {
        WindowCounts counts = countsByStart.get(start);
        counts.keepTop(kept);
        countsByStart.put(start, counts);
    }

    /** Gives up all windows of the current key. */
    void clear() {
        countsByStart.clear();
        forgottenAtByStart.clear();
        unsent.clear();
        additions.clear();
    }

    void forget(long clock) throws Exception {
        List<Long> forgotten = new ArrayList<>();
        for (Map.Entry<Long, Long> window : forgottenAtByStart.entries()) {
            if (window.getValue() <= clock) {
                forgotten.add(window.getKey());
            }
        }
        for (long start : forgotten) {
            countsByStart.remove(start);
            forgottenAtByStart.remove(start);
        }
    }
}
