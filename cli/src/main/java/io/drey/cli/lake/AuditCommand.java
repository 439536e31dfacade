package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.event.DatasetId;
import io.drey.lake.Lake;
import io.drey.lake.audit.AccessAudit;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who asked for which rows. */
@Command(
        name = "audit",
        description =
                "Shows who asked for which tenant's rows by drey query, report run and lake restore, oldest first.",
        footerHeading = "%nExample:%n",
        footer = "  drey lake audit --tenant acme --format csv")
public final class AuditCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's rows (default: all).")
    private String tenant;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    AuditCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<String> only =
                Optional.ofNullable(tenant).map(name -> Given.read(() -> DatasetId.requireTenant(name)));
        List<List<Object>> rows = new ArrayList<>();
        try (Lake lake = Lake.open(option.settings())) {
            for (AccessAudit.Entry entry : AccessAudit.entries(lake, only)) {
                rows.add(new ArrayList<>(Arrays.asList(
                        entry.time().toString(),
                        entry.access().actor(),
                        entry.access().tenant(),
                        entry.access().action().name().toLowerCase(Locale.ROOT),
                        entry.outcome(),
                        entry.rowCount().isPresent() ? entry.rowCount().getAsLong() : null,
                        entry.access().engine(),
                        snapshots(entry.access().snapshots()),
                        entry.access().statement(),
                        entry.access().statementSha256(),
                        entry.access().id())));
            }
        }
        new Rows(
                        List.of(
                                "time",
                                "by",
                                "tenant",
                                "action",
                                "outcome",
                                "rows",
                                "engine",
                                "snapshots",
                                "statement",
                                "sha256",
                                "id"),
                        rows)
                .print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private static String snapshots(Map<String, Long> snapshots) {
        return new TreeMap<>(snapshots)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining(" "));
    }
}
