package io.drey.rules.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What an automaton has come to, and what stands around it: absence before and after, and what ends everything. */
final class NfaState extends State {

    /** Told to the automaton of an event before which nothing came that must be absent. */
    static final int NOTHING_BEFORE = Occurrence.CONDITION_LIMIT - 1;

    private static final long NEVER = Long.MIN_VALUE;

    private final PatternPlan plan;
    private final Automaton automaton;
    private final int limit;
    /** When the latest event came that must be absent before the first one. */
    private final long[] latestBefore;
    /** Matches after which something must be absent still, those that were completed first at the front. */
    private final List<List<EventReference>> awaited = new ArrayList<>();

    /** Events that must be absent after a match, kept while a match may still wait for one that began before it. */
    private final EventLog seen = new EventLog();

    private Automaton.Run run;

    NfaState(PatternPlan plan, Automaton automaton, int limit) {
        this.plan = plan;
        this.automaton = automaton;
        this.limit = limit;
        this.latestBefore = new long[plan.absentBefore().size()];
        Arrays.fill(latestBefore, NEVER);
        this.run = automaton.start(limit);
    }

    private void startAnew() {
        run = automaton.start(limit);
        seen.clear();
    }

    @Override
    public void process(Occurrence occurrence, Consumer<Match> matches) {
        advance(occurrence.timestampMillis() - 1, matches);
        awaited.removeIf(match -> isUndoneBy(occurrence, match));
        if (plan.until() != PatternPlan.NONE && occurrence.meets(plan.until())) {
            awaited.clear();
            startAnew();
        } else {
            process(nothingBefore() ? met(occurrence, NOTHING_BEFORE) : occurrence, occurrence, matches);
        }
        for (int i = 0; i < latestBefore.length; i++) {
            if (occurrence.meets(plan.absentBefore().get(i).condition())) {
                latestBefore[i] = occurrence.timestampMillis();
            }
        }
    }

    private void process(Occurrence told, Occurrence occurrence, Consumer<Match> matches) {
        long before = run.givenUp();
        note(occurrence);
        List<List<Occurrence>> found = new ArrayList<>();
        run.process(told, found::add);
        drop(run.givenUp() - before);
        for (List<EventReference> match : distinct(found)) {
            if (plan.absentAfter().isEmpty()) {
                matches.accept(Match.of(Match.Kind.MATCHED, match, occurrence.timestampMillis()));
            } else if (!isUndone(match)) {
                await(match);
            }
        }
        if (run.isIdle()) {
            startAnew();
        }
    }

    private void note(Occurrence occurrence) {
        if (run.isIdle()) {
            return;
        }
        for (int i = 0; i < plan.absentAfter().size(); i++) {
            if (occurrence.meets(plan.absentAfter().get(i).condition())) {
                seen.add(occurrence.event(), i);
            }
        }
        while (seen.size() > limit) {
            seen.removeFirst();
            drop(1);
        }
    }

    private boolean isUndone(List<EventReference> match) {
        EventReference last = match.get(match.size() - 1);
        for (int i = 0; i < seen.size(); i++) {
            long millis = plan.absentAfter().get((int) seen.tag(i)).millis();
            if (seen.event(i).compareTo(last) > 0 && seen.time(i) <= last.timestampMillis() + millis) {
                return true;
            }
        }
        return false;
    }

    private void await(List<EventReference> match) {
        awaited.add(match);
        if (awaited.size() > limit) {
            awaited.remove(0);
            drop(1);
        }
    }

    private boolean nothingBefore() {
        for (long latest : latestBefore) {
            if (latest != NEVER) {
                return false;
            }
        }
        return latestBefore.length > 0;
    }

    private static Occurrence met(Occurrence occurrence, int condition) {
        return new Occurrence(occurrence.event(), occurrence.conditions() | 1L << condition, occurrence.values());
    }

    private boolean isUndoneBy(Occurrence occurrence, List<EventReference> match) {
        long last = match.get(match.size() - 1).timestampMillis();
        for (PatternPlan.Absent absent : plan.absentAfter()) {
            if (occurrence.meets(absent.condition()) && occurrence.timestampMillis() <= last + absent.millis()) {
                return true;
            }
        }
        return false;
    }

