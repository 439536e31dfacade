package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.lake.Lake;
import io.drey.lake.ledger.Ledger;
import io.drey.lake.retention.Erasure;
import io.drey.lake.retention.Identifier;
import io.drey.lake.retention.Subject;
import io.drey.operations.OperationException;
import io.drey.operations.lake.OtherStores;
import io.drey.operations.lake.SearchErasure;
import io.drey.query.rows.Rows;
import io.drey.search.OpenSearchOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Erases a data subject. */
@Command(
        name = "erase",
        description = {
            "Erases a data subject (GDPR Art. 17) from logs, dead_letters and alerts: on every branch and tag, in old snapshots and "
                    + "in storage. Then it reads every file that is left, and fails if it finds the subject. What a legal hold covers stays; the command counts it. Safe to repeat, also after it was killed.",
            "With -Dopensearch-urls it erases in the tenant's search indices, too. It lists other "
                    + "stores that may hold the subject.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey lake erase --tenant acme --subject source.ip=192.0.2.1 --reason 'ticket 9' --dry-run",
            "  drey lake erase --tenant acme --subject labels.customer.id=17 --fields-only --reason 'ticket 9' --dry-run",
            "  drey lake erase --tenant acme --subject source.ip=192.0.2.1 --subject user.name=ann --reason 'ticket 9' \\",
            "      --grace 10m -Dopensearch-urls=http://127.0.0.1:9200",
        })
public final class EraseCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--tenant", required = true, paramLabel = "TENANT", description = "Whose rows.")
    private String tenant;

    @Option(
            names = "--subject",
            required = true,
            paramLabel = "FIELD=VALUE",
            description =
                    "What identifies the subject, by a field's name such as user.name or labels.customer.id; may be repeated: "
                            + "rows that have any of them go.")
    private List<String> identifiers = new ArrayList<>();

    @Option(
            names = "--fields-only",
            description =
                    "In logs, look into the fields only, and not for the value anywhere in a line: for values that are "
                            + "common words or short numbers.")
    private boolean fieldsOnly;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why, such as a ticket, without the subject's data; it is kept.")
    private String reason;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            defaultValue = "0s",
            description = "How long queries that run may still read the old snapshots (default: ${DEFAULT-VALUE}).")
    private String grace;

    @Option(names = "--dry-run", description = "Only count what would be erased.")
    private boolean dryRun;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    EraseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Subject subject = Given.read(() -> new Subject(
                tenant,
                identifiers.stream().map(Identifier::parse).toList(),
                fieldsOnly ? Subject.Reach.FIELDS : Subject.Reach.ANYWHERE));
        Duration patience = GivenTime.length("--grace", grace);
        Erasure.Request request = Given.read(() -> new Erasure.Request(subject, Given.actor(), reason, patience));
        Configuration given = option.configuration();
        List<String> findings = new ArrayList<>();
        List<List<Object>> rows = new ArrayList<>();
        try (Lake lake = Lake.open(option.settings())) {
            Erasure erasure = new Erasure(lake, Clock.systemUTC(), Ledger.of(lake, option.ledgerSettings()));
            if (dryRun) {
                erasure.count(subject).forEach(each -> rows.add(row("would be erased", each)));
            } else {
                Erasure.Outcome outcome = erasure.run(request);
                console.tell("erasure " + outcome.id());
                outcome.tables().forEach(each -> rows.add(row("erased", each)));
                findings.addAll(outcome.findings());
            }
        }
        rows.add(searchIndices(given, subject));
        OtherStores.of(tenant).forEach((store, remedy) -> rows.add(other(store, remedy)));
        new Rows(
                        List.of(
                                "store",
                                "outcome",
                                "rows",
                                "held",
                                "files_dropped",
                                "files_rewritten",
                                "files_removed",
                                "tags_moved",
                                "snapshots_expired"),
                        rows)
                .print(format.format(), console.out());
        if (!findings.isEmpty()) {
            findings.forEach(console::tell);
            throw OperationException.failure(
                    "the subject is still in %d places: run this again when jobs have committed; what a job still writes is erased by the next run"
                            .formatted(findings.size()));
        }
        if (!dryRun) {
            console.tell("every file that is left was read: the subject is in none, but for rows that are held");
        }
        return ExitCodes.DONE;
    }

    private List<Object> searchIndices(Configuration given, Subject subject) {
        if (!given.contains(OpenSearchOptions.URLS)) {
            return other(
                    "search indices logs-%1$s-*, alerts-%1$s-*, staged-%1$s-*, results-%1$s-*".formatted(tenant),
                    "not cleaned: give -Dopensearch-urls, or wait for drey index expire");
        }
        SearchErasure search = new SearchErasure(given);
        long found = dryRun ? search.count(subject) : search.erase(subject);
        return Arrays.asList(
                "search indices logs-%1$s-*, alerts-%1$s-*, staged-%1$s-*, results-%1$s-*".formatted(tenant),
                dryRun ? "would be erased" : "erased",
                found,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static List<Object> row(String outcome, Erasure.TableOutcome table) {
        return Arrays.asList(
                "lake " + table.table().tableName().toLowerCase(Locale.ROOT),
                outcome,
                table.rowsErased(),
                Given.held(table.rowsHeld()),
                table.filesDropped(),
                table.filesRewritten(),
                table.filesRemoved(),
                table.replacedTags().entrySet().stream()
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .collect(Collectors.joining(" ")),
                table.expiredSnapshots());
    }

    private static List<Object> other(String store, String remedy) {
        return Arrays.asList(store, remedy, null, null, null, null, null, null, null);
    }
}
