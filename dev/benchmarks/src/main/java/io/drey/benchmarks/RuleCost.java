package io.drey.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.EventBuilder;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.rules.book.KeyedRule;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleHeader;
import io.drey.rules.book.RuleSet;
import io.drey.rules.book.RuleVersion;
import io.drey.rules.condition.Condition;
import io.drey.rules.index.EventMatcher;
import io.drey.rules.index.RuleIndex;
import io.drey.rules.shape.Value;
import io.drey.rules.sigma.SigmaFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an event of an access log costs with many rules, by the CPU time of the thread: the index over conditions, the same with
 * parsing the line before, and all that is asked of a tenant's rules up to what is sent to groups. The ways take turns, a tenth of a
 * second each, so that a machine that is slow for a while is slow for all.
 */
final class RuleCost {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int EVENTS = 1024;
    private static final int DEFAULT_ROUNDS = 15;
    private static final int WARM_UP_ROUNDS = 10;
    private static final long ROUND_NANOS = 100_000_000;
    private static final int BUILT_IN = 2;

    private static final List<String> RULES =
            List.of("web:1", "web:100", "web:1000", "all:234", "all:1000", "all:3000");

    private RuleCost() {}

    /** One way to look at events. */
    private static final class Way {

        private final String lines;
        private final String rules;
        private final String what;
        private final Pass pass;
        private final List<Double> nanos = new ArrayList<>();
        private long finds;

        private Way(String lines, String rules, String what, Pass pass) {
            this.lines = lines;
            this.rules = rules;
            this.what = what;
            this.pass = pass;
        }

        private void round() {
            long before = THREADS.getCurrentThreadCpuTime();
            long spent;
            long events = 0;
            do {
                finds = pass.run();
                events += EVENTS;
                spent = THREADS.getCurrentThreadCpuTime() - before;
            } while (spent < ROUND_NANOS);
            nanos.add((double) spent / events);
        }
    }

    @FunctionalInterface
    private interface Pass {
        /** Looks at all events once and says how many finds there have been by then. */
        long run();
    }

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        List<Way> ways = new ArrayList<>();
        for (String lines : List.of("generated", "real")) {
            Path file = lines.equals("generated")
                    ? new AccessLogInput(100_000, 7).in(Path.of(System.getProperty("drey.benchmarks.inputs")))
                    : Path.of(
                            System.getProperty("drey.home"),
                            "..",
                            "shared",
                            "samples",
                            "access-semicomplete-a/access.log");
            EventBuilder[] events = Request.events(file, EVENTS);
            for (String rules : RULES) {
                String[] parts = rules.split(":", -1);
                List<Condition> conditions = PredicateIndexBenchmark.conditions(parts[0], Integer.parseInt(parts[1]));
                addIndex(ways, lines, rules, events, RuleIndex.of(conditions).matcher());
            }
            addEngine(ways, lines, events);
        }
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            for (Way way : ways) {
                way.round();
                if (round < 0) {
                    way.nanos.clear();
                }
            }
        }
        report(ways, rounds);
    }

    private static void addIndex(
            List<Way> ways, String lines, String rules, EventBuilder[] events, EventMatcher matcher) {
        PredicateIndexBenchmark.Counter counter = new PredicateIndexBenchmark.Counter();
        ways.add(new Way(lines, rules, "index", () -> {
            for (EventBuilder event : events) {
                matcher.match(event, counter);
            }
            return counter.met;
        }));
        LineParser parser = Formats.parser("combined");
        ways.add(new Way(lines, rules, "parse-and-index", () -> {
            for (int i = 0; i < EVENTS; i++) {
                matcher.match(Request.parsed(parser, i, events[i].bytes()), counter);
            }
            return counter.met;
        }));
    }

    /** The rules that come along, and public ones about single events up to a hundred. */
    private static void addEngine(List<Way> ways, String lines, EventBuilder[] events) throws IOException {
        List<RuleVersion> versions = new ArrayList<>();
        for (SigmaFile file : PredicateIndexBenchmark.files("web", 100 - BUILT_IN)) {
            versions.add(new RuleVersion(file.name(), 1, RuleVersion.ALWAYS, file.text()));
        }
        RuleBook book = RuleBook.of(versions);
        if (!book.problems().isEmpty()) {
            System.err.println("of the hundred rules: " + book.problems());
        }
        Findings findings = new Findings();
        ways.add(new Way(lines, "web:100", "engine", () -> {
            for (EventBuilder event : events) {
                book.at(event.timestampMillis()).look(event, findings);
            }
            return findings.count;
        }));
    }

    private static void report(List<Way> ways, int rounds) {
        ObjectNode result =
                new ObjectMapper().createObjectNode().put("benchmark", "rules").put("rounds", rounds);
        ArrayNode costs = result.putArray("nanoseconds_an_event");
        System.err.printf(
                Locale.ROOT, "%-10s %-10s %-16s %12s %16s%n", "lines", "rules", "what", "ns an event", "rounds");
        for (Way way : ways) {
            Spread spread = Spread.of(
                    way.nanos.stream().mapToDouble(Double::doubleValue).toArray());
            System.err.printf(
                    Locale.ROOT,
                    "%-10s %-10s %-16s %,12.0f %,7.0f to %,6.0f%n",
                    way.lines,
                    way.rules,
                    way.what,
                    spread.median(),
                    spread.lowest(),
                    spread.highest());
            costs.addObject()
                    .put("lines", way.lines)
                    .put("rules", way.rules)
                    .put("what", way.what)
                    .put("median", Math.round(spread.median()))
                    .put("lowest", Math.round(spread.lowest()))
                    .put("highest", Math.round(spread.highest()))
                    .put("finds", way.finds);
        }
        System.out.println(result);
    }

    /** Takes what an event is to rules, as an engine does before it sends it on. */
    private static final class Findings implements RuleSet.Findings {

        private long count;

        @Override
        public void match(RuleHeader rule) {
            count++;
        }

        @Override
        public void occurrence(KeyedRule rule, List<String> group, long conditions, List<Value> values) {
            count++;
        }
    }
}
