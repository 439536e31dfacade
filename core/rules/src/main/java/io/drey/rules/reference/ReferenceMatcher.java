package io.drey.rules.reference;

import io.drey.rules.shape.Bounds;
import io.drey.rules.shape.Distinct;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Sequence;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.Single;
import io.drey.rules.shape.Threshold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the shapes mean, in code meant to be read and not to be fast: it looks back from every event over all before it.
 * It has no limit of entries. The shapes are compared with it on random streams.
 */
public final class ReferenceMatcher {

    private ReferenceMatcher() {}

    /**
     * All matches over the occurrences of one group when the clock has passed them all.
     *
     * @param ordered by (time stamp, position)
     */
    public static List<Match> matches(Shape shape, List<Occurrence> ordered) {
        List<Match> matches = inSomeOrder(shape, ordered);
        matches.sort(Comparator.comparing(Match::atMillis)
                .thenComparing(Match::completing)
                .thenComparing(Match::first));
        return matches;
    }

    private static List<Match> inSomeOrder(Shape shape, List<Occurrence> ordered) {
        if (shape instanceof Single) {
            return single(ordered);
        }
        if (shape instanceof Threshold threshold) {
            return threshold(threshold, ordered);
        }
        if (shape instanceof Distinct distinct) {
            return distinct(distinct, ordered);
        }
        return sequence((Sequence) shape, ordered);
    }

    private static List<Match> single(List<Occurrence> ordered) {
        List<Match> matches = new ArrayList<>();
        counted(ordered).forEach(one -> matches.add(matchOf(List.of(one))));
        return matches;
    }

    private static List<Match> threshold(Threshold shape, List<Occurrence> ordered) {
        return windows(
                counted(ordered),
                shape.timespanMillis(),
                onlyFromBelow(shape.bounds()),
                window -> shape.bounds().holds(window.size()),
                ReferenceMatcher::matchOf);
    }

    private static List<Match> distinct(Distinct shape, List<Occurrence> ordered) {
        List<Occurrence> complete = counted(ordered).stream()
                .filter(one -> shape.tuple(one) != null)
                .toList();
        return windows(
                complete,
                shape.timespanMillis(),
                onlyFromBelow(shape.bounds()),
                window -> shape.bounds().holds(tuples(shape, window).size()),
                window -> distinctMatch(shape, window));
    }

    private static Match distinctMatch(Distinct shape, List<Occurrence> window) {
        int begin = 0;
        if (onlyFromBelow(shape.bounds())) {
            begin = window.size() - 1;
            while (!shape.bounds()
                    .holds(tuples(shape, window.subList(begin, window.size())).size())) {
                begin--;
            }
        }
        Set<String> seen = new HashSet<>();
        List<EventReference> events = window.subList(begin, window.size()).stream()
                .filter(one -> seen.add(shape.tuple(one)))
                .map(Occurrence::event)
                .toList();
        EventReference last = window.get(window.size() - 1).event();
        return new Match(
                Match.Kind.MATCHED, events.get(0), last, last.timestampMillis(), events.size(), events, events.size());
    }

    private static Set<String> tuples(Distinct shape, List<Occurrence> window) {
        Set<String> tuples = new HashSet<>();
        window.forEach(one -> tuples.add(shape.tuple(one)));
        return tuples;
    }

    /** Windows judged with each event, or, where a later event could undo what holds, when they are over. */
    private static List<Match> windows(
            List<Occurrence> seen,
            long timespan,
            boolean atEvents,
            Predicate<List<Occurrence>> holds,
            Function<List<Occurrence>, Match> match) {
        List<Match> matches = new ArrayList<>();
        boolean raised = false;
        for (int i = 0; i < seen.size(); i++) {
            long time = seen.get(i).timestampMillis();
            List<Occurrence> window = atEvents
                    ? between(seen.subList(0, i + 1), time - timespan + 1, time)
                    : between(seen, time, time + timespan - 1);
            List<Occurrence> before = atEvents
                    ? window.subList(0, window.size() - 1)
                    : between(seen.subList(0, i), time - timespan + 1, time);
            if (before.isEmpty() || (atEvents && !holds.test(before))) {
                raised = false;
            }
            boolean now = holds.test(window);
            if (now && !raised) {
                Match found = match.apply(window);
                matches.add(atEvents ? found : at(found, time + timespan - 1));
            }
            raised = now;
        }
        return matches;
    }

