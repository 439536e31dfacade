package io.drey.cli.lake;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.GivenTime;
import io.drey.event.Printable;
import io.drey.lake.Lake;
import io.drey.lake.retention.AuditTags;
import io.drey.operations.OperationException;
import io.drey.query.rows.Rows;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps the tables as they were at the end of a month. */
@Command(
        name = "tag",
        description = {
            "Tags the last snapshot of a month in logs, dead_letters and alerts as audit-YYYY-MM: snapshot expiry keeps it. Run it "
                    + "once a month, before that month's snapshots expire. Safe to repeat: a tag that is there is not moved."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  drey lake tag", "  drey lake tag --month 2026-10 --keep 3650d"})
public final class TagCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--month",
            paramLabel = "YYYY-MM",
            description = "A month that is over, in UTC (default: the last).")
    private String month;

    @Option(
            names = "--keep",
            paramLabel = "DURATION",
            defaultValue = "400d",
            description = "How long the tag is kept (default: ${DEFAULT-VALUE}).")
    private String keep;

    @Mixin
    private LakeOption option = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    TagCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        YearMonth wanted = month();
        Duration length = GivenTime.length("--keep", keep);
        if (length.isZero()) {
            throw OperationException.usage("--keep '%s' keeps nothing: write it like 400d".formatted(keep));
        }
        List<List<Object>> rows = new ArrayList<>();
        try (Lake lake = Lake.open(option.settings())) {
            for (AuditTags.Tagged tagged : new AuditTags(lake).tag(wanted, length)) {
                rows.add(Arrays.asList(
                        tagged.table().tableName(),
                        tagged.tag(),
                        tagged.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        tagged.snapshotId().map(String::valueOf).orElse(null)));
            }
        }
        new Rows(List.of("table", "tag", "outcome", "snapshot"), rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }

    private YearMonth month() {
        YearMonth now = YearMonth.now(ZoneOffset.UTC);
        if (month == null) {
            return now.minusMonths(1);
        }
        try {
            YearMonth given = YearMonth.parse(month);
            if (!given.isBefore(now)) {
                throw OperationException.usage(
                        "--month %s is not over: its last snapshot is not known".formatted(month));
            }
            return given;
        } catch (DateTimeParseException e) {
            throw OperationException.usage(
                    "--month '%s' is no month: write it like 2026-10".formatted(Printable.of(month)), e);
        }
    }
}
