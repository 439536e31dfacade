package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.lake.Lake;
import io.drey.lake.retention.Hold;
import io.drey.lake.retention.Holds;
import io.drey.lake.retention.Identifier;
import io.drey.operations.OperationException;
import io.drey.query.rows.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Places legal holds, and lists them. */
@Command(
        name = "hold",
        description = {
            "Places a legal hold: rows it covers are not deleted by retention or erasure, until drey lake release. Who placed it, "
                    + "when and why is kept in the lake. Placing the same again does nothing."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake hold --id case-7 --tenant acme --from 2026-01-01 --to 2026-02-01 --reason 'case 7'",
            "  drey lake hold --id case-8 --tenant acme --dataset access --where \"source.ip = '192.0.2.1'\" --reason 'case 8'",
            "  drey lake hold --list",
        })
public final class HoldCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--list", description = "List all holds there ever were.")
    private boolean list;

    @Option(names = "--id", paramLabel = "ID", description = "What names the hold (default: a new id).")
    private String id;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose rows.")
    private String tenant;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Of which dataset (default: all).")
    private String dataset;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The first moment: 2026-01-01T00:00:00Z or 2026-01-01.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The moment after the last, likewise.")
    private String to;

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            description =
                    "Only rows whose field, such as source.ip or labels.order.id, has the value. Dead letters and alerts are covered where it stands in their "
                            + "text.")
    private String where;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is kept.")
    private String reason;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    HoldCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (list) {
            if (id != null || reason != null || where != null || from != null || to != null || dataset != null) {
                throw OperationException.usage("--list shows all holds: leave the other options out, but for --tenant");
            }
            try (Lake lake = Lake.open(option.settings())) {
                print(new Holds(lake)
                        .all().stream()
                                .filter(entry ->
                                        tenant == null || entry.hold().tenant().equals(tenant))
                                .toList());
            }
            return ExitCodes.DONE;
        }
        if (tenant == null || reason == null) {
            throw OperationException.usage("a hold needs --tenant and --reason; --list shows those there are");
        }
        Hold hold = Given.read(() -> new Hold(
                id == null ? "hold-" + UUID.randomUUID().toString().substring(0, 8) : id,
                tenant,
                Optional.ofNullable(dataset),
                Optional.ofNullable(from).map(text -> GivenTime.moment("--from", text)),
                Optional.ofNullable(to).map(text -> GivenTime.moment("--to", text)),
                Optional.ofNullable(where).map(Identifier::parse),
                reason));
        try (Lake lake = Lake.open(option.settings())) {
            Holds.Outcome outcome = Given.read(() -> new Holds(lake).place(hold, Given.actor(), Instant.now()));
            new Rows(
                            List.of("hold", "tenant", "outcome"),
                            List.of(List.of(
                                    hold.id(), hold.tenant(), outcome == Holds.Outcome.DONE ? "held" : "unchanged")))
                    .print(format.format(), console.out());
        }
        return ExitCodes.DONE;
    }

    private void print(List<Holds.Entry> entries) {
        List<List<Object>> rows = new ArrayList<>();
        for (Holds.Entry entry : entries) {
            Hold hold = entry.hold();
            rows.add(new ArrayList<>(Arrays.asList(
                    hold.id(),
                    (entry.released().isEmpty() ? "ACTIVE" : "RELEASED").toLowerCase(Locale.ROOT),
                    hold.tenant(),
                    hold.dataset().orElse(null),
                    hold.from().map(Instant::toString).orElse(null),
                    hold.to().map(Instant::toString).orElse(null),
                    hold.where().map(Identifier::toString).orElse(null),
                    entry.actor(),
                    entry.time().toString(),
                    hold.reason(),
                    entry.released().map(Holds.Release::actor).orElse(null),
                    entry.released().map(release -> release.time().toString()).orElse(null),
                    entry.released().map(Holds.Release::reason).orElse(null))));
        }
        new Rows(
                        List.of(
                                "hold",
                                "state",
                                "tenant",
                                "dataset",
                                "from",
                                "to",
                                "where",
                                "by",
                                "time",
                                "reason",
                                "released_by",
                                "released",
                                "release_reason"),
                        rows)
                .print(format.format(), console.out());
    }
}
