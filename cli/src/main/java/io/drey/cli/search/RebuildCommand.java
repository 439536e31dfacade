package io.drey.cli.search;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.delivery.ControlActs;
import io.drey.delivery.SearchDocuments;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.LogEvent;
import io.drey.event.Printable;
import io.drey.job.datasets.ControlTopics;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.LakeReader;
import io.drey.lake.LakeSettings;
import io.drey.operations.OperationException;
import io.drey.operations.search.IndexActions;
import io.drey.operations.search.Rebuild;
import io.drey.operations.search.SearchServer;
import io.drey.operations.search.domain.DatedIndex;
import io.drey.operations.search.domain.IndexState;
import io.drey.query.rows.Rows;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rebuild",
        description = {
            "Writes a tenant's documents of some days into OpenSearch again, from the lake: after a loss, after a mapping or a "
                    + "dataset's search policy changed, or for older days than were searchable. The same documents with the same "
                    + "ids as the delivery job's, so it may be repeated, also after it was killed, and while the job runs.",
            "Metrics are not in the lake: they cannot be rebuilt."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey index rebuild --tenant acme --from 2026-03-01 --to 2026-04-01",
            "  drey index rebuild --tenant acme --from 2026-03-01 --to 2026-04-01 --in alerts --drop",
        })
