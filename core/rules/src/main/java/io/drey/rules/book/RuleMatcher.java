package io.drey.rules.book;

import io.drey.event.EventView;
import io.drey.rules.condition.Condition;
import io.drey.rules.index.EventMatcher;
import io.drey.rules.index.RuleIndex;
import java.util.List;
import java.util.function.IntConsumer;

/** Finds which of many conditions an event meets. May keep something between events, so it is one thread's. */
public interface RuleMatcher {

    /** Adds the number of each condition that holds, in any order, each once. */
    void match(EventView event, RuleHits hits);

    /** Makes a matcher of conditions, which are numbered by their place. */
    interface Factory {

        RuleMatcher of(List<Condition> conditions);
    }

    /** A matcher that asks an index over all conditions. */
    static RuleMatcher indexed(List<Condition> conditions) {
        return new Indexed(RuleIndex.of(conditions).matcher());
    }

    /** Hands over what an index finds, without creating anything for an event. */
    final class Indexed implements RuleMatcher {

        private final EventMatcher matcher;
        private final IntConsumer met = this::add;
        private RuleHits hits;

        private Indexed(EventMatcher matcher) {
            this.matcher = matcher;
        }

        private void add(int number) {
            hits.add(number);
        }

        @Override
        public void match(EventView event, RuleHits found) {
            hits = found;
            matcher.match(event, met);
        }
    }
}
