package io.drey.rules.reference;

import io.drey.rules.shape.Absence;
import io.drey.rules.shape.Aggregate;
import io.drey.rules.shape.AnyOrder;
import io.drey.rules.shape.Bounds;
import io.drey.rules.shape.Chain;
import io.drey.rules.shape.Distinct;
import io.drey.rules.shape.EventReference;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Pair;
import io.drey.rules.shape.Sequence;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.Single;
import io.drey.rules.shape.Suppress;
import io.drey.rules.shape.Threshold;
import io.drey.rules.shape.TwoThresholds;
import io.drey.rules.shape.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;

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
        return inOrder(found(shape, ordered));
    }

    /** Matches by the time at which they are decided, then by their completing and their first event. */
    public static List<Match> inOrder(List<Match> matches) {
        return matches.stream()
                .sorted(Comparator.comparing(Match::atMillis)
                        .thenComparing(Match::completing)
                        .thenComparing(Match::first))
                .toList();
    }

    private static List<Match> found(Shape shape, List<Occurrence> ordered) {
        if (shape instanceof Single) {
            return single(ordered);
        }
        if (shape instanceof Threshold threshold) {
            return threshold(threshold, ordered);
        }
        if (shape instanceof Distinct distinct) {
            return distinct(distinct, ordered);
        }
        if (shape instanceof Aggregate aggregate) {
            return aggregate(aggregate, ordered);
        }
        if (shape instanceof AnyOrder anyOrder) {
            return anyOrder(anyOrder, ordered);
        }
        if (shape instanceof TwoThresholds twoThresholds) {
            return twoThresholds(twoThresholds, counted(ordered));
        }
        if (shape instanceof Pair pair) {
            return pair(pair, ordered);
        }
        if (shape instanceof Absence absence) {
            return absence(absence, ordered);
        }
        if (shape instanceof Suppress suppress) {
            return suppress(suppress, ordered);
        }
        if (shape instanceof Chain chain) {
            return chain(chain, ordered);
        }
        return sequence((Sequence) shape, ordered);
    }

    /** Link by link over all events: what completes a match of one is what meets a condition of the next. */
    private static List<Match> chain(Chain chain, List<Occurrence> ordered) {
        List<Set<EventReference>> completing = new ArrayList<>();
        List<Match> matches = List.of();
        for (Chain.Link link : chain.links()) {
            Map<List<Value>, List<Occurrence>> byGroup = new LinkedHashMap<>();
            for (Occurrence one : ordered) {
                long conditions = 0;
                for (int i = 0; i < link.sources().size(); i++) {
                    Chain.Source source = link.sources().get(i);
                    boolean isMet = source.kind() == Chain.Source.Kind.CONDITION
                            ? one.meets(source.index())
                            : completing.get(source.index()).contains(one.event());
                    conditions |= isMet ? 1L << i : 0;
                }
                List<Value> group = link.groupSlots().stream().map(one::value).toList();
                List<Value> values = link.valueSlots().stream().map(one::value).toList();
                if (conditions != 0 && group.stream().allMatch(Value::isPresent)) {
                    byGroup.computeIfAbsent(group, any -> new ArrayList<>())
                            .add(new Occurrence(one.event(), conditions, values));
                }
            }
            matches = new ArrayList<>();
            Set<EventReference> ofLink = new HashSet<>();
            for (List<Occurrence> ofGroup : byGroup.values()) {
                for (Match match : found(link.shape(), ofGroup)) {
                    matches.add(match);
                    if (match.atMillis() == match.completing().timestampMillis()) {
                        ofLink.add(match.completing());
                    }
                }
            }
            completing.add(ofLink);
        }
        return matches;
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

    private static List<Match> aggregate(Aggregate shape, List<Occurrence> ordered) {
        List<Occurrence> numbered =
                counted(ordered).stream().filter(one -> one.value(0).isNumber()).toList();
        return windows(
                numbered,
                shape.timespanMillis(),
                shape.function() != Aggregate.Function.SUM || onlyFromBelow(shape.bounds()),
                window -> !window.isEmpty() && holds(shape, window),
                window -> measured(matchOf(window), measure(shape, window)));
    }

    private static boolean holds(Aggregate shape, List<Occurrence> window) {
        BigDecimal sum = sum(window);
        BigDecimal size = BigDecimal.valueOf(window.size());
        return switch (shape.function()) {
            case SUM -> shape.bounds().holds(sum);
            case MEAN ->
                new Bounds(shape.bounds().all().stream()
                                .map(bound -> new Bounds.Bound(
                                        bound.operator(), bound.operand().multiply(size)))
                                .toList())
                        .holds(sum);
            case PERCENTILE -> shape.bounds().holds(BigDecimal.valueOf(measure(shape, window)));
        };
    }

    private static double measure(Aggregate shape, List<Occurrence> window) {
        return switch (shape.function()) {
            case SUM -> sum(window).doubleValue();
            case MEAN -> sum(window).doubleValue() / window.size();
            case PERCENTILE ->
                window.stream()
                        .mapToDouble(one -> one.value(0).number())
                        .filter(number -> 100
                                        * window.stream()
                                                .filter(one -> one.value(0).number() <= number)
                                                .count()
                                >= (long) shape.percentile() * window.size())
                        .min()
                        .orElseThrow();
        };
    }

    private static BigDecimal sum(List<Occurrence> window) {
        return window.stream()
                .map(one -> BigDecimal.valueOf(one.value(0).number()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static List<Match> anyOrder(AnyOrder shape, List<Occurrence> ordered) {
        List<Occurrence> concerned = ordered.stream()
                .filter(one -> shape.parts().stream().anyMatch(part -> one.meets(part.condition())))
                .toList();
        if (shape.again() == AnyOrder.Again.ON_CROSSING) {
            return windows(
                    concerned,
                    shape.timespanMillis(),
                    true,
                    window -> latest(shape, window) != null,
                    window -> latest(shape, window));
        }
        List<Match> matches = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < concerned.size(); i++) {
            long time = concerned.get(i).timestampMillis();
            Match match =
                    latest(shape, between(concerned.subList(from, i + 1), time - shape.timespanMillis() + 1, time));
            if (match != null) {
                matches.add(match);
                from = i + 1;
            }
        }
        return matches;
    }

    /** For each condition the latest events that make up its count, or null if there are too few of one. */
    private static Match latest(AnyOrder shape, List<Occurrence> window) {
        Set<Occurrence> taken = new TreeSet<>();
        for (AnyOrder.Part part : shape.parts()) {
            List<Occurrence> meeting =
                    window.stream().filter(one -> one.meets(part.condition())).toList();
            if (meeting.size() < part.count()) {
                return null;
            }
            taken.addAll(meeting.subList(meeting.size() - part.count(), meeting.size()));
        }
        return matchOf(List.copyOf(taken));
    }

    private static List<Match> twoThresholds(TwoThresholds shape, List<Occurrence> seen) {
        List<Match> matches = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < seen.size(); i++) {
            long time = seen.get(i).timestampMillis();
            List<Occurrence> window =
                    between(seen.subList(Math.min(from, i + 1), i + 1), time - shape.raiseMillis() + 1, time);
            if (window.size() < shape.raiseCount()) {
                continue;
            }
            Match raised = matchOf(window);
            List<Occurrence> after = seen.subList(i + 1, seen.size());
            long cleared = LongStream.concat(LongStream.of(time), after.stream().mapToLong(Occurrence::timestampMillis))
                    .map(millis -> millis + shape.clearMillis())
                    .filter(millis -> between(after, millis - shape.clearMillis() + 1, millis)
                                    .size()
                            <= shape.clearCount())
                    .min()
                    .orElseThrow();
            List<EventReference> left = between(after, cleared - shape.clearMillis() + 1, cleared).stream()
                    .map(Occurrence::event)
                    .toList();
            matches.add(raised);
            matches.add(new Match(
                    Match.Kind.CLEARED, raised.first(), raised.completing(), cleared, left.size(), left, left.size()));
            from = i + 1 + between(after, time, cleared).size();
            i = from - 1;
        }
        return matches;
    }

    private static List<Match> pair(Pair shape, List<Occurrence> ordered) {
        List<Match> matches = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            Occurrence first = ordered.get(i);
            if (!first.meets(shape.first())) {
                continue;
            }
            long end = first.timestampMillis() + shape.spanMillis();
            List<Occurrence> after = between(ordered.subList(i + 1, ordered.size()), first.timestampMillis(), end);
            Optional<Occurrence> second =
                    after.stream().filter(one -> one.meets(shape.second())).findFirst();
            if (second.isPresent()) {
                if (shape.reports() != Pair.Reports.ABSENCE) {
                    matches.add(matchOf(List.of(first, second.get())));
                }
                i = ordered.indexOf(second.get());
            } else {
                if (shape.reports() != Pair.Reports.SECOND) {
                    matches.add(missed(at(matchOf(List.of(first)), end)));
                }
                i += after.size();
            }
        }
        return matches;
    }

    private static List<Match> absence(Absence shape, List<Occurrence> ordered) {
        if (shape.place() == Absence.Place.END) {
            return pair(new Pair(shape.event(), shape.missing(), shape.spanMillis(), Pair.Reports.ABSENCE), ordered);
        }
        List<Match> matches = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < ordered.size(); i++) {
            Occurrence last = ordered.get(i);
            List<Occurrence> before = between(
                    ordered.subList(from, i), last.timestampMillis() - shape.spanMillis(), last.timestampMillis());
            if (shape.place() == Absence.Place.START) {
                if (last.meets(shape.event()) && before.stream().noneMatch(one -> one.meets(shape.missing()))) {
                    matches.add(missed(matchOf(List.of(last))));
                }
                continue;
            }
            List<Occurrence> deciding = before.stream()
                    .filter(one -> one.meets(shape.missing()) || one.meets(shape.event()))
                    .toList();
            if (deciding.isEmpty() || last.meets(shape.missing()) || !last.meets(shape.next())) {
                continue;
            }
            Occurrence latest = deciding.get(deciding.size() - 1);
            if (!latest.meets(shape.missing())) {
                matches.add(missed(matchOf(List.of(latest, last))));
                from = i + 1;
            }
        }
        return matches;
    }

    private static List<Match> suppress(Suppress shape, List<Occurrence> ordered) {
        List<Match> kept = new ArrayList<>();
        Match latest = null;
        boolean passes = false;
        for (Match match : matches(shape.shape(), ordered)) {
            if (match.kind() != Match.Kind.CLEARED) {
                passes = latest == null || match.atMillis() - latest.atMillis() >= shape.silenceMillis();
                latest = passes ? match : latest;
            }
            if (passes) {
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
        return changed(match, match.kind(), atMillis, match.value());
    }

    private static Match missed(Match match) {
        return changed(match, Match.Kind.MISSED, match.atMillis(), match.value());
    }

    private static Match measured(Match match, double value) {
        return changed(match, match.kind(), match.atMillis(), value);
    }

    private static Match changed(Match match, Match.Kind kind, long atMillis, double value) {
        return new Match(kind, match.first(), match.completing(), atMillis, match.count(), match.evidence(), value);
    }
}
