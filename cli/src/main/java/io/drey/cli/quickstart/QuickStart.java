package io.drey.cli.quickstart;

import io.drey.cli.console.Console;
import io.drey.event.DatasetId;
import io.drey.job.JobMetric;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.jobs.JobStates;
import io.drey.operations.jobs.JobSubmission;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.stack.Workspace;
import io.drey.operations.suite.Job;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.EngineComparison;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.TrinoQueryEngine;
import io.drey.query.engine.TrinoSettings;
import io.drey.query.report.ReportRunner;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchClient;
import io.drey.search.OpenSearchConnection;
import io.drey.stack.LocalStack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;

/** One run of the quick start on a stack that was just started: from nothing to everything arrived. */
final class QuickStart {

    /** Whose lines are sent. */
    static final DatasetId DATASET = new DatasetId("demo", "web");

    private static final String REPORT = "invalid-access-attempts";

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    /** What generated traffic must have shown. */
    private static final Set<String> ALL_METRICS = Set.of(
            "status",
            "ip",
            "request",
            "user_agent",
            "total",
            "bad_page_404",
            "bad_caller_404",
            "bad_caller_403",
            "bad_caller_429");

    private final Console console;
    private final Workspace workspace;
    private final LocalStack stack;
    private final Feed feed;
    private final List<Job> submitted;
    private final Map<String, String> settings;
    private final RulePack rules;

    QuickStart(Console console, Workspace workspace, LocalStack stack, Feed feed, List<Job> submitted) {
        this.console = console;
        this.workspace = workspace;
        this.stack = stack;
        this.feed = feed;
        this.submitted = List.copyOf(submitted);
        this.settings = StackSettings.of(stack, workspace);
        this.rules = RulePack.read(DATASET.tenant());
    }

    /**
     * Runs it.
     *
     * @throws OperationException naming what did not arrive
     */
    Outcome run() throws IOException, InterruptedException {
        try (Lake lake = Lake.open(lakeSettings())) {
            lake.init();
            TenantTopics.create(stack.kafka().bootstrapServers(), DATASET, feed, rules.documents());
            OpenSearchClient search = new OpenSearchClient(
                    OpenSearchConnection.to(stack.openSearch().url()));
            IndexTemplates.install(search);
            IndexTemplates.installTenant(search, DATASET.tenant());
            console.tell("tables, topics and index templates are made, %d rules are published; submitting the jobs ..."
                    .formatted(rules.documents().size()));
            Map<String, String> ids = JobSubmission.submit(stack, workspace, submitted, console::tell);
            JobStates jobs = new JobStates(stack, ids);
            jobs.awaitRunning();
            urls().forEach((what, url) -> console.tell("  %-22s %s".formatted(what, url)));
            console.tell(
                    "a rule of your own, while these servers run (docs/write-a-rule.md): bin/drey apply -f my-rules --tenant "
                            + DATASET.tenant());
            console.tell("sending " + feed.description() + " ...");
            Outcome arrived = send(lake, jobs, ids);
            console.tell("everything has arrived; writing the report ...");
            Outcome reported = report(arrived);
            return compareEngines(reported);
        }
    }

    private Outcome send(Lake lake, JobStates jobs, Map<String, String> ids) throws InterruptedException {
        String kafka = stack.kafka().bootstrapServers();
        SearchCounts search = new SearchCounts(stack.openSearch().url(), DATASET.tenant());
        ProgressView view = new ProgressView(console, feed.lines());
        Milestones milestones = new Milestones();
        Patience patience = new Patience();
        Sender sender = new Sender(kafka, io.drey.event.Topics.raw(DATASET), feed);
        try (TopicWatch topics = new TopicWatch(kafka, DATASET.tenant(), view::alert);
                EndOfEvents detections = endOfEvents(topics, ids)) {
            topics.start();
            Duration cpuBefore = cpuOfTaskManager();
            sender.start();
            while (true) {
                sender.check();
                topics.check();
                SearchCounts.Metrics metrics = search.metrics();
                Arrivals found = look(lake, search, metrics, sender, topics, ids);
                boolean landed = isFused() ? found.inLake() : found.landed();
                Arrivals arrivals = found.withDetections(detections.isReached(
                        landed ? EndOfEvents.Landing.COMPLETE : EndOfEvents.Landing.UNDER_WAY, System.nanoTime()));
                double seconds = sender.secondsSinceFirstLine();
                milestones.observe(seconds, arrivals);
                view.show(seconds, arrivals);
                switch (patience.judge(arrivals, System.nanoTime())) {
                    case WAIT -> Thread.sleep(LOOK_INTERVAL.toMillis());
                    case ARRIVED -> {
                        view.end(seconds, arrivals);
                        requireEverythingShown(topics.rules(), metrics.types());
                        tellCpu(cpuOfTaskManager().minus(cpuBefore), arrivals);
                        return outcome(arrivals, milestones, seconds - Patience.QUIET.toSeconds());
                    }
                    case STUCK -> {
                        view.end(seconds, arrivals);
                        throw stuck(arrivals, jobs);
                    }
                }
            }
        } finally {
            sender.stop();
        }
    }

