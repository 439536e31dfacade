package io.drey.benchmarks;

import io.drey.event.LogEvent;
import io.drey.rules.book.EventAtHand;
import io.drey.rules.book.KeyedRule;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleHeader;
import io.drey.rules.book.RuleSet;
import io.drey.rules.book.RuleVersion;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.State;
import io.drey.rules.shape.Value;
import io.drey.rules.sigma.Placeholders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Ours: the rule as a document, its conditions asked of parsed events through the index, and the shape that it is compiled to,
 * one state an address, in a map.
 */
final class SequenceEngine implements Contender {

    private static final String RULE =
            """
            title: Five failures, then a success
            id: 0b1c7f5e-6f0c-4f9e-9d53-1a8f6f6f5d11
            taxonomy: ecs
            logsource: {category: webserver}
            pattern:
                group-by: [source.address]
                within: 60s
                steps:
                    - {name: failures, times: %d, where: {http.response.status_code: [401, 403]}}
                    - name: success
                      where: {http.response.status_code|gte: 200, http.response.status_code|lt: 400}
            level: high
            """
                    .formatted(SequenceContest.FAILURES);

    private final RuleBook book = book();
    private LogEvent[] events;
    private long matches;

    @Override
    public void prepare(Path input, int lines) throws IOException {
        events = Request.events(input, lines);
    }

    @Override
    public void pass() {
        run(events.length, line -> matches++);
    }

    @Override
    public long answer(int lines) {
        CompletedLines completed = new CompletedLines();
        run(lines, completed);
        return completed.answer();
    }

    /** The rule, and no other. */
    static RuleBook book() {
        RuleBook book =
                RuleBook.ofOnly(List.of(new RuleVersion("guessed", 1, RuleVersion.ALWAYS, RULE)), Placeholders.NONE);
        if (!book.problems().isEmpty()) {
            throw new IllegalStateException("the rule is refused: " + book.problems());
        }
        return book;
    }

    private void run(int count, IntConsumer completed) {
        Groups groups = new Groups(book, completed);
        for (int i = 0; i < count; i++) {
            groups.look(events[i]);
        }
    }

    /** What addresses have begun. */
    static final class Groups implements RuleSet.Findings {

        private final RuleBook book;
        private final EventAtHand atHand = new EventAtHand();
        private final Map<String, State> begun = new HashMap<>();
        private final Consumer<Match> matches;

        Groups(RuleBook book, IntConsumer completed) {
            this.book = book;
            matches = match -> completed.accept((int) match.completing().offset());
        }

        void look(LogEvent event) {
            atHand.of(event);
            book.at(event.timestampMillis()).look(event, this);
        }

        @Override
        public void match(RuleHeader rule) {
            throw new IllegalStateException("no rule is about single events, but " + rule.title());
        }

        @Override
        public void occurrence(KeyedRule rule, List<String> group, long conditions, List<Value> values) {
            Occurrence occurrence = new Occurrence(atHand.reference(), conditions, values);
            String address = group.get(0);
            State state = begun.get(address);
            if (state == null) {
                if (!rule.shape().begins(occurrence)) {
                    return;
                }
                state = rule.shape().start(RuleBook.ENTRY_LIMIT);
                begun.put(address, state);
            }
            state.process(occurrence, matches);
            if (state.isEmpty()) {
                begun.remove(address);
            }
        }
    }
}
