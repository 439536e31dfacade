package io.drey.cli.capacity;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.operations.OperationException;
import io.drey.operations.capacity.Capacity;
import io.drey.operations.capacity.Load;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How large an installation has to be. */
@Command(
        name = "capacity",
        description = {
            "Computes what an installation needs now and in three years: cores, slots, partitions, brokers, disks, shards and "
                    + "lake. Each figure says whether it follows from a measurement, and which, or from an assumption.",
            "Asks no server. Standard error says what gives way first, now and later."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey capacity --lines-per-second 100000 --bytes-per-line 325 --tenants 20",
            "  drey capacity --lines-per-second 300000 --searchable-share 0.1 --searchable-days 14 --format csv",
        })
public final class CapacityCommand implements Callable<Integer> {

    private static final int YEARS = 3;

    private final Console console;

    @Option(
            names = "--lines-per-second",
            required = true,
            paramLabel = "N",
            description = "Lines a second at the busiest time of the day.")
    private double linesPerSecond;

    @Option(
            names = "--bytes-per-line",
            paramLabel = "N",
            defaultValue = "325",
            description = "Bytes of a line as shipped (default: ${DEFAULT-VALUE}).")
    private int bytesPerLine;

    @Option(names = "--tenants", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private int tenants;

    @Option(
            names = "--searchable-share",
            paramLabel = "SHARE",
            defaultValue = "1",
            description = "The share of lines that are searchable, from 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double searchableShare;

    @Option(
            names = "--searchable-days",
            paramLabel = "N",
            defaultValue = "7",
            description = "How long they are (default: ${DEFAULT-VALUE}).")
    private int searchableDays;

    @Option(
            names = "--lake-days",
            paramLabel = "N",
            defaultValue = "365",
            description = "How long lines are in the lake (default: ${DEFAULT-VALUE}).")
    private int lakeDays;

    @Option(
            names = "--busy-share",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "The mean rate of a day as a share of the busiest (default: ${DEFAULT-VALUE}).")
    private double busyShare;

    @Option(
            names = "--growth",
            paramLabel = "SHARE",
            defaultValue = "0.5",
            description = "Growth a year: 0.5 for 50 %% (default: ${DEFAULT-VALUE}).")
    private double growth;

    @Mixin
    private FormatOption format = new FormatOption();

    CapacityCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (growth < 0 || growth > 10) {
            throw OperationException.usage(
                    "--growth is %s: it is from 0 to 10, 0.5 for 50 %% a year".formatted(growth));
        }
        Load now;
        try {
            now = new Load(linesPerSecond, bytesPerLine, tenants, searchableShare, searchableDays, lakeDays, busyShare);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        List<List<Capacity.Item>> years = new ArrayList<>();
        for (int year = 0; year <= YEARS; year++) {
            years.add(Capacity.of(now.grown(growth, year)));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int item = 0; item < years.get(0).size(); item++) {
            List<Object> row = new ArrayList<>();
            row.add(years.get(0).get(item).what());
            for (List<Capacity.Item> year : years) {
                row.add(rounded(year.get(item).amount()));
            }
            row.add(years.get(0).get(item).basis());
            rows.add(row);
        }
        new Rows(List.of("what", "now", "year_1", "year_2", "year_3", "basis"), rows)
                .print(format.format(), console.out());
        console.tell("what gives way first:");
        for (int year = 0; year <= YEARS; year++) {
            console.tell("  %-9s%s"
                    .formatted(
                            year == 0 ? "now:" : "year %d:".formatted(year),
                            Capacity.bottleneck(now.grown(growth, year))));
        }
        return ExitCodes.DONE;
    }

    /** Three digits that count, as more would claim what nobody knows. */
    static String rounded(double amount) {
        if (amount == 0) {
            return "0";
        }
        double unit = Math.pow(10, Math.floor(Math.log10(amount)) - 2);
        double shown = Math.round(amount / unit) * unit;
        return amount >= 100
                ? String.format(Locale.ROOT, "%d", Math.round(shown))
                : String.format(Locale.ROOT, "%." + (amount >= 10 ? 1 : 2) + "f", shown)
                        .replaceAll("\\.?0+$", "");
    }
}
