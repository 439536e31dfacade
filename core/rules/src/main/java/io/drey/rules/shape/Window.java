package io.drey.rules.shape;

import java.util.function.Consumer;

/**
 * What is measured over the events of a sliding window, and whether it has been within its bounds since the latest match.
 *
 * <p>Judged at events: with each event twice, over {@code (t - timespan, t]} without it and with it. Judged at ends: over
 * each window {@code [s, s + timespan)} that begins with an event, when the clock reaches its last millisecond. Either
 * way there is a match where the bounds hold and have not held at every judgement since the match before; over no event
 * they never hold.
 */
final class Window extends State {

    private final Bounds bounds;
    private final Measure measure;
    private final long timespanMillis;
    private final Judged judged;
    private final int enough;
    private final int entryLimit;
    private final EventLog log = new EventLog();
    private boolean raised;

    /** When a window is judged. */
    enum Judged {
        /** With each event: what holds once is not undone by further events, or is meant to be judged at once. */
        AT_EVENTS,

        /** When the window is over: a further event could undo it. */
        AT_ENDS;

        /** For what only grows with further events. */
        static Judged ofGrowing(Bounds bounds) {
            return bounds.areOpenAbove() ? AT_EVENTS : AT_ENDS;
        }
    }

    /** @param enough how many of the latest events decide; what is older is forgotten, and is not counted as dropped */
    Window(Bounds bounds, Measure measure, long timespanMillis, Judged judged, int enough, int entryLimit) {
        this.bounds = bounds;
        this.measure = measure;
        this.timespanMillis = timespanMillis;
        this.judged = judged;
        this.enough = enough;
        this.entryLimit = entryLimit;
    }

    @Override
    public void process(Occurrence occurrence, Consumer<Match> matches) {
        advance(occurrence.timestampMillis() - 1, matches);
        if (!measure.takes(occurrence)) {
            return;
        }
        raised &= judged == Judged.AT_ENDS || holds();
        log.add(occurrence.event(), measure.add(occurrence));
        while (log.size() > enough) {
            removeFirst();
        }
        while (log.size() > entryLimit) {
            removeFirst();
            drop(1);
        }
        if (judged == Judged.AT_EVENTS) {
            judge(occurrence.timestampMillis(), matches);
        }
    }

    @Override
    public void advance(long clockMillis, Consumer<Match> matches) {
        while (!log.isEmpty() && nextMillis() <= clockMillis) {
            long begin = log.time(0);
            if (judged == Judged.AT_ENDS) {
                judge(nextMillis(), matches);
            }
            while (!log.isEmpty() && log.time(0) == begin) {
                removeFirst();
            }
        }
        raised &= !log.isEmpty();
    }

    private void judge(long atMillis, Consumer<Match> matches) {
        boolean holds = holds();
        if (holds && !raised) {
            matches.accept(measure.match(log, atMillis));
        }
        raised = holds;
    }

    private boolean holds() {
        return !log.isEmpty() && measure.holds(bounds);
    }

    private void removeFirst() {
        measure.remove(log.tag(0));
        log.removeFirst();
    }

    @Override
    public boolean isEmpty() {
        return log.isEmpty();
    }

    @Override
    public long nextMillis() {
        return log.isEmpty() ? Long.MAX_VALUE : log.time(0) + timespanMillis - 1;
    }

    @Override
    void writeContents(StateOutput output) {
        output.writeByte(raised ? 1 : 0);
        measure.write(output);
        log.write(output);
    }

    @Override
    void readContents(StateInput input) {
        raised = input.readByte() != 0;
        measure.read(input);
        log.read(input);
        for (int i = 0; i < log.size(); i++) {
            measure.addAgain(log.tag(i));
        }
    }
}
