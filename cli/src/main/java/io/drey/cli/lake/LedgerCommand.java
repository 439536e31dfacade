package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.lake.Lake;
import io.drey.lake.ledger.HourLines;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.ledger.Verification;
import io.drey.operations.OperationException;
import io.drey.operations.lake.Deliveries;
import io.drey.operations.lake.LedgerScope;
import io.drey.query.rows.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ledger",
        description = {
            "Brings the lake's ledger up to date and shows, by tenant, dataset and hour of arrival, how many lines were received, "
                    + "parsed, dead-lettered, landed, deleted and late, and how many each target took.",
            "Received are the lines that landed and those missing between them. Late are lines of a time more than an hour before "
                    + "their arrival. Targets are read from Kafka's topics ledger.TENANT; 'unknown' where Kafka is not reached.",
            "May be repeated, killed at any moment, and run by several at once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake ledger",
            "  drey lake ledger --tenant acme --dataset web --from 2026-03-01 --to 2026-03-02 --format csv",
            "  drey lake ledger update              for a schedule: shows nothing"
        })
public final class LedgerCommand implements Callable<Integer> {

    private enum Action {
        UPDATE;

        @Override
        public String toString() {
            return "update";
        }
    }

    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "update", description = "Only bring it up to date.")
    private Action action;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's.")
    private String tenant;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only this dataset's.")
    private String dataset;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The first hour: a time or a day (UTC), such as 2026-03-01T10:00:00Z or 2026-03-01.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The hour after the last.")
    private String to;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    LedgerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Verification.Scope scope = LedgerScope.of(tenant, dataset, Verification.Scope.SETTLE);
        Optional<Instant> first = Optional.ofNullable(from).map(text -> GivenTime.moment("--from", text));
        Optional<Instant> end = Optional.ofNullable(to).map(text -> GivenTime.moment("--to", text));
        if (first.isPresent() && end.isPresent() && !first.get().isBefore(end.get())) {
            throw OperationException.usage("--from %s is not before --to %s".formatted(from, to));
        }
        try (Lake lake = Lake.open(option.settings())) {
            update(lake);
            if (action != Action.UPDATE) {
                List<HourLines> hours =
                        HourLines.of(lake, scope::includes, Verification.Scope.SETTLE, Instant.now()).stream()
                                .filter(hour -> first.isEmpty() || !hour.hour().isBefore(first.get()))
                                .filter(hour -> end.isEmpty() || hour.hour().isBefore(end.get()))
                                .toList();
                print(hours);
            }
        }
        return ExitCodes.DONE;
    }

    private void update(Lake lake) {
        Ledger.Update update = Ledger.of(lake, option.ledgerSettings())
                .update(sum -> console.tell("  %,d snapshots, %,d entries".formatted(sum.snapshots(), sum.entries())));
        console.tell(
                update.snapshots() == 0
                        ? "the ledger was up to date"
                        : "the ledger is up to date: %,d snapshots and %,d entries more"
                                .formatted(update.snapshots(), update.entries()));
    }

    private void print(List<HourLines> hours) {
        Set<String> tenants =
                hours.stream().map(hour -> hour.datasetId().tenant()).collect(Collectors.toCollection(TreeSet::new));
        Optional<Deliveries> deliveries = tenants.isEmpty() ? Optional.empty() : deliveries(tenants);
        List<List<Object>> rows = new ArrayList<>();
        for (HourLines hour : hours) {
            rows.add(List.of(
                    hour.datasetId().tenant(),
                    hour.datasetId().dataset(),
                    hour.hour().toString(),
                    hour.received(),
                    hour.parsed(),
                    hour.deadLettered(),
                    hour.dropped(),
                    hour.landed(),
                    hour.deleted(),
                    hour.late(),
                    deliveries.map(all -> words(all.of(hour))).orElse("unknown")));
        }
        List<String> columns = List.of(
                "tenant",
                "dataset",
                "hour",
                "received",
                "parsed",
                "dead_lettered",
                "dropped",
                "landed",
                "deleted",
                "late",
                "delivered");
        new Rows(columns, rows).print(format.format(), console.out());
    }

    private Optional<Deliveries> deliveries(Set<String> tenants) {
        try {
            return option.kafka().map(kafka -> Deliveries.read(kafka, tenants));
        } catch (OperationException e) {
            console.tell("delivered is unknown: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static String words(Map<String, Long> delivered) {
        return delivered.entrySet().stream()
                .map(target -> target.getKey() + "=" + target.getValue())
                .collect(Collectors.joining(" "));
    }
}
