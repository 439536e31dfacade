package io.drey.cli.capacity;

import io.drey.cli.console.CommandException;
import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.console.Rows;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a fleet's lines cost. */
@Command(
        name = "cost",
        description = {
            "Computes what a fleet's lines cost a year: given as they are to a service that is paid by what it takes"
                    + " in, or aggregated for it and kept in an object store. Each line says how it follows from what was"
                    + " given.",
            "Prices are in a table: docs/prices.yaml, which you may copy and edit. Asks no server."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey cost --hosts 30 --tps 10000 --bytes 325",
            "  drey cost --hosts 30 --tps 10000 --bytes 325 --set object-store.months-of-lines=12 --set"
                    + " lines.compression=16.4",
            "  drey cost --hosts 200 --tps 500 --bytes 230 --months 36 --prices my-prices.yaml --format csv",
            "  drey cost --print-prices > my-prices.yaml"
        })
public final class CostCommand implements Callable<Integer> {

    private static final double WHOLE_YEAR = 12;

    private final Console console;

    @Option(
            names = "--hosts",
            paramLabel = "N",
            defaultValue = "1",
            description = "Hosts that write lines (default: ${DEFAULT-VALUE}).")
    private double hosts;

    @Option(names = "--tps", paramLabel = "N", description = "Lines a second of each host, on average over the day.")
    private Double linesPerSecond;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "325",
            description = "Bytes of a line (default: ${DEFAULT-VALUE}).")
    private double bytesPerLine;

    @Option(
            names = "--months",
            paramLabel = "N",
            defaultValue = "12",
            description = "How long lines are kept (default: ${DEFAULT-VALUE}).")
    private double months;

    @Option(names = "--prices", paramLabel = "FILE", description = "Your own price table (default: the published one).")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Another value in the price table, such as compute.core-hour=0.05. May be repeated.")
    private Map<String, Double> changes = Map.of();

    @Option(names = "--print-prices", description = "Print the published price table, to be edited.")
    private boolean printPrices;

    @Mixin
    private FormatOption format = new FormatOption();

    CostCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (printPrices) {
            console.out().print(PriceTable.published());
            return ExitCodes.DONE;
        }
        if (linesPerSecond == null) {
            throw CommandException.usage("how many lines there are is not said: give --tps, and --hosts and --bytes");
        }
        PriceTable prices = prices(changes);
        Fleet fleet = fleet();
        Cost cost = Cost.of(prices, fleet);
        List<List<Object>> rows = new ArrayList<>();
        for (Cost.Item item : cost.items()) {
            List<Object> row = new ArrayList<>();
            row.add(item.what());
            row.add(shown(item.amount()));
            row.add(item.unit());
            row.add(item.dollars().isPresent() ? shown(item.dollars().getAsDouble()) : null);
            row.add(item.basis());
            rows.add(row);
        }
        new Rows(List.of("what", "amount", "unit", "usd_a_year", "basis"), rows).print(format.format(), console.out());
        console.tell(dollars(cost.ingestPriced()) + " against " + dollars(cost.total())
                + String.format(Locale.ROOT, ": %.2f %% saved", cost.savedPercent()));
        tellWholeYear(prices, fleet);
        return ExitCodes.DONE;
    }

    /** Storage goes on when the lines' first month is over: whoever plans a budget has to hear of it. */
    private void tellWholeYear(PriceTable prices, Fleet fleet) {
        double monthsOfLines = prices.objectStore().monthsOfLines();
        if (monthsOfLines >= WHOLE_YEAR) {
            return;
        }
        Cost whole = Cost.of(prices.withMonthsOfLines(WHOLE_YEAR), fleet);
        console.tell(
                "the storage of %s month's lines is in it; that of a year's, object-store.months-of-lines=12, makes it %s: %s saved"
                        .formatted(
                                shown(monthsOfLines),
                                dollars(whole.total()),
                                String.format(Locale.ROOT, "%.2f %%", whole.savedPercent())));
    }

    private PriceTable prices(Map<String, Double> changes) {
        String yaml;
        try {
            yaml = file == null ? PriceTable.published() : Files.readString(file);
        } catch (IOException e) {
            throw CommandException.usage(
                    "--prices %s cannot be read: %s".formatted(file, CommandException.rootMessage(e)), e);
        }
        try {
            return PriceTable.of(yaml, changes);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(
                    "%s: %s".formatted(file == null ? "the published price table" : file, e.getMessage()), e);
        }
    }

    private Fleet fleet() {
        try {
            return new Fleet(hosts, linesPerSecond, bytesPerLine, months);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage(), e);
        }
    }

    /** Whole where it is, and from 100 on; else to hundredths. */
    static BigDecimal shown(double amount) {
        boolean isWhole = Math.abs(amount) >= 99.995 || amount == Math.rint(amount);
        return BigDecimal.valueOf(amount).setScale(isWhole ? 0 : 2, RoundingMode.HALF_UP);
    }

    private static String dollars(double amount) {
        return String.format(Locale.ROOT, "$%,.0f", amount);
    }
}
