package io.drey.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.cli.jobs.FlinkOption;
import io.drey.cli.jobs.JobSettingsOption;
import io.drey.event.DatasetId;
import io.drey.event.EventBatchWriter;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import io.drey.operations.flink.FlinkCluster;
import io.drey.operations.health.TopicLags;
import io.drey.operations.search.SearchServer;
import io.drey.operations.stack.Servers;
import io.drey.operations.stack.StackSettings;
import io.drey.operations.status.JobStatus;
import io.drey.operations.status.Traffic;
import io.drey.operations.status.TrafficSearch;
import io.drey.operations.suite.Job;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.Rows;
import io.drey.query.rows.SafeJson;
import io.drey.search.OpenSearchOptions;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how the installation is, once or again and again. */
@Command(
        name = "status",
        description = {
            "Shows the jobs, how far they are behind their topics, and the servers of the local stack.",
            "Exit code 1 if a job has failed or does not run, or a server does not answer.",
            "With --watch one screen, again every few seconds: servers, jobs, lag, and of the last 15 minutes a tenant's "
                    + "requests a second, shares of errors, late events and alerts as OpenSearch has them. A server that is "
                    + "away is told and asked again. Where output is no terminal, or TERM is dumb, each refresh is a block of "
                    + "lines; NO_COLOR takes the colours away. The exit code is that of the last refresh."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey status",
            "  drey status --format json",
            "  drey status --flink http://jobmanager:8081 -Dkafka-bootstrap-servers=broker:9092",
            "  drey status --watch",
            "  drey status --watch --interval 2s --tenant acme --flink http://jobmanager:8081 --config config",
            "",
            "A lag counts records whose offsets are not committed yet: jobs commit with each checkpoint.",
            "A record of an events topic holds up to " + EventBatchWriter.MOST_EVENTS + " events."
        })
public final class StatusCommand implements Callable<Integer> {

    private static final String INTERVAL = "5s";
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final Duration SEARCH_TIMEOUT = Duration.ofSeconds(10);

    private final Console console;

