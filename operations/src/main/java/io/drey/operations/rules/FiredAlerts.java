package io.drey.operations.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Alert;
import io.drey.event.Evidence;
import io.drey.query.rows.Rows;
import io.drey.rules.book.RuleHeader;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What rules would have raised: counted by rule, day and group, and the earliest alerts themselves. */
public final class FiredAlerts {

    static final List<String> COUNT_COLUMNS =
            List.of("rule", "version", "level", "day", "group", "alerts", "first", "last");
    static final List<String> ALERT_COLUMNS =
            List.of("time", "rule", "version", "level", "dataset", "group", "events", "reason", "id", "line");

    /** More groups than these are counted together: so many different ones are no answer any more. */
    private static final int GROUPS_COUNTED = 200_000;

    private static final String OTHERS = "(others)";
    private static final int QUIET_RULES_NAMED = 20;

    private final int alertsKept;
    private final Map<Counted, Count> counts = new HashMap<>();
    private final TreeSet<Alert> earliest =
            new TreeSet<>(Comparator.comparing(Alert::timestampMillis).thenComparing(Alert::id));
    private long total;

    private record Counted(String rule, int version, String level, LocalDate day, String group) {}

    private record RuleDay(String rule, LocalDate day, int version) implements Comparable<RuleDay> {

        private static final Comparator<RuleDay> ORDER =
                Comparator.comparing(RuleDay::rule).thenComparing(RuleDay::day).thenComparing(RuleDay::version);

        static RuleDay of(Counted counted) {
            return new RuleDay(counted.rule(), counted.day(), counted.version());
        }

        @Override
        public int compareTo(RuleDay other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Count {
        private long alerts;
        private long firstMillis = Long.MAX_VALUE;
        private long lastMillis = Long.MIN_VALUE;
    }

    /** @param alertsKept how many alerts are kept; all are counted */
    public FiredAlerts(int alertsKept) {
        this.alertsKept = alertsKept;
    }

    public void add(Alert alert) {
        total++;
        Counted counted = new Counted(
                alert.ruleId(), alert.ruleVersion(), alert.severity(), day(alert.timestampMillis()), alert.groupKey());
        if (counts.size() >= GROUPS_COUNTED && !counts.containsKey(counted)) {
            counted = new Counted(counted.rule(), counted.version(), counted.level(), counted.day(), OTHERS);
        }
        Count count = counts.computeIfAbsent(counted, any -> new Count());
        count.alerts++;
        count.firstMillis = Math.min(count.firstMillis, alert.timestampMillis());
        count.lastMillis = Math.max(count.lastMillis, alert.timestampMillis());
        earliest.add(alert);
        if (earliest.size() > alertsKept) {
            earliest.pollLast();
        }
    }

    public long total() {
        return total;
    }

    /**
     * How often, by rule, day and group: of each rule's day the groups with most alerts first.
     *
     * @param groups how many groups of a day are listed; the others are added up in one row
     */
    public Rows counts(int groups) {
        Map<RuleDay, List<Map.Entry<Counted, Count>>> byDay = new TreeMap<>();
        for (Map.Entry<Counted, Count> entry : counts.entrySet()) {
            byDay.computeIfAbsent(RuleDay.of(entry.getKey()), any -> new ArrayList<>())
                    .add(entry);
        }
        List<List<Object>> rows = new ArrayList<>();
        for (List<Map.Entry<Counted, Count>> ofDay : byDay.values()) {
            ofDay.sort(Comparator.<Map.Entry<Counted, Count>>comparingLong(entry -> -entry.getValue().alerts)
                    .thenComparing(entry -> entry.getKey().group()));
            for (Map.Entry<Counted, Count> entry : ofDay.subList(0, Math.min(groups, ofDay.size()))) {
                rows.add(row(entry.getKey(), entry.getKey().group(), entry.getValue()));
            }
            if (ofDay.size() > groups) {
                Count rest = new Count();
                for (Map.Entry<Counted, Count> entry : ofDay.subList(groups, ofDay.size())) {
                    rest.alerts += entry.getValue().alerts;
                    rest.firstMillis = Math.min(rest.firstMillis, entry.getValue().firstMillis);
                    rest.lastMillis = Math.max(rest.lastMillis, entry.getValue().lastMillis);
                }
                rows.add(row(ofDay.get(0).getKey(), "(%,d others)".formatted(ofDay.size() - groups), rest));
            }
        }
        return new Rows(COUNT_COLUMNS, rows);
    }

    private static List<Object> row(Counted counted, String group, Count count) {
        return List.of(
                counted.rule(),
                counted.version(),
                counted.level(),
                counted.day().toString(),
                group,
                count.alerts,
                Instant.ofEpochMilli(count.firstMillis).toString(),
                Instant.ofEpochMilli(count.lastMillis).toString());
    }

    /** The earliest alerts, by time, each with the line of its last event that is among the evidence. */
    public Rows alerts() {
        List<List<Object>> rows = new ArrayList<>();
        for (Alert alert : earliest) {
            Evidence[] evidence = alert.evidence();
            rows.add(List.of(
                    Instant.ofEpochMilli(alert.timestampMillis()).toString(),
                    alert.ruleId(),
                    alert.ruleVersion(),
                    alert.severity(),
                    alert.dataset(),
                    alert.groupKey(),
                    alert.eventCount(),
                    alert.reason(),
                    alert.id(),
                    evidence.length == 0 ? "" : new String(evidence[evidence.length - 1].original(), UTF_8)));
        }
        return new Rows(ALERT_COLUMNS, rows);
    }

    /** How often each rule would have fired, a line each. */
    public List<String> summary(Collection<RuleHeader> rules) {
        List<String> lines = new ArrayList<>();
        List<String> quiet = new ArrayList<>();
        for (String rule : new TreeSet<>(rules.stream().map(RuleHeader::id).toList())) {
            long alerts = 0;
            Set<LocalDate> days = new HashSet<>();
            Set<String> groups = new HashSet<>();
            for (Map.Entry<Counted, Count> entry : counts.entrySet()) {
                if (entry.getKey().rule().equals(rule)) {
                    alerts += entry.getValue().alerts;
                    days.add(entry.getKey().day());
                    groups.add(entry.getKey().group());
                }
            }
            if (alerts == 0) {
                quiet.add(rule);
            } else {
                lines.add("%s would have fired %s, on %s, for %s"
                        .formatted(
                                rule,
                                counted(alerts, "time"),
                                counted(days.size(), "day"),
                                groups.contains(OTHERS) ? "very many groups" : counted(groups.size(), "group")));
            }
        }
        if (quiet.size() > QUIET_RULES_NAMED) {
            lines.add("%,d rules would not have fired".formatted(quiet.size()));
        } else {
            quiet.forEach(rule -> lines.add("%s would not have fired".formatted(rule)));
        }
        return lines;
    }

    private static String counted(long count, String one) {
        return "%,d %s%s".formatted(count, one, count == 1 ? "" : "s");
    }

    private static LocalDate day(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }
}
