package io.drey.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.console.CommandException;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.Rows;
import io.drey.cli.flink.FlinkCluster;
import io.drey.cli.flink.FlinkJob;
import io.drey.cli.health.TopicLags;
import io.drey.cli.jobs.FlinkOption;
import io.drey.cli.jobs.SettingsOption;
import io.drey.cli.stack.StackSettings;
import io.drey.cli.suite.Job;
import io.drey.event.EventBatchWriter;
import io.drey.job.kafka.KafkaSettings;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.SafeJson;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = {
            "Shows the jobs, how far they are behind their topics, and the servers of the local stack.",
            "Exit code 1 if a job has failed or does not run, or a server does not answer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey status",
            "  drey status --format json",
            "  drey status --flink http://jobmanager:8081 -Dkafka-bootstrap-servers=broker:9092",
            "",
            "A lag counts records whose offsets are not committed yet: jobs commit with each checkpoint.",
            "A record of an events topic holds up to " + EventBatchWriter.MOST_EVENTS + " events."
        })
final class StatusCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private FlinkOption flink = new FlinkOption();

    @Mixin
    private SettingsOption settings = new SettingsOption();

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
        if (format.format() == OutputFormat.CSV) {
            throw CommandException.usage("--format csv: a status is several tables; use table or json");
        }
        Map<String, Part> parts = new LinkedHashMap<>();
        Map<String, String> known = Map.of();
        if (flink.given().isEmpty()) {
            LocalStack stack = flink.workspace().runningStack();
            known = StackSettings.of(stack, flink.workspace());
            parts.put("servers", servers(stack));
        }
        Configuration configuration = Configuration.fromMap(settings.over(known, List.of(Job.values())));
        parts.put("jobs", jobs(flink.cluster()));
        if (configuration.contains(KafkaSettings.BOOTSTRAP_SERVERS)) {
            parts.put("topics", topics(KafkaSettings.from(configuration)));
        } else {
            console.tell("no lag is shown: give -D%s=HOST:PORT".formatted(KafkaSettings.BOOTSTRAP_SERVERS.key()));
        }
        print(parts);
        return parts.values().stream().allMatch(Part::isWell) ? ExitCodes.DONE : ExitCodes.FAILED;
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

    private static Part servers(LocalStack stack) {
        List<List<Object>> rows = new ArrayList<>();
        boolean well = true;
        for (ServerStatus status : stack.status()) {
            rows.add(List.of(
                    status.server().name().toLowerCase(Locale.ROOT),
                    status.healthy() ? "healthy" : "down",
                    status.url()));
            well &= status.healthy();
        }
        return new Part(new Rows(List.of("server", "state", "url"), rows), well);
    }

    /** Those that have not ended, and those that failed and were not started again. */
    private static Part jobs(FlinkCluster cluster) {
        List<List<Object>> rows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        boolean well = true;
        for (FlinkJob job : cluster.jobs()) {
            boolean latest = seen.add(job.name());
            boolean failed = job.state().equals("FAILED");
            if (job.hasEnded() && !(failed && latest)) {
                continue;
            }
            boolean runs = !failed && cluster.progress(job.id()).runs();
            well &= runs;
            FlinkCluster.Checkpoints checkpoints = cluster.checkpoints(job.id());
            List<Object> row = new ArrayList<>();
            row.add(job.name());
            row.add(job.id());
            row.add(runs || job.hasEnded() || !job.state().equals("RUNNING") ? job.state() : "STARTING");
            row.add(cluster.restarts(job.id()));
            row.add(
                    checkpoints.completedMillis().isPresent()
                            ? Duration.between(
                                            Instant.ofEpochMilli(checkpoints
                                                    .completedMillis()
                                                    .getAsLong()),
                                            cluster.now(job.id()))
                                    .toSeconds()
                            : null);
            row.add(cluster.failure(job.id()).orElse(""));
            rows.add(row);
        }
        return new Part(
                new Rows(List.of("job", "id", "state", "restarts", "checkpoint_age_seconds", "last_failure"), rows),
                well);
    }

    private static Part topics(KafkaSettings kafka) {
        List<List<Object>> rows = new ArrayList<>();
        boolean well = true;
        try (TopicLags topics = new TopicLags(kafka)) {
            for (TopicLags.Lag lag : topics.lags()) {
                rows.add(List.of(lag.topic(), lag.readBy(), lag.lag(), lag.lost()));
                well &= lag.lost() == 0;
            }
        }
        return new Part(new Rows(List.of("topic", "read_by", "lag_records", "lost_records"), rows), well);
    }
}
