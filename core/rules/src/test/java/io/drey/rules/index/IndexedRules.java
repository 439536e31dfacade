package io.drey.rules.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventView;
import io.drey.rules.condition.Condition;
import java.util.ArrayList;
import java.util.List;

/** Conditions with their index, whose answers must be those of each condition. */
final class IndexedRules {

    private final List<Condition> conditions;
    private final RuleIndex index;
    private final EventMatcher matcher;
    private int hits;

    IndexedRules(List<Condition> conditions) {
        this.conditions = List.copyOf(conditions);
        this.index = RuleIndex.of(conditions);
        this.matcher = index.matcher();
    }

    /** The places of the conditions that hold; fails where the index says otherwise, with the conditions and the event. */
    List<Integer> match(EventView event) {
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i).holds(event)) {
                expected.add(i);
            }
        }
        List<Integer> found = new ArrayList<>();
        matcher.match(event, found::add);
        if (!found.equals(expected)) {
            List<Integer> wrong = new ArrayList<>(expected);
            wrong.addAll(found);
            wrong.removeIf(rule -> expected.contains(rule) && found.contains(rule));
            assertThat(found)
                    .as("%s of %s", wrong.stream().map(conditions::get).toList(), event)
                    .isEqualTo(expected);
        }
        hits += found.size();
        return found;
    }

    RuleIndex index() {
        return index;
    }

    EventMatcher matcher() {
        return matcher;
    }

    /** How often a condition held, over all events. */
    int hits() {
        return hits;
    }
}
