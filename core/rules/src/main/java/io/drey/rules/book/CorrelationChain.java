package io.drey.rules.book;

import io.drey.event.FieldName;
import io.drey.rules.book.KeyedRule.Input;
import io.drey.rules.run.CorrelationShapes;
import io.drey.rules.shape.Chain;
import io.drey.rules.shape.Chain.Link;
import io.drey.rules.shape.Chain.Source;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Shape;
import io.drey.rules.sigma.SigmaCorrelation;
import io.drey.rules.sigma.SigmaCorrelation.SharedField;
import io.drey.rules.sigma.SigmaRule;
import io.drey.rules.sigma.SigmaRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A correlation with all that it rests on, as one shape over the events of one group. Where all of it is about single events, that
 * is the correlation's own shape; else a {@link Chain}, whose inner correlations have groups within the outermost's.
 *
 * @param shape the shape
 * @param inputs by the number of the shape's condition
 */
record CorrelationChain(Shape shape, List<Input> inputs) {

    /**
     * Compiles a correlation.
     *
     * @param read what it and its rules were read with
     * @throws RefusedChainException if events of several groups would have to meet
     */
    static CorrelationChain of(SigmaCorrelation correlation, SigmaRules read) throws RefusedChainException {
        if (correlation.rules().size() > Occurrence.CONDITION_LIMIT) {
            throw tooMany(correlation.rules().size());
        }
        return correlation.depth() == 1 ? flat(correlation, read) : new Builder(correlation, read).build();
    }

    private static CorrelationChain flat(SigmaCorrelation correlation, SigmaRules read) {
        List<Input> inputs = correlation.rules().stream()
                .map(rule -> new Input(
                        read.rule(rule).orElseThrow().condition(),
                        fields(correlation.groupBy(), rule),
                        fields(correlation.values(), rule)))
                .toList();
        return new CorrelationChain(CorrelationShapes.of(correlation), inputs);
    }

    private static List<FieldChoice> fields(List<SharedField> shared, String rule) {
        return shared.stream()
                .map(field -> FieldChoice.of(field.fields().get(rule)))
                .toList();
    }

    private static RefusedChainException tooMany(int rules) {
        return new RefusedChainException(
                "a correlation of %d rules, and at most %d can be told apart"
                        .formatted(rules, Occurrence.CONDITION_LIMIT),
                "join some of them into one");
    }

    private static final class Builder {

        private final SigmaCorrelation outermost;
        private final SigmaRules read;
        private final Set<FieldName> group;
        private final List<String> leaves = new ArrayList<>();
        private final List<String> linked = new ArrayList<>();
        private final List<Link> links = new ArrayList<>();
        private final List<FieldName> slots = new ArrayList<>();

        Builder(SigmaCorrelation outermost, SigmaRules read) throws RefusedChainException {
            this.outermost = outermost;
            this.read = read;
            this.group = new HashSet<>(names(outermost.groupBy()));
        }

        CorrelationChain build() throws RefusedChainException {
            link(outermost);
            if (leaves.size() > Occurrence.CONDITION_LIMIT) {
                throw tooMany(leaves.size());
            }
            List<FieldChoice> ofGroup =
                    names(outermost.groupBy()).stream().map(FieldChoice::of).toList();
            List<FieldChoice> values = slots.stream().map(FieldChoice::of).toList();
            List<Input> inputs = leaves.stream()
                    .map(leaf -> new Input(read.rule(leaf).orElseThrow().condition(), ofGroup, values))
                    .toList();
            return new CorrelationChain(new Chain(links), inputs);
        }

        private void link(SigmaCorrelation correlation) throws RefusedChainException {
            List<Source> sources = new ArrayList<>();
            for (String rule : correlation.rules()) {
                Optional<SigmaRule> leaf = read.rule(rule);
                if (leaf.isPresent()) {
                    sources.add(new Source(Source.Kind.CONDITION, place(rule, leaves)));
                    continue;
                }
                if (!linked.contains(rule)) {
                    link(read.correlation(rule).orElseThrow());
                }
                sources.add(new Source(Source.Kind.LINK, linked.indexOf(rule)));
            }
            List<FieldName> own = names(correlation.groupBy());
            if (!own.containsAll(group)) {
                throw new RefusedChainException(
                        "correlation %s, which it rests on, does not group by all of %s"
                                .formatted(
                                        correlation.id(),
                                        outermost.groupBy().stream()
                                                .map(SharedField::name)
                                                .toList()),
                        "let that one group by them, too: events of several groups cannot meet in a running job");
            }
            List<Integer> ofGroup = new ArrayList<>();
            for (FieldName name : own) {
                if (!group.contains(name)) {
                    ofGroup.add(place(name, slots));
                }
            }
            List<Integer> values = new ArrayList<>();
            for (FieldName name : names(correlation.values())) {
                values.add(place(name, slots));
            }
            linked.add(correlation.id());
            links.add(new Link(CorrelationShapes.of(correlation), sources, ofGroup, values));
        }

        private static <T> int place(T thing, List<T> among) {
            if (!among.contains(thing)) {
                among.add(thing);
            }
            return among.indexOf(thing);
        }

        private static List<FieldName> names(List<SharedField> fields) throws RefusedChainException {
            List<FieldName> names = new ArrayList<>();
            for (SharedField field : fields) {
                Collection<FieldName> each = new HashSet<>(field.fields().values());
                if (each.size() != 1) {
                    throw new RefusedChainException(
                            "'%s' is %s in the rules of a correlation of correlations".formatted(field.name(), each),
                            "name one field that all of them have: running jobs know no aliases there");
                }
                names.addAll(each);
            }
            return names;
        }
    }
}