    /** Asks for what comes last first, so that nothing is seen to have gone farther than where it came from. */
    private Arrivals look(
            Lake lake,
            SearchCounts search,
            SearchCounts.Metrics metrics,
            Sender sender,
            TopicWatch topics,
            Map<String, String> ids) {
        boolean ended = sender.hasEnded();
        long alerts = search.alerts();
        long lakeAlerts = lake.rowCount(LakeTable.ALERTS);
        long lakeRows = lake.rowCount(LakeTable.LOGS);
        long deadLetters = lake.rowCount(LakeTable.DEAD_LETTERS);
        return new Arrivals(
                sender.sent(),
                ended,
                lakeRows,
                deadLetters,
                isFused()
                        ? flink().counter(ids.get(Job.FUSED.shortName()), "parse", JobMetric.EVENTS_PARSED.metricName())
                        : topics.events(),
                metrics.documents(),
                metrics.requests() + metrics.late(),
                false,
                topics.alerts(),
                alerts,
                lakeAlerts);
    }

    private boolean isFused() {
        return submitted.contains(Job.FUSED);
    }

    private FlinkCluster flink() {
        return new FlinkCluster(stack.flink().restUrl());
    }

    private EndOfEvents endOfEvents(TopicWatch topics, Map<String, String> ids) {
        return isFused()
                ? new FusedEnd(flink(), ids.get(Job.FUSED.shortName()), feed.document(DATASET))
                : new DetectionsEnd(
                        stack.kafka().bootstrapServers(), DATASET, feed.document(DATASET), feed.partitions(), topics);
    }

    private void tellCpu(Duration cpu, Arrivals arrivals) {
        console.tell(String.format(
                Locale.ROOT,
                "  all tasks together took %.1f s of CPU, %.1f µs a line",
                cpu.toMillis() / 1000.0,
                cpu.toNanos() / 1000.0 / arrivals.sent()));
    }

    /** What the process that runs all tasks has spent so far; zero where the system does not tell. */
    private Duration cpuOfTaskManager() {
        return ProcessHandle.of(stack.flink().taskManagerPid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    private Outcome report(Outcome arrived) {
        ReportRunner.Report report = new ReportRunner(QueryCatalog.builtIn(), new FlinkQueryEngine(lakeSettings()))
                .run(REPORT, Map.of("tenant", DATASET.tenant()), workspace.reports());
        console.tell(
                "  %,d rows in %s".formatted(report.rowCount(), report.html().toUri()));
        return arrived.withReport(report.rowCount(), report.html().toUri().toString());
    }

    /** Asks Trino, where there is one, what Flink was asked: a different answer is a failure. */
    private Outcome compareEngines(Outcome outcome) {
        Optional<TrinoSettings> trino = StackSettings.trino(stack);
        if (trino.isEmpty()) {
            return outcome;
        }
        console.tell("asking every query on Flink and on Trino ...");
        EngineComparison comparison = new EngineComparison(
                new FlinkQueryEngine(lakeSettings()), new TrinoQueryEngine(lakeSettings(), trino.get()));
        long queries = 0;
        for (QueryDefinition query : QueryCatalog.builtIn().queries()) {
            if (query.mustBeTold()) {
                continue;
            }
            long rows = comparison.requireEqual(QueryRequest.of(query, Map.of("tenant", DATASET.tenant())));
            console.tell("  %-24s %,d equal rows".formatted(query.id(), rows));
            queries++;
        }
        return outcome.withQueriesEqualOnTrino(queries);
    }

    private LakeSettings lakeSettings() {
        return LakeSettings.from(Configuration.fromMap(settings));
    }

    private Outcome outcome(Arrivals arrivals, Milestones milestones, double seconds) {
        return new Outcome(
                stack.storage(),
                arrivals,
                0,
                OptionalLong.empty(),
                milestones.firstMetric(),
                milestones.firstAlert(),
                milestones.firstLakeRows(),
                seconds,
                urls());
    }

    private Map<String, String> urls() {
        Map<String, String> urls = new LinkedHashMap<>();
        String search = stack.openSearch().url().toString();
        urls.put("flink", stack.flink().restUrl().toString());
        urls.put("opensearch", search);
        urls.put("metrics", search + "/metrics-" + DATASET.tenant() + "-*/_search?pretty&sort=@timestamp:desc");
        urls.put("alerts", search + "/alerts-" + DATASET.tenant() + "-*/_search?pretty&sort=@timestamp:desc");
        switch (stack.storage()) {
            case HDFS -> urls.put("hdfs", stack.hdfs().web().toString());
            case S3 -> urls.put("s3", stack.s3().endpoint().toString());
            case FILE -> urls.put("files", stack.storageRoot());
        }
        StackSettings.trino(stack)
                .ifPresent(trino -> urls.put("trino", trino.url().toString()));
        urls.put("logs", stack.logs().toUri().toString());
        return urls;
    }

    private void requireEverythingShown(Set<String> found, Set<String> metrics) {
        if (!feed.showsEverything()) {
            return;
        }
        Set<String> missing = new TreeSet<>();
        this.rules.named(feed.rulesShown()).forEach((id, name) -> {
            if (!found.contains(id)) {
                missing.add("alerts of " + name);
            }
        });
        ALL_METRICS.stream().filter(type -> !metrics.contains(type)).forEach(type -> missing.add("metrics of " + type));
        if (!missing.isEmpty()) {
            throw OperationException.failure("everything arrived, but there are no %s; the servers' logs are in %s"
                    .formatted(String.join(", no ", missing), stack.logs()));
        }
    }

    private OperationException stuck(Arrivals arrivals, JobStates jobs) {
        List<String> missing = new ArrayList<>(arrivals.missing());
        missing.addAll(jobs.notRunning());
        return OperationException.failure("nothing has moved for %d s, but %s; see %s/jobs and the logs in %s"
                .formatted(
                        Patience.STUCK.toSeconds(),
                        String.join("; ", missing),
                        stack.flink().restUrl(),
                        stack.logs()));
    }
}