    /** Matches of the same first and last event are one alert: the one with the most events, else the first of them. */
    private static Iterable<List<EventReference>> distinct(List<List<Occurrence>> found) {
        Map<List<EventReference>, List<EventReference>> byEnds = new LinkedHashMap<>();
        for (List<Occurrence> match : found) {
            List<EventReference> events =
                    match.stream().map(Occurrence::event).sorted().toList();
            List<EventReference> ends = List.of(events.get(0), events.get(events.size() - 1));
            byEnds.merge(ends, events, (one, other) -> other.size() > one.size() ? other : one);
        }
        return byEnds.values();
    }

    @Override
    public void advance(long clockMillis, Consumer<Match> matches) {
        while (true) {
            long ofRun = runEnd();
            long ofAwaited = awaitedEnd();
            long end = Math.min(ofRun, ofAwaited);
            if (end == Long.MAX_VALUE || end > clockMillis) {
                break;
            }
            if (ofAwaited <= ofRun) {
                Iterator<List<EventReference>> each = awaited.iterator();
                while (each.hasNext()) {
                    List<EventReference> match = each.next();
                    if (end(match) == end) {
                        each.remove();
                        matches.accept(Match.of(Match.Kind.MISSED, match, end));
                    }
                }
            } else {
                endRun(end, matches);
            }
        }
        for (int i = 0; i < latestBefore.length; i++) {
            if (latestBefore[i] != NEVER
                    && latestBefore[i] + plan.absentBefore().get(i).millis() <= clockMillis) {
                latestBefore[i] = NEVER;
            }
        }
    }

    private void endRun(long end, Consumer<Match> matches) {
        List<List<Occurrence>> found = new ArrayList<>();
        run.advance(end + 1, found::add);
        for (List<EventReference> match : distinct(found)) {
            // Its time of absence may have passed while an earlier beginning could still become a match.
            if (!isUndone(match)) {
                if (end(match) <= end) {
                    matches.accept(Match.of(Match.Kind.MISSED, match, end));
                } else {
                    await(match);
                }
            }
        }
        if (run.isIdle()) {
            startAnew();
        }
    }

    private long runEnd() {
        long start = run.earliestStartMillis();
        return start == Long.MAX_VALUE ? start : start + plan.withinMillis();
    }

    private long awaitedEnd() {
        long end = Long.MAX_VALUE;
        for (List<EventReference> match : awaited) {
            end = Math.min(end, end(match));
        }
        return end;
    }

    private long end(List<EventReference> match) {
        long last = match.get(match.size() - 1).timestampMillis();
        long end = last;
        for (PatternPlan.Absent absent : plan.absentAfter()) {
            end = Math.max(end, last + absent.millis());
        }
        return end;
    }

    @Override
    public boolean isEmpty() {
        return nextMillis() == Long.MAX_VALUE;
    }

    @Override
    public long nextMillis() {
        long next = Math.min(runEnd(), awaitedEnd());
        for (int i = 0; i < latestBefore.length; i++) {
            if (latestBefore[i] != NEVER) {
                next = Math.min(
                        next, latestBefore[i] + plan.absentBefore().get(i).millis());
            }
        }
        return next;
    }

    @Override
    void writeContents(StateOutput output) {
        for (long latest : latestBefore) {
            output.writeLong(latest);
        }
        output.writeLong(awaited.size());
        for (List<EventReference> match : awaited) {
            output.writeLong(match.size());
            match.forEach(output::writeReference);
        }
        seen.write(output);
        // Those of the run stand in its own bytes, too; here whoever keeps their lines sees them.
        List<EventReference> events =
                run.events().stream().map(Occurrence::event).sorted().toList();
        output.writeLong(events.size());
        events.forEach(output::writeReference);
        byte[] encoded = run.isIdle() ? new byte[0] : run.encode();
        output.writeLong(encoded.length);
        for (byte b : encoded) {
            output.writeByte(b);
        }
    }

    @Override
    void readContents(StateInput input) {
        for (int i = 0; i < latestBefore.length; i++) {
            latestBefore[i] = input.readLong();
        }
        int count = input.readCount();
        for (int i = 0; i < count; i++) {
            awaited.add(readReferences(input));
        }
        seen.read(input);
        readReferences(input);
        byte[] encoded = new byte[input.readCount()];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = (byte) input.readByte();
        }
        if (encoded.length > 0) {
            run = automaton.decode(encoded, limit);
        }
    }

    private static List<EventReference> readReferences(StateInput input) {
        int count = input.readCount();
        List<EventReference> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(input.readReference());
        }
        return events;
    }
}
