package io.drey.cli.rules;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.lake.LakeTenants;
import io.drey.lake.audit.Access;
import io.drey.lake.audit.AccessAudit;
import io.drey.operations.Actor;
import io.drey.operations.OperationException;
import io.drey.operations.lake.Engines;
import io.drey.operations.rules.FiredAlerts;
import io.drey.operations.rules.LakeFeed;
import io.drey.operations.rules.Scratch;
import io.drey.operations.rules.SeenEvents;
import io.drey.operations.rules.TriedRules;
import io.drey.query.sight.AccessRefusedException;
import io.drey.query.sight.Sight;
import io.drey.rules.backtest.Backtest;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backtest",
        description = {
            "Says how often rules would have fired on the events of the lake, per day and group, or for which alerts:"
                    + " before they are switched on, those of files; else those that are published, each event by the"
                    + " version that was in force at its time. Alerts have the ids that running jobs give them.",
            "Rules with 'status: test' fire here, too. It alerts nobody. All that it writes is the record of who asked.",
            "With query-role set, rules see the events that the role sees. Analysts are refused: alerts name people."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey rules backtest my-rules/ --from now-7d",
            "  drey rules backtest my-rules/scan.yml --tenant acme --from 2026-10-01 --to 2026-11-01 --alerts",
            "  drey rules backtest --tenant acme --rule path-scanner --from now-1d --format json",
        })
final class BacktestCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "PATH",
            description =
                    "Files of rules and lists as 'drey apply' takes them, or folders of such. Without any, the rules"
                            + " that are published.")
    private List<Path> paths = List.of();

    @Option(names = "--rule", paramLabel = "ID", description = "Only alerts of this rule, by its id. May be repeated.")
    private List<String> wanted = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            description =
                    "The first moment, as 2026-10-01T00:00:00Z, 2026-10-01 or now-7d. What the rules remember of the"
                            + " time before is read, too.")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            defaultValue = "now",
            description = "The moment behind the last (default: ${DEFAULT-VALUE}).")
    private String to;

    @Option(names = "--alerts", description = "List the alerts themselves, the earliest first.")
    private boolean listsAlerts;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "With --alerts, list at most so many; all are counted (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--groups",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "Of each rule's day, list so many groups, those with most alerts, and add up the others (default: "
                            + "${DEFAULT-VALUE}).")
    private int groups;

    @Mixin
    private EventsOption events = new EventsOption();

    @Mixin
    private FormatOption format = new FormatOption();

    private String tenant;

    BacktestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Backtest.Range range = EventsOption.range(from, to, now);
        EventsOption.requireAtLeastOne("--limit", limit);
        EventsOption.requireAtLeastOne("--groups", groups);
        tenant = events.tenant();
        LakeSettings settings = events.lake().settings();
        RuleBook book = book();
        Set<RuleHeader> rules = rules(book, range);
        FiredAlerts fired = new FiredAlerts(limit);
        try (Lake lake = Lake.open(settings)) {
            new LakeTenants(lake).require(tenant);
            run(lake, settings, book, range, now, rules, fired);
        } catch (IOException e) {
            throw EventsOption.notSorted(e);
        }
        (listsAlerts ? fired.alerts() : fired.counts(groups)).print(format.format(), console.out());
        console.out().flush();
        fired.summary(rules).forEach(console::tell);
        if (listsAlerts && fired.total() > limit) {
            console.tell("the first %,d of %,d alerts are listed: --limit lists more".formatted(limit, fired.total()));
        }
        return ExitCodes.DONE;
    }

    private void run(
            Lake lake,
            LakeSettings settings,
            RuleBook book,
            Backtest.Range range,
            Instant now,
            Set<RuleHeader> rules,
            FiredAlerts fired)
            throws IOException {
        Sight sight = Engines.sight(events.lake());
        Set<String> ids = rules.stream().map(RuleHeader::id).collect(Collectors.toSet());
        AccessAudit audit =
                new AccessAudit(settings, events.lake().auditSettings().queries(), Clock.systemUTC(), console::tell);
        Access access = access(lake, ids);
        try {
            sight.requireLines(tenant);
        } catch (AccessRefusedException e) {
            audit.refused(access);
            throw e;
        }
        audit.begin(access);
        try (Scratch folder = Scratch.in(events.scratch());
                BacktestProgress progress = new BacktestProgress(console);
                Backtest backtest =
                        new Backtest(book, range, folder.path(), LakeFeed.memoryBytes(), now.toEpochMilli(), alert -> {
                            if (ids.contains(alert.ruleId())) {
                                fired.add(alert);
                            }
                        })) {
            LakeFeed.feed(
                    lake,
                    tenant,
                    events.dataset(),
                    new SeenEvents(sight, now),
                    backtest,
                    event -> progress.at(event.timestampMillis(), backtest.events(), fired.total()));
            backtest.end(now.toEpochMilli());
            progress.end(backtest.events());
            audit.done(access, OptionalLong.of(backtest.events()));
        } catch (IOException | RuntimeException e) {
            audit.failed(access);
            throw e;
        }
    }

    private RuleBook book() {
        if (!paths.isEmpty()) {
            return TriedRules.inFiles(paths, tenant, console::tell);
        }
        return TriedRules.published(
                events.lake()
                        .kafka()
                        .orElseThrow(() -> OperationException.usage(
                                "which rules? Name files of them, or the Kafka that has the published ones with "
                                        + "-Dkafka-bootstrap-servers=HOST:PORT")),
                tenant,
                console::tell);
    }

    private Set<RuleHeader> rules(RuleBook book, Backtest.Range range) {
        Set<RuleHeader> all = book.rules(range.fromMillis(), range.toMillis());
        Set<String> known = all.stream().map(RuleHeader::id).collect(Collectors.toCollection(TreeSet::new));
        for (String id : wanted) {
            if (!known.contains(id)) {
                throw OperationException.usage("--rule %s: no rule with this id alerts in that time%s"
                        .formatted(Printable.of(id), Spelling.suggestion(id, known)));
            }
        }
        return wanted.isEmpty()
                ? all
                : all.stream().filter(rule -> wanted.contains(rule.id())).collect(Collectors.toSet());
    }

    private Access access(Lake lake, Set<String> ids) {
        Map<String, Long> snapshots = new TreeMap<>();
        lake.snapshotId(LakeTable.LOGS).ifPresent(id -> snapshots.put(LakeTable.LOGS.tableName(), id));
        List<String> named = new ArrayList<>(new TreeSet<>(new HashSet<>(ids)));
        String asked = "backtest of %s on %s from %s to %s"
                .formatted(String.join(", ", named), events.dataset().orElse("all datasets"), from, to);
        return Access.of(Access.Action.QUERY, tenant, Actor.name(), "drey", asked, asked, snapshots);
    }
}
