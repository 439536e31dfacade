package io.drey.rules.shape;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Shapes that rest on each other's matches: Sigma's correlations of correlations.
 *
 * <p>A match of an inner shape counts in those that rest on it as the event that completes it. A match that the clock decides
 * after that event counts nowhere. An inner shape may have groups of its own within the chain's group, told apart by values of
 * the occurrence; one that lacks such a value is in none of them. The chain's matches are those of the last link.
 *
 * <p>State: that of each link, of an inner one for each of its groups; at most as many groups of all as there may be entries.
 *
 * @param links each rests on conditions and on links before it
 */
public record Chain(List<Link> links) implements Shape {

    /**
     * One shape of a chain.
     *
     * @param shape the shape
     * @param sources what meets its conditions, by their numbers
     * @param groupSlots the slots of the values that its groups have in common; none for the group of the chain
     * @param valueSlots the slots of the values that it looks at
     */
    public record Link(Shape shape, List<Source> sources, List<Integer> groupSlots, List<Integer> valueSlots)
            implements Serializable {

        public Link {
            requireNonNull(shape, "shape is null");
            sources = List.copyOf(sources);
            groupSlots = List.copyOf(groupSlots);
            valueSlots = List.copyOf(valueSlots);
        }
    }

    /**
     * What meets a condition of a link.
     *
     * @param kind of what
     * @param index which condition of the chain's occurrences, or which link
     */
    public record Source(Kind kind, int index) implements Serializable {

        /** What may meet a condition. */
        public enum Kind {
            /** An occurrence that meets a condition of the chain. */
            CONDITION,
            /** A match of another link. */
            LINK
        }

        public Source {
            requireNonNull(kind, "kind is null");
        }
    }

    public Chain {
        links = List.copyOf(links);
        if (links.isEmpty()) {
            throw new IllegalArgumentException("a chain has no link: name at least one");
        }
        for (int link = 0; link < links.size(); link++) {
            for (Source source : links.get(link).sources()) {
                if (source.kind() == Source.Kind.CONDITION) {
                    Conditions.check(source.index());
                } else if (source.index() < 0 || source.index() >= link) {
                    throw new IllegalArgumentException(
                            "link %d rests on link %d: it must be one before it".formatted(link, source.index()));
                }
            }
        }
    }

    @Override
    public long memoryMillis() {
        return links.stream()
                .mapToLong(link -> link.shape().memoryMillis())
                .max()
                .orElseThrow();
    }

    @Override
    public long beginning() {
        long beginning = 0;
        for (Link link : links) {
            for (int i = 0; i < link.sources().size(); i++) {
                Source source = link.sources().get(i);
                if (source.kind() == Source.Kind.CONDITION && (link.shape().beginning() >>> i & 1) != 0) {
                    beginning |= 1L << source.index();
                }
            }
        }
        return beginning;
    }

    @Override
    public int entriesNeeded() {
        return links.stream()
                .mapToInt(link -> link.shape().entriesNeeded())
                .max()
                .orElseThrow();
    }

    @Override
    public State newState(int entryLimit) {
        return new Linked(links, entryLimit);
    }

    private static final class Linked extends State {

        private final List<Link> links;
        private final int entryLimit;
        /** Of each link the states of its groups, those that began first at the front. */
        private final List<Map<String, State>> groups = new ArrayList<>();

        private Linked(List<Link> links, int entryLimit) {
            this.links = links;
            this.entryLimit = entryLimit;
            links.forEach(link -> groups.add(new LinkedHashMap<>()));
        }

        @Override
        public void process(Occurrence occurrence, Consumer<Match> matches) {
            // What the clock has decided comes first, also where the occurrence is of no interest to the last link.
            advance(links.size() - 1, occurrence.timestampMillis() - 1, matches);
            long matched = 0;
            for (int link = 0; link < links.size(); link++) {
                long conditions = conditions(links.get(link), occurrence, matched);
                if (conditions != 0 && process(link, conditions, occurrence, matches)) {
                    matched |= 1L << link;
                }
            }
        }

        private static long conditions(Link link, Occurrence occurrence, long matched) {
            long conditions = 0;
            for (int i = 0; i < link.sources().size(); i++) {
                Source source = link.sources().get(i);
                long met = source.kind() == Source.Kind.CONDITION ? occurrence.conditions() : matched;
                conditions |= (met >>> source.index() & 1) << i;
            }
            return conditions;
        }

        /** Returns whether the occurrence completes a match of the link. */
        private boolean process(int number, long conditions, Occurrence occurrence, Consumer<Match> matches) {
            Link link = links.get(number);
            String group = group(link, occurrence);
            if (group == null) {
                return false;
            }
            List<Value> values =
                    link.valueSlots().stream().map(occurrence::value).toList();
            Occurrence own = new Occurrence(occurrence.event(), conditions, values);
            State state = groups.get(number).get(group);
            if (state == null) {
                if (!link.shape().begins(own)) {
                    return false;
                }
                makeRoom();
                state = link.shape().start(entryLimit);
                groups.get(number).put(group, state);
            }
            boolean[] completes = {false};
            long before = state.dropped();
            state.process(own, match -> {
                completes[0] |= match.completing().equals(occurrence.event());
                if (number == links.size() - 1) {
                    matches.accept(match);
                }
            });
            drop(state.dropped() - before);
            if (state.isEmpty()) {
                groups.get(number).remove(group);
            }
            return completes[0];
        }

        /** The values of a link's group as one text that no other values give; null if one is missing. */
        private static String group(Link link, Occurrence occurrence) {
            StringBuilder group = new StringBuilder();
            for (int slot : link.groupSlots()) {
                String text = occurrence.value(slot).text();
                if (text == null) {
                    return null;
                }
                group.append(text.length()).append(':').append(text);
            }
            return group.toString();
        }

        private void makeRoom() {
            int count = groups.stream().mapToInt(Map::size).sum();
            for (Map<String, State> ofLink : groups) {
                if (count < entryLimit || ofLink.isEmpty()) {
                    continue;
                }
                Iterator<State> first = ofLink.values().iterator();
                first.next();
                first.remove();
                drop(1);
                return;
            }
        }

        @Override
        public void advance(long clockMillis, Consumer<Match> matches) {
            for (int link = 0; link < links.size(); link++) {
                advance(link, clockMillis, matches);
            }
        }

        private void advance(int link, long clockMillis, Consumer<Match> matches) {
            boolean isLast = link == links.size() - 1;
            groups.get(link).values().removeIf(state -> {
                state.advance(clockMillis, match -> {
                    if (isLast) {
                        matches.accept(match);
                    }
                });
                return state.isEmpty();
            });
        }

        @Override
        public boolean isEmpty() {
            return groups.stream().allMatch(Map::isEmpty);
        }

        @Override
        public long nextMillis() {
            long next = Long.MAX_VALUE;
            for (Map<String, State> ofLink : groups) {
                for (State state : ofLink.values()) {
                    next = Math.min(next, state.nextMillis());
                }
            }
            return next;
        }

        @Override
        void writeContents(StateOutput output) {
            for (Map<String, State> ofLink : groups) {
                output.writeLong(ofLink.size());
                ofLink.forEach((group, state) -> {
                    output.writeText(group);
                    state.write(output);
                });
            }
        }

        @Override
        void readContents(StateInput input) {
            for (int link = 0; link < links.size(); link++) {
                int count = input.readCount();
                for (int i = 0; i < count; i++) {
                    String group = input.readText();
                    State state = links.get(link).shape().start(entryLimit);
                    state.read(input);
                    groups.get(link).put(group, state);
                }
            }
        }
    }
}
