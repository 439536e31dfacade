package io.drey.cli.rules;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTenants;
import io.drey.operations.OperationException;
import io.drey.operations.rules.FiredAlerts;
import io.drey.operations.rules.Rescan;
import io.drey.rules.backtest.Backtest;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rescan",
        description = {
            "Matches the events of the lake with the published rules again, and raises the alerts that running jobs"
                    + " could not: some of their events came behind their dataset's clock. An alert that exists is not"
                    + " raised a second time.",
            "Such an alert goes the way of all others, and its reason ends with '(late: found by a rescan of the"
                    + " lake)'. The schedule rules-rescan does this every hour."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey rules rescan --tenant acme",
            "  drey rules rescan --tenant acme --dataset web --from now-2d --dry-run",
        })
final class RescanCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            defaultValue = "now-3h",
            description =
                    "When the last events of alerts happened: the first moment, as 2026-10-01T00:00:00Z, 2026-10-01 or"
                            + " now-3h (default: ${DEFAULT-VALUE}). What the rules remember of the time before is read,"
                            + " too.")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            defaultValue = "now-20m",
            description = "The moment behind the last (default: ${DEFAULT-VALUE}). What is not raised or not landed yet"
                    + " because it has just happened is taken for late.")
    private String to;

    @Option(names = "--dry-run", description = "Raises nothing; says what would be.")
    private boolean isDryRun;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "List at most so many alerts; all are raised (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private EventsOption events = new EventsOption();

    @Mixin
    private FormatOption format = new FormatOption();

    RescanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Backtest.Range range = EventsOption.range(from, to, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        EventsOption.requireAtLeastOne("--limit", limit);
        String tenant = events.tenant();
        LakeSettings settings = events.lake().settings();
        KafkaSettings kafka = events.lake()
                .kafka()
                .orElseThrow(() ->
                        OperationException.usage("name the Kafka that has the published rules and gets the alerts with"
                                + " -Dkafka-bootstrap-servers=HOST:PORT"));
        FiredAlerts missing = new FiredAlerts(limit);
        Rescan.Outcome outcome;
        try (Lake lake = Lake.open(settings);
                BacktestProgress progress = new BacktestProgress(console)) {
            new LakeTenants(lake).require(tenant);
            long[] looked = {0};
            outcome = new Rescan(settings, events.lake().auditSettings(), kafka, events.scratch(), console::tell)
                    .run(
                            lake,
                            tenant,
                            events.dataset(),
                            range,
                            isDryRun ? Rescan.Mode.DRY_RUN : Rescan.Mode.RAISE,
                            event -> progress.at(event.timestampMillis(), ++looked[0], missing.total()),
                            missing::add);
            progress.end(outcome.events());
        } catch (IOException e) {
            throw EventsOption.notSorted(e);
        } catch (KafkaException e) {
            throw OperationException.failure(
                    "not all was done, and may be done again: Kafka at %s does not answer as it should: %s"
                            .formatted(kafka.bootstrapServers(), OperationException.rootMessage(e)),
                    e);
        }
        missing.alerts().print(format.format(), console.out());
        console.out().flush();
        console.tell("%,d alerts are there, %,d late ones %s"
                .formatted(outcome.known(), outcome.raised(), isDryRun ? "would be raised" : "were raised"));
        return ExitCodes.DONE;
    }
}
