package io.drey.cli.quickstart;

import io.drey.cli.CommandException;
import io.drey.cli.Console;
import io.drey.cli.JobStates;
import io.drey.cli.JobSubmission;
import io.drey.cli.StackSettings;
import io.drey.cli.Workspace;
import io.drey.event.DatasetId;
import io.drey.job.opensearch.IndexTemplates;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.QueryCatalog;
import io.drey.query.ReportRunner;
import io.drey.stack.LocalStack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final Set<String> ALL_RULES = Set.of("brute-force-login", "path-scanner");

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
    private final Map<String, String> settings;

    QuickStart(Console console, Workspace workspace, LocalStack stack, Feed feed) {
        this.console = console;
        this.workspace = workspace;
        this.stack = stack;
        this.feed = feed;
        this.settings = StackSettings.of(stack, workspace);
    }

    /**
     * Runs it.
     *
     * @throws CommandException naming what did not arrive
     */
    Outcome run() throws IOException, InterruptedException {
        try (Lake lake = Lake.open(lakeSettings())) {
            lake.init();
            TenantTopics.create(stack.kafka().bootstrapServers(), DATASET, feed);
            IndexTemplates.install(stack.openSearch().url());
            console.tell("tables, topics and index templates are made; submitting the jobs ...");
            JobStates jobs = new JobStates(stack, JobSubmission.submitAll(stack, workspace, console));
            jobs.awaitRunning();
            urls().forEach((what, url) -> console.tell("  %-22s %s".formatted(what, url)));
            console.tell("sending " + feed.description() + " ...");
            Outcome arrived = send(lake, jobs);
            console.tell("everything has arrived; writing the report ...");
            return report(arrived);
        }
    }

    private Outcome send(Lake lake, JobStates jobs) throws InterruptedException {
        String kafka = stack.kafka().bootstrapServers();
        SearchCounts search = new SearchCounts(stack.openSearch().url(), DATASET.tenant());
        ProgressView view = new ProgressView(console, feed.lines());
        Milestones milestones = new Milestones();
        Patience patience = new Patience();
        Sender sender = new Sender(kafka, io.drey.event.Topics.raw(DATASET), feed);
        try (TopicWatch topics = new TopicWatch(kafka, DATASET.tenant(), view::alert);
                DetectionsEnd detections =
                        new DetectionsEnd(kafka, DATASET, feed.document(DATASET), feed.partitions(), topics)) {
            topics.start();
            sender.start();
            while (true) {
                sender.check();
                topics.check();
                SearchCounts.Metrics metrics = search.metrics();
                Arrivals found = look(lake, search, metrics, sender, topics);
                Arrivals arrivals = found.withDetections(detections.isReached(
                        found.landed() ? DetectionsEnd.Landing.COMPLETE : DetectionsEnd.Landing.UNDER_WAY,
                        System.nanoTime()));
                double seconds = sender.secondsSinceFirstLine();
                milestones.observe(seconds, arrivals);
                view.show(seconds, arrivals);
                switch (patience.judge(arrivals, System.nanoTime())) {
                    case WAIT -> Thread.sleep(LOOK_INTERVAL.toMillis());
                    case ARRIVED -> {
                        view.end(seconds, arrivals);
                        requireEverythingShown(topics.rules(), metrics.types());
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
    private static Arrivals look(
            Lake lake, SearchCounts search, SearchCounts.Metrics metrics, Sender sender, TopicWatch topics) {
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
                topics.events(),
                metrics.documents(),
                metrics.requests() + metrics.late(),
                false,
                topics.alerts(),
                alerts,
                lakeAlerts);
    }

    private Outcome report(Outcome arrived) {
        ReportRunner.Report report = new ReportRunner(QueryCatalog.builtIn(), lakeSettings())
                .run(REPORT, Map.of("tenant", DATASET.tenant()), workspace.reports());
        console.tell(
                "  %,d rows in %s".formatted(report.rowCount(), report.html().toUri()));
        return arrived.withReport(report.rowCount(), report.html().toUri().toString());
    }

    private LakeSettings lakeSettings() {
        return LakeSettings.from(Configuration.fromMap(settings));
    }

    private Outcome outcome(Arrivals arrivals, Milestones milestones, double seconds) {
        return new Outcome(
                arrivals,
                0,
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
        urls.put("hdfs", stack.hdfs().web().toString());
        urls.put("logs", stack.logs().toUri().toString());
        return urls;
    }

    private void requireEverythingShown(Set<String> rules, Set<String> metrics) {
        if (!feed.showsEverything()) {
            return;
        }
        Set<String> missing = new TreeSet<>();
        ALL_RULES.stream().filter(rule -> !rules.contains(rule)).forEach(rule -> missing.add("alerts of " + rule));
        ALL_METRICS.stream().filter(type -> !metrics.contains(type)).forEach(type -> missing.add("metrics of " + type));
        if (!missing.isEmpty()) {
            throw CommandException.failure("everything arrived, but there are no %s; the servers' logs are in %s"
                    .formatted(String.join(", no ", missing), stack.logs()));
        }
    }

    private CommandException stuck(Arrivals arrivals, JobStates jobs) {
        List<String> missing = new ArrayList<>(arrivals.missing());
        missing.addAll(jobs.notRunning());
        return CommandException.failure("nothing has moved for %d s, but %s; see %s/jobs and the logs in %s"
                .formatted(
                        Patience.STUCK.toSeconds(),
                        String.join("; ", missing),
                        stack.flink().restUrl(),
                        stack.logs()));
    }
}
