package io.drey.rules.backtest;

import static java.util.Objects.requireNonNull;

import io.drey.event.Alert;
import io.drey.event.LogEvent;
import io.drey.rules.book.EventAtHand;
import io.drey.rules.book.KeyedRule;
import io.drey.rules.book.RuleAlert;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleHeader;
import io.drey.rules.book.RuleSet;
import io.drey.rules.shape.Match;
import io.drey.rules.shape.Occurrence;
import io.drey.rules.shape.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which alerts a tenant's rules raise on events of the past: those that running jobs raise, with the same ids, where the events
 * came in time. Each event is matched by the versions that were in force at its own time.
 *
 * <pre>{@code
 * try (Backtest backtest = new Backtest(book, new Backtest.Range(from, to), folder, memory, now, alerts::add)) {
 *     for (each slice of time from backtest.firstMillis() to backtest.lastMillis()) {
 *         events.forEach(backtest::look);         // in any order
 *         backtest.endSlice(endOfSlice);
 *     }
 *     backtest.end(now);
 * }
 * }</pre>
 *
 * <p>Before the range there has to be as much as the rules remember, so that what began there is known; and as much behind it, since
 * some rules wait for what does not come. Alerts are those whose completing event is within the range.
 *
 * <p>Memory holds what has begun in groups of events, and so much of what a slice's events are to the rules as was said; more of it is
 * on disk. Not thread-safe.
 */
public final class Backtest implements AutoCloseable {

    private final RuleBook book;
    private final Range range;
    private final long memoryMillis;
    private final long raisedMillis;
    private final Consumer<Alert> alerts;
    private final FindingOrder order;
    private final Groups groups;
    private final Findings findings = new Findings();
    private long events;

    /**
     * When events happened.
     *
     * @param fromMillis the first time stamp, in milliseconds since the epoch
     * @param toMillis the time stamp behind the last
     */
    public record Range(long fromMillis, long toMillis) {

        public Range {
            if (toMillis <= fromMillis) {
                throw new IllegalArgumentException(
                        "the range ends at %d and begins at %d: let it end behind its beginning"
                                .formatted(toMillis, fromMillis));
            }
        }

        boolean contains(long millis) {
            return fromMillis <= millis && millis < toMillis;
        }
    }

    /**
     * @param folder an empty folder for what does not fit into memory
     * @param memoryBytes how much of a slice is sorted in memory
     * @param raisedMillis the time that alerts say they were raised at, in milliseconds since the epoch
     * @param alerts takes the alerts, in no order
     */
    public Backtest(
            RuleBook book, Range range, Path folder, long memoryBytes, long raisedMillis, Consumer<Alert> alerts) {
        this.book = requireNonNull(book, "book is null");
        this.range = requireNonNull(range, "range is null");
        this.raisedMillis = raisedMillis;
        this.alerts = requireNonNull(alerts, "alerts is null");
        this.memoryMillis = book.memoryMillis(range.fromMillis(), range.toMillis());
        this.order = new FindingOrder(folder, memoryBytes);
        this.groups = new Groups(book, (rule, datasetId, group, match, lines) -> {
            if (match.kind() != Match.Kind.CLEARED
                    && range.contains(match.completing().timestampMillis())) {
                alerts.accept(RuleAlert.of(rule.header(), datasetId, group, match, lines::of, raisedMillis));
            }
        });
    }

    /** The time stamp of the first events that are needed. */
    public long firstMillis() {
        return range.fromMillis() - memoryMillis;
    }

    /** The time stamp behind the last events that are needed. */
    public long lastMillis() {
        return range.toMillis() + memoryMillis;
    }

    /** Takes an event of the slice at hand. */
    public void look(LogEvent event) {
        events++;
        findings.atHand.of(event);
        book.at(event.timestampMillis()).look(event, findings);
        findings.atHand.forget();
    }

    /**
     * All events were given that happened before this time.
     *
     * @throws IOException if the folder cannot be written to or read
     */
    public void endSlice(long millis) throws IOException {
        order.drain(groups::take);
        groups.advance(millis - 1);
    }

    /**
     * No event will be given any more.
     *
     * @param nowMillis up to when it is known what has not happened: what is undecided then stays so
     */
    public void end(long nowMillis) throws IOException {
        order.drain(groups::take);
        groups.advance(Math.min(nowMillis, lastMillis()));
    }

    /** How many events were looked at. */
    public long events() {
        return events;
    }

    /** Deletes what is on disk. */
    @Override
    public void close() throws IOException {
        order.close();
    }

    private final class Findings implements RuleSet.Findings {

        private final EventAtHand atHand = new EventAtHand();

        @Override
        public void match(RuleHeader rule) {
            if (range.contains(atHand.event().timestampMillis())) {
                alerts.accept(RuleAlert.of(
                        rule,
                        atHand.event().datasetId(),
                        atHand.caller(),
                        Match.of(List.of(atHand.reference())),
                        any -> atHand.line(),
                        raisedMillis));
            }
        }

        @Override
        public void occurrence(KeyedRule rule, List<String> group, long conditions, List<Value> values) {
            try {
                order.add(new Finding(
                        rule.header().key(),
                        atHand.event().datasetId(),
                        group,
                        new Occurrence(atHand.reference(), conditions, values),
                        atHand.line()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
