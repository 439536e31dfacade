package io.drey.operations.capacity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a fleet's lines cost a year, once given as they are to a service that is paid by what it takes in, and once aggregated
 * for that service and kept in an object store.
 */
public final class Cost {

    private static final double DAYS_A_MONTH = 30;
    private static final double HOURS_A_YEAR = 8_760;
    private static final double SECONDS_A_YEAR = HOURS_A_YEAR * 3_600;

    private final PriceTable prices;
    private final Fleet fleet;
    private final List<Item> items = new ArrayList<>();

    private double ingestPriced;
    private double total;

    private Cost(PriceTable prices, Fleet fleet) {
        this.prices = prices;
        this.fleet = fleet;
    }

    /**
     * One line of the account.
     *
     * @param what in words
     * @param amount how much of it there is, in {@code unit}
     * @param dollars a year; absent where it is no price
     * @param basis how it follows from what was given
     */
    public record Item(String what, double amount, String unit, OptionalDouble dollars, String basis) {}

    public static Cost of(PriceTable prices, Fleet fleet) {
        Cost cost = new Cost(prices, fleet);
        cost.compute();
        return cost;
    }

    /** All lines, always the same ones in the same order but for the table's classes of storage. */
    public List<Item> items() {
        return List.copyOf(items);
    }

    /** Dollars a year of the lines as they are. */
    public double ingestPriced() {
        return ingestPriced;
    }

    /** Dollars a year of aggregated metrics, object store, compute and queue. */
    public double total() {
        return total;
    }

    /** The part of {@link #ingestPriced()} that is saved, in percent; below 0 where nothing is. */
    public double savedPercent() {
        return ingestPriced == 0 ? 0 : 100 * (1 - total / ingestPriced);
    }

    private void compute() {
        double raw = fleet.gibADay();
        double stored = raw / prices.lines().compression();
        double aggregated = fleet.gibOfMetricsADay(prices.metrics());
        amount(
                "raw lines",
                raw,
                "GiB a day",
                "%s hosts x %s lines a second x %s bytes x 86,400 s",
                fleet.hosts(),
                fleet.linesPerSecond(),
                fleet.bytesPerLine());
        amount(
                "compressed lines",
                stored,
                "GiB a day",
                "raw lines / %s",
                prices.lines().compression());
        amount(
                "aggregated metrics",
                aggregated,
                "GiB a day",
                "%s hosts x %s values x %s bytes every %s s",
                fleet.hosts(),
                prices.metrics().seriesAHost(),
                prices.metrics().bytes(),
                prices.metrics().everySeconds());
        ingestPriced = ingest("ingest-priced, raw lines", raw);
        double metrics = ingest("ingest-priced, aggregated metrics", aggregated);
        double store = objectStore(stored * DAYS_A_MONTH);
        double queue = queue();
        double cores = Capacity.plannedCores(fleet.hosts() * fleet.linesPerSecond());
        double compute = cores * prices.compute().coreHour() * HOURS_A_YEAR + queue;
        price(
                "compute with queue",
                cores,
                "cores",
                compute,
                "cores of drey capacity x %s $ an hour x 8,760 h + queue",
                prices.compute().coreHour());
        total = metrics + store + compute;
        price("total", total, "$", total, "aggregated metrics + object store + compute with queue");
        price("saved", savedPercent(), "%", ingestPriced - total, "1 - total / ingest-priced, raw lines");
    }

    private double ingest(String what, double gibADay) {
        double price = prices.ingestPrice(gibADay).gibADayYear();
        return price(what, gibADay, "GiB a day", gibADay * price, "%s $ a year for each GiB a day", price);
    }

    private double objectStore(double gibAMonth) {
        PriceTable.ObjectStore store = prices.objectStore();
        double sum = 0;
        double age = 0;
        int left = store.classes().size();
        for (Map.Entry<String, PriceTable.StorageClass> each : store.classes().entrySet()) {
            left--;
            double rest = fleet.months() - age;
            double months =
                    Math.max(0, left == 0 ? rest : Math.min(each.getValue().months(), rest));
            age += months;
            sum += price(
                    "object store, " + each.getKey(),
                    gibAMonth * months,
                    "GiB",
                    gibAMonth * months * each.getValue().gbMonth() * store.monthsOfLines(),
                    "%s GiB new a month x %s months x %s $",
                    gibAMonth,
                    months,
                    each.getValue().gbMonth());
        }
        double puts = fleet.hosts() * store.objectsAHostHour() * 24 * DAYS_A_MONTH;
        double gets = puts * store.getsAnObject();
        sum += price(
                "object store, PUT",
                puts,
                "a month",
                12 * puts * store.putThousand() / 1_000,
                "12 months x %s $ for 1,000",
                store.putThousand());
        sum += price(
                "object store, GET",
                gets,
                "a month",
                12 * gets * store.getThousand() / 1_000,
                "12 months x %s $ for 1,000",
                store.getThousand());
        return price("object store", gibAMonth, "GiB new a month", sum, "its classes, PUT and GET");
    }

    private double queue() {
        PriceTable.Queue queue = prices.queue();
        double units = fleet.valuesPerSecond(prices.metrics());
        return price(
                "queue",
                queue.shards(),
                "shards",
                queue.shards() * queue.shardHour() * HOURS_A_YEAR
                        + units * SECONDS_A_YEAR / 1_000_000 * queue.putMillion(),
                "%s shards x %s $ an hour x 8,760 h + %s units a second x %s $ for 1,000,000",
                queue.shards(),
                queue.shardHour(),
                units,
                queue.putMillion());
    }

    private void amount(String what, double amount, String unit, String basis, Object... values) {
        items.add(new Item(what, amount, unit, OptionalDouble.empty(), written(basis, values)));
    }

    private double price(String what, double amount, String unit, double dollars, String basis, Object... values) {
        items.add(new Item(what, amount, unit, OptionalDouble.of(dollars), written(basis, values)));
        return dollars;
    }

    private static String written(String basis, Object... values) {
        Object[] words = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            words[i] = number((double) values[i]);
        }
        return basis.formatted(words);
    }

    /** Whole where it is large or whole, and else as it is, to six places. */
    private static String number(double value) {
        return value == Math.rint(value) || value >= 1_000
                ? String.format(Locale.ROOT, "%,d", Math.round(value))
                : String.format(Locale.ROOT, "%.6f", value).replaceAll("0+$", "");
    }
}
