package io.drey.rules.backtest;

import io.drey.event.DatasetId;
import io.drey.rules.book.KeptLines;
import io.drey.rules.book.KeyedRule;
import io.drey.rules.book.RuleBook;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** What the groups of all rules have come to, while the events of all pass by in their total order. */
final class Groups {

    private static final long NO_TIMER = Long.MAX_VALUE;

    private final RuleBook book;
    private final Matches matches;
    private final Map<String, KeyedRule> rules = new HashMap<>();
    private final Map<Id, Group> groups = new HashMap<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    /** Takes what is found. */
    interface Matches {

        void match(KeyedRule rule, DatasetId datasetId, List<String> group, Match match, KeptLines lines);
    }

    private record Id(String ruleKey, DatasetId datasetId, List<String> values) {}

    private record Timer(long millis, Group group) implements Comparable<Timer> {

        @Override
        public int compareTo(Timer other) {
            return Long.compare(millis, other.millis);
        }
    }

    private static final class Group {

        private final Id id;
        private final KeyedRule rule;
        private final State state;
        private final KeptLines lines = new KeptLines();
        private long timer = NO_TIMER;

        private Group(Id id, KeyedRule rule) {
            this.id = id;
            this.rule = rule;
            this.state = rule.shape().start(RuleBook.ENTRY_LIMIT);
        }
    }

    Groups(RuleBook book, Matches matches) {
        this.book = book;
        this.matches = matches;
    }

    /** Takes the next finding. */
    void take(Finding finding) {
        advance(finding.occurrence().timestampMillis() - 1);
        Id id = new Id(finding.ruleKey(), finding.datasetId(), finding.group());
        Group group = groups.get(id);
        if (group == null) {
            KeyedRule rule =
                    rules.computeIfAbsent(id.ruleKey(), key -> book.keyed(key).orElseThrow());
            if (!rule.shape().begins(finding.occurrence())) {
                return; // where nothing has begun it changes nothing: most of all traffic
            }
            group = new Group(id, rule);
            groups.put(id, group);
        }
        group.lines.keep(finding.occurrence().event(), finding.line());
        Group taking = group;
        group.state.process(finding.occurrence(), match -> found(taking, match));
        settle(group);
    }

    /** Every event to come is later than the clock: what has run out ends, and what the absence of events decides is decided. */
    void advance(long clockMillis) {
        while (!timers.isEmpty() && timers.peek().millis() <= clockMillis) {
            Timer due = timers.remove();
            Group group = due.group();
            if (group.timer == due.millis()) {
                group.timer = NO_TIMER;
                group.state.advance(clockMillis, match -> found(group, match));
                settle(group);
            }
        }
    }

    /** How many groups have begun something. */
    int size() {
        return groups.size();
    }

    private void found(Group group, Match match) {
        matches.match(group.rule, group.id.datasetId(), group.id.values(), match, group.lines);
    }

    private void settle(Group group) {
        if (group.state.isEmpty()) {
            groups.remove(group.id);
            group.timer = NO_TIMER;
            return;
        }
        group.lines.prune(group.state);
        long next = group.state.nextMillis();
        if (next < group.timer) {
            group.timer = next;
            timers.add(new Timer(next, group));
        }
    }
}