    @Option(names = "--watch", description = "Show it on one screen, again and again, until q or Ctrl-C.")
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            description = "With --watch: how long to wait between refreshes, as 2s or 1m (default: " + INTERVAL + ").")
    private String interval;

    @Option(names = "--count", paramLabel = "N", description = "With --watch: end after so many refreshes.")
    private Integer count;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "With --watch: whose traffic (default on the local stack: demo, the quick start's).")
    private String tenant;

    @Mixin
    private FlinkOption flink = new FlinkOption();

    @Mixin
    private JobSettingsOption settings = new JobSettingsOption();

    @Mixin
    private FormatOption format = new FormatOption();

    StatusCommand(Console console) {
        this.console = console;
    }

    /**
     * A part of the answer.
     *
     * @param rows what it says
     * @param isWell whether everything in it is as it should be
     */
    private record Part(Rows rows, boolean isWell) {}

    @Override
    public Integer call() {
        checkArguments();
        Optional<LocalStack> stack = flink.given().isPresent()
                ? Optional.empty()
                : Optional.of(flink.workspace().runningStack());
        Map<String, String> known = stack.map(running -> StackSettings.of(running, flink.workspace()))
                .orElse(Map.of());
        Configuration configuration = Configuration.fromMap(settings.over(known, List.of(Job.values())));
        return watch ? watch(stack, configuration) : once(stack, configuration);
    }

    private void checkArguments() {
        if (!watch && (interval != null || count != null || tenant != null)) {
            throw OperationException.usage(
                    "--interval, --count and --tenant go with --watch: add it or leave them out");
        }
        if (watch && format.format() != OutputFormat.TABLE) {
            throw OperationException.usage(
                    "--watch is for people: leave out --format, or ask again and again without it");
        }
        if (format.format() == OutputFormat.CSV) {
            throw OperationException.usage("--format csv: a status is several tables; use table or json");
        }
        Duration unused = pause();
        if (count != null && count < 1) {
            throw OperationException.usage("--count %d: write 1 or more".formatted(count));
        }
        if (tenant != null) {
            try {
                DatasetId.requireTenant(tenant);
            } catch (IllegalArgumentException e) {
                throw OperationException.usage(e.getMessage(), e);
            }
        }
    }

    private int once(Optional<LocalStack> stack, Configuration configuration) {
        Map<String, Part> parts = new LinkedHashMap<>();
        stack.ifPresent(running -> parts.put("servers", servers(running.status())));
        parts.put("jobs", jobs(JobStatus.of(flink.cluster())));
        if (configuration.contains(KafkaSettings.BOOTSTRAP_SERVERS)) {
            parts.put("topics", topics(lags(KafkaSettings.from(configuration))));
        } else {
            console.tell("no lag is shown: give -D%s=HOST:PORT".formatted(KafkaSettings.BOOTSTRAP_SERVERS.key()));
        }
        print(parts);
        return parts.values().stream().allMatch(Part::isWell) ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private int watch(Optional<LocalStack> stack, Configuration configuration) {
        FlinkCluster cluster = flink.cluster();
        Optional<KafkaSettings> kafka = configuration.contains(KafkaSettings.BOOTSTRAP_SERVERS)
                ? Optional.of(KafkaSettings.from(configuration))
                : Optional.empty();
        String whose = stack.isPresent() ? Servers.LOCAL_STACK.tenant(tenant) : tenant;
        Clock clock = Clock.systemUTC();
        Optional<Supplier<Traffic>> traffic = whose != null && configuration.contains(OpenSearchOptions.URLS)
                ? Optional.of(traffic(configuration, whose, clock))
                : Optional.empty();
        Watch.Sources sources = new Watch.Sources(
                stack.map(running -> running::status),
                () -> JobStatus.of(cluster),
                kafka.map(asked -> () -> lags(asked)),
                whose == null ? "" : whose,
                traffic);
        Duration pause = pause();
        OptionalLong times = count == null ? OptionalLong.empty() : OptionalLong.of(count);
        try (Watch watching = new Watch(sources, clock)) {
            boolean isWell = hasScreen()
                    ? onScreen(watching, pause, times)
                    : watching.run(new Blocks(console.out()), pause, times);
            return isWell ? ExitCodes.DONE : ExitCodes.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OperationException.failure("interrupted while watching", e);
        }
    }

    private Duration pause() {
        Duration pause = GivenTime.length("--interval", interval == null ? INTERVAL : interval);
        if (pause.compareTo(SHORTEST_INTERVAL) < 0 || pause.compareTo(LONGEST_INTERVAL) > 0) {
            throw OperationException.usage("--interval %s: write 1s to 1h".formatted(interval));
        }
        return pause;
    }

    /** Whether results go to a terminal that can be drawn on, and keys come from it. */
    @SuppressWarnings("SystemConsoleNull") // it is null without a terminal on JDK 17, which runs this
    private boolean hasScreen() {
        return console.isTerminal() && System.console() != null;
    }

    private boolean onScreen(Watch watching, Duration pause, OptionalLong times) throws InterruptedException {
        try (Terminal terminal = new Terminal();
                Screen screen = new Screen(console.out(), Screen.Colours.of(System.getenv("NO_COLOR")), terminal)) {
            closeAtCtrlC(screen, terminal);
            watching.endAtKey(console.in());
            return watching.run(screen, pause, times);
        }
    }

    private static void closeAtCtrlC(Screen screen, Terminal terminal) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            screen.close();
            terminal.close();
        }));
    }

    /** Looks for the server with the first question: it may be away now and back later. */
    private static Supplier<Traffic> traffic(Configuration configuration, String tenant, Clock clock) {
        return new Supplier<>() {
            private TrafficSearch search;

            @Override
            public Traffic get() {
                if (search == null) {
                    search = new TrafficSearch(SearchServer.open(configuration, SEARCH_TIMEOUT), tenant);
                }
                return search.until(clock.instant());
            }
        };
    }

    private void print(Map<String, Part> parts) {
        if (format.format() == OutputFormat.JSON) {
            Map<String, Object> object = new LinkedHashMap<>();
            parts.forEach((name, part) -> object.put(name, part.rows.objects()));
            JsonNode json = new ObjectMapper().valueToTree(object);
            console.out().println(SafeJson.escape(json.toString()));
            return;
        }
        String between = "";
        for (Part part : parts.values()) {
            console.out().print(between);
            part.rows.print(OutputFormat.TABLE, console.out());
            between = System.lineSeparator();
        }
    }

    private static Part servers(List<ServerStatus> servers) {
        List<List<Object>> rows = new ArrayList<>();
        for (ServerStatus status : servers) {
            rows.add(List.of(
                    status.server().name().toLowerCase(Locale.ROOT),
                    status.healthy() ? "healthy" : "down",
                    status.url()));
        }
        return new Part(
                new Rows(List.of("server", "state", "url"), rows),
                servers.stream().allMatch(ServerStatus::healthy));
    }

    private static Part jobs(List<JobStatus> jobs) {
        List<List<Object>> rows = new ArrayList<>();
        for (JobStatus job : jobs) {
            List<Object> row = new ArrayList<>();
            row.add(job.name());
            row.add(job.id());
            row.add(job.state());
            row.add(job.restarts());
            row.add(job.sinceCheckpoint().map(Duration::toSeconds).orElse(null));
            row.add(job.lastFailure());
            rows.add(row);
        }
        return new Part(
                new Rows(List.of("job", "id", "state", "restarts", "checkpoint_age_seconds", "last_failure"), rows),
                jobs.stream().allMatch(JobStatus::isWell));
    }

    private static Part topics(List<TopicLags.Lag> lags) {
        List<List<Object>> rows = new ArrayList<>();
        for (TopicLags.Lag lag : lags) {
            rows.add(List.of(lag.topic(), lag.readBy(), lag.lag(), lag.lost()));
        }
        return new Part(
                new Rows(List.of("topic", "read_by", "lag_records", "lost_records"), rows),
                lags.stream().allMatch(lag -> lag.lost() == 0));
    }

    private static List<TopicLags.Lag> lags(KafkaSettings kafka) {
        try (TopicLags topics = new TopicLags(kafka)) {
            return topics.lags();
        }
    }
}
