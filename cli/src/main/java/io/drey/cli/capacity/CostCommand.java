package io.drey.cli.capacity;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.lake.LakeOption;
import io.drey.operations.OperationException;
import io.drey.operations.capacity.Cost;
import io.drey.operations.capacity.Fleet;
import io.drey.operations.capacity.Measured;
import io.drey.operations.capacity.PriceTable;
import io.drey.operations.lake.Engines;
import io.drey.query.QuerySettings;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryLimits;
import io.drey.query.report.Volume;
import io.drey.query.rows.Rows;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
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
            "Prices are in a table: docs/prices.yaml, which you may copy and edit. Asks no server, unless a tenant's lines are meant."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey cost --hosts 30 --tps 10000 --bytes 325",
            "  drey cost --hosts 30 --tps 10000 --bytes 325 --set object-store.months-of-lines=12 --set"
                    + " lines.compression=16.4",
            "  drey cost --hosts 200 --tps 500 --bytes 230 --months 36 --prices my-prices.yaml --format csv",
            "  drey cost --tenant acme --from 2026-10-01 --to 2026-11-01 --hosts 12",
            "  drey cost --print-prices > my-prices.yaml"
        })
public final class CostCommand implements Callable<Integer> {

    private static final double WHOLE_YEAR = 12;
    private static final double DEFAULT_BYTES = 325;

    private final Console console;

    @Option(
            names = "--hosts",
            paramLabel = "N",
            defaultValue = "1",
            description = "Hosts that write lines (default: ${DEFAULT-VALUE}).")
    private double hosts;

    @Option(names = "--tps", paramLabel = "N", description = "Lines a second of each host, on average over the day.")
    private Double linesPerSecond;

    @Option(names = "--bytes", paramLabel = "N", description = "Bytes of a line (default: 325).")
    private Double bytesPerLine;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description =
                    "Instead of --tps and --bytes: what the lake has of this tenant's days. Reads all of their lines.")
    private String tenant;

    @Option(names = "--from", paramLabel = "DAY", description = "The first day (UTC), such as 2026-10-01.")
    private LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "The day after the last.")
    private LocalDate to;

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
    private LakeOption lake = new LakeOption();

    @Mixin
    private FormatOption format = new FormatOption();

    CostCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (printPrices) {
            console.out().print(PriceTable.published());
            return ExitCodes.DONE;
        }
        PriceTable prices = prices(changes);
        Fleet fleet;
        try {
            if (tenant == null) {
                fleet = fleet();
            } else {
                Measured measured = measured();
                fleet = measured.fleet(months);
                Map<String, Double> all = new HashMap<>(measured.changes(prices.metrics()));
                all.putAll(changes);
                prices = prices(all);
            }
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
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
            throw OperationException.usage(
                    "--prices %s cannot be read: %s".formatted(file, OperationException.rootMessage(e)), e);
        }
        try {
            return PriceTable.of(yaml, changes);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(
                    "%s: %s".formatted(file == null ? "the published price table" : file, e.getMessage()), e);
        }
    }

    private Fleet fleet() {
        if (linesPerSecond == null) {
            throw OperationException.usage("how many lines there are is not said: give --tps, and --hosts and --bytes;"
                    + " or --tenant, --from and --to");
        }
        if (from != null || to != null) {
            throw OperationException.usage("--from and --to are a tenant's: give --tenant, or leave them out");
        }
        return new Fleet(hosts, linesPerSecond, bytesPerLine == null ? DEFAULT_BYTES : bytesPerLine, months);
    }

    private Measured measured() throws IOException {
        if (linesPerSecond != null || bytesPerLine != null) {
            throw OperationException.usage("--tenant tells lines and bytes: leave out --tps and --bytes");
        }
        if (from == null || to == null || !from.isBefore(to)) {
            throw OperationException.usage("of which days is not said: give --from, and --to behind it, as in"
                    + " --from 2026-10-01 --to 2026-11-01");
        }
        QuerySettings settings = lake.querySettings();
        Volume volume = Volume.of(
                new FlinkQueryEngine(lake.settings(), new QueryLimits(settings.maxBytes(), settings.timeout())),
                Engines.records(lake, console::tell),
                tenant,
                from,
                to);
        console.tell(String.format(
                Locale.ROOT,
                "%s, %s to %s: %,d lines of %,d bytes, %,d bytes in the lake; %,d rows of metrics of %,d bytes",
                tenant,
                from,
                to,
                volume.lines(),
                volume.lineBytes(),
                volume.lakeBytes(),
                volume.metricRows(),
                volume.metricBytes()));
        return new Measured(volume, ChronoUnit.DAYS.between(from, to), hosts);
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