final class RebuildCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Console console;

    @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose documents.")
    private String tenant;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "DAY",
            description = "The first day (UTC), such as 2026-03-01.")
    private String from;

    @Option(names = "--to", required = true, paramLabel = "DAY", description = "The day after the last.")
    private String to;

    @Option(
            names = "--in",
            defaultValue = "logs",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private SearchCommand.Kind kind;

    @Option(
            names = "--drop",
            description =
                    "Delete the indices of these days first, so that they get the mapping that is installed now, and "
                            + "lose what the search policy does not select any more. While it runs they are not complete.")
    private boolean drop;

    @Option(names = "--dry-run", description = "Only say what would be written.")
    private boolean dryRun;

    @Mixin
    private SearchServersOption settings = new SearchServersOption();

    @Mixin
    private FormatOption format = new FormatOption();

    RebuildCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LocalDate first = day("--from", from);
        LocalDate end = day("--to", to);
        checkArguments(first, end);
        Configuration configuration = settings.configuration();
        OpenSearchSettings openSearch;
        LakeSettings lakeSettings;
        KafkaSettings kafka;
        try {
            openSearch = OpenSearchSettings.from(configuration);
            lakeSettings = LakeSettings.from(configuration);
            // The search policies of datasets, and what people did with alerts, are in the control topics.
            kafka = KafkaSettings.from(configuration);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        SearchServer server = settings.openSearch(configuration, TIMEOUT);
        IndexActions actions = new IndexActions(server, dryRun ? IndexActions.Mode.SAY : IndexActions.Mode.DO);
        List<IndexState> states = new ArrayList<>(server.states("%s-%s-*".formatted(kind, tenant)));
        prepare(actions);
        if (drop) {
            drop(actions, states, instant(first), instant(end));
        }
        try (Lake lake = Lake.open(lakeSettings);
                Rebuild rebuild = new Rebuild(actions, openSearch, states, console::tell)) {
            LakeReader reader = new LakeReader(lake, tenant, first, end);
            switch (kind) {
                case ALERTS -> alerts(reader, kafka, rebuild);
                case LOGS -> logs(reader, kafka, rebuild);
            }
            return report(rebuild);
        }
    }

    private void checkArguments(LocalDate first, LocalDate end) {
        try {
            DatasetId.requireTenant(tenant);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        if (!first.isBefore(end)) {
            throw OperationException.usage(
                    "--from %s is not before --to %s: --to is the day after the last".formatted(from, to));
        }
    }

    /** Without its template an index would take whatever types the first documents look like. */
    private void prepare(IndexActions actions) throws IOException, InterruptedException {
        if (!dryRun) {
            try {
                IndexTemplates.install(actions.server().client());
            } catch (IOException e) {
                throw OperationException.failure(e.getMessage(), e);
            }
            actions.giveAliases(tenant);
        }
    }

    private void drop(IndexActions actions, List<IndexState> states, Instant first, Instant end) {
        List<IndexState> cut = states.stream()
                .filter(state -> state.index().to().isAfter(first)
                        && state.index().from().isBefore(end))
                .filter(state -> state.index().from().isBefore(first)
                        || state.index().to().isAfter(end))
                .toList();
        if (!cut.isEmpty()) {
            DatedIndex index = cut.get(0).index();
            throw OperationException.usage(
                    "--drop would lose documents of %s before --from or after --to: write --from %s or earlier and --to %s or later"
                            .formatted(index, day(index.from()), day(index.to())));
        }
        for (IndexState state : List.copyOf(states)) {
            if (!state.index().from().isBefore(first) && !state.index().to().isAfter(end)) {
                console.tell("  %s: %s".formatted(state.index(), actions.delete(state)));
                states.remove(state);
            }
        }
    }

    private void logs(LakeReader reader, KafkaSettings kafka, Rebuild rebuild) throws IOException {
        SearchDocuments documents = new SearchDocuments();
        try (ControlTopics datasets = new ControlTopics(patient(kafka));
                CloseableIterable<LogEvent> events = reader.logs()) {
            open(datasets::open, "the datasets' search policies", kafka);
            for (LogEvent event : events) {
                documents
                        .of(event, datasets.require(event.datasetId()).search())
                        .ifPresentOrElse(rebuild::write, rebuild::skip);
            }
        }
    }

    private static Properties patient(KafkaSettings kafka) {
        Properties properties = kafka.properties();
        properties.putIfAbsent("default.api.timeout.ms", "20000");
        return properties;
    }

    private static void open(Runnable opening, String what, KafkaSettings kafka) {
        try {
            opening.run();
        } catch (KafkaException e) {
            throw OperationException.failure(
                    "%s cannot be read from Kafka at %s: %s; check %s"
                            .formatted(
                                    what,
                                    kafka.bootstrapServers(),
                                    e.getMessage(),
                                    KafkaSettings.BOOTSTRAP_SERVERS.key()),
                    e);
        }
    }

    private void alerts(LakeReader reader, KafkaSettings kafka, Rebuild rebuild) throws IOException {
        SearchDocuments documents = new SearchDocuments();
        try (ControlActs acts = new ControlActs(new ControlTopics(patient(kafka)));
                CloseableIterable<Alert> alerts = reader.alerts()) {
            open(acts::open, "what people did with alerts", kafka);
            for (Alert alert : alerts) {
                rebuild.write(documents.of(alert, acts.of(tenant).on(alert)));
            }
        }
    }

    private int report(Rebuild rebuild) {
        List<List<Object>> rows = new ArrayList<>();
        long[] refused = {0};
        rebuild.finish().forEach((index, count) -> {
            rows.add(List.of(index, count.sent() - count.refused(), count.refused()));
            refused[0] += count.refused();
        });
        new Rows(List.of("index", dryRun ? "documents to write" : "written", "refused"), rows)
                .print(format.format(), console.out());
        if (rebuild.skipped() > 0) {
            console.tell("%,d events are not selected by their dataset's search policy".formatted(rebuild.skipped()));
        }
        if (refused[0] > 0) {
            throw OperationException.failure(
                    "%,d documents were refused: the reasons are in the indices rejected-%s-%s-*"
                            .formatted(refused[0], kind, tenant));
        }
        return ExitCodes.DONE;
    }

    private static LocalDate day(String option, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw OperationException.usage(
                    "%s '%s' is no day: write it like 2026-03-01".formatted(option, Printable.of(text)), e);
        }
    }

    private static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    private static Instant instant(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