    private static List<Match> sequence(Sequence shape, List<Occurrence> ordered) {
        return switch (shape.taking()) {
            case LATEST -> latest(shape, ordered);
            case EARLIEST -> withoutOverlap(every(shape, ordered));
            case EVERY -> every(shape, ordered);
        };
    }

    private static List<Match> latest(Sequence shape, List<Occurrence> ordered) {
        int[] conditions = shape.conditions();
        List<Match> matches = new ArrayList<>();
        int from = 0;
        for (int last = 0; last < ordered.size(); last++) {
            if (ends(shape, ordered.get(last))) {
                from = last + 1;
                continue;
            }
            List<Occurrence> taken = new ArrayList<>();
            for (int i = last; i >= from && taken.size() < conditions.length; i--) {
                boolean meets = ordered.get(i).meets(conditions[conditions.length - 1 - taken.size()]);
                if (meets) {
                    taken.add(0, ordered.get(i));
                } else if (i == last) {
                    break;
                }
            }
            if (taken.size() == conditions.length && isInTime(shape, taken)) {
                matches.add(matchOf(taken));
                from = last + 1;
            }
        }
        return matches;
    }

    private static List<Match> every(Sequence shape, List<Occurrence> ordered) {
        int[] conditions = shape.conditions();
        List<Match> matches = new ArrayList<>();
        for (int begin = 0; begin < ordered.size(); begin++) {
            List<Occurrence> taken = new ArrayList<>();
            for (int i = begin; i < ordered.size() && taken.size() < conditions.length; i++) {
                if (ends(shape, ordered.get(i))
                        || (i == begin && !ordered.get(i).meets(conditions[0]))) {
                    break;
                }
                if (ordered.get(i).meets(conditions[taken.size()])) {
                    taken.add(ordered.get(i));
                }
            }
            if (taken.size() == conditions.length && isInTime(shape, taken)) {
                matches.add(matchOf(taken));
            }
        }
        return matches;
    }

    private static List<Match> withoutOverlap(List<Match> all) {
        all.sort(Comparator.comparing(Match::completing).thenComparing(Match::first));
        List<Match> kept = new ArrayList<>();
        for (Match match : all) {
            if (kept.isEmpty()
                    || match.first().compareTo(kept.get(kept.size() - 1).completing()) > 0) {
                kept.add(match);
            }
        }
        return kept;
    }

    private static boolean ends(Sequence shape, Occurrence occurrence) {
        return shape.until() != Sequence.NO_UNTIL && occurrence.meets(shape.until());
    }

    private static boolean isInTime(Sequence shape, List<Occurrence> taken) {
        return taken.get(taken.size() - 1).timestampMillis() - taken.get(0).timestampMillis() <= shape.spanMillis();
    }

    private static boolean onlyFromBelow(Bounds bounds) {
        return bounds.all().stream()
                .allMatch(bound -> bound.operator() == Bounds.Operator.GT || bound.operator() == Bounds.Operator.GTE);
    }

    private static List<Occurrence> counted(List<Occurrence> ordered) {
        return ordered.stream().filter(one -> one.conditions() != 0).toList();
    }

    private static List<Occurrence> between(List<Occurrence> ordered, long from, long to) {
        return ordered.stream()
                .filter(one -> one.timestampMillis() >= from && one.timestampMillis() <= to)
                .toList();
    }

    private static Match matchOf(List<Occurrence> occurrences) {
        return Match.of(occurrences.stream().map(Occurrence::event).toList());
    }

    private static Match at(Match match, long atMillis) {
        return new Match(
                match.kind(),
                match.first(),
                match.completing(),
                atMillis,
                match.count(),
                match.evidence(),
                match.value());
    }
}
