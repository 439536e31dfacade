package io.drey.rules.index;

import io.drey.rules.condition.Comparison;
import io.drey.rules.condition.NumberTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Bounds of a field's number, by what they are compared with and in such an order that those that hold come first. */
final class NumberBounds {

    private record Bound(NumberTest test, int predicate) {}

    private final List<Bound[]> ordered = new ArrayList<>();

    /** Bounds for {@code <}, {@code <=}, {@code >} and {@code >=}, and the predicate of each. */
    NumberBounds(List<NumberTest> tests, List<Integer> predicates) {
        for (Comparison comparison : Comparison.values()) {
            List<Bound> bounds = new ArrayList<>();
            for (int i = 0; i < tests.size(); i++) {
                if (tests.get(i).comparison() == comparison) {
                    bounds.add(new Bound(tests.get(i), predicates.get(i)));
                }
            }
            if (!bounds.isEmpty()) {
                Comparator<Bound> ascending =
                        Comparator.comparing(bound -> bound.test().bound());
                bounds.sort(
                        switch (comparison) {
                            case MORE, AT_LEAST -> ascending;
                            case LESS, AT_MOST -> ascending.reversed();
                            case EQUAL, NOT_EQUAL -> throw new IllegalArgumentException("no order in " + comparison);
                        });
                ordered.add(bounds.toArray(Bound[]::new));
            }
        }
    }

    @SuppressWarnings("ForLoopReplaceableByForEach") // no iterator per event
    void find(String text, Hits hits) {
        for (int i = 0; i < ordered.size(); i++) {
            Bound[] bounds = ordered.get(i);
            int holding = 0;
            int failing = bounds.length;
            while (holding < failing) {
                int middle = (holding + failing) >>> 1;
                if (bounds[middle].test.passes(text)) {
                    holding = middle + 1;
                } else {
                    failing = middle;
                }
            }
            for (int j = 0; j < holding; j++) {
                hits.hit(bounds[j].predicate);
            }
        }
    }
}
