package io.drey.cli.capacity;

import static io.drey.cli.CommandRun.drey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.cli.CommandRun;
import io.drey.operations.capacity.Cost;
import io.drey.operations.capacity.Fleet;
import io.drey.operations.capacity.Measured;
import io.drey.operations.capacity.PriceTable;
import io.drey.query.report.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lines cost: the yardstick, what-if, and price tables of one's own. */
class CostCommandTest {

    private static final String[] YARDSTICK = {"cost", "--hosts", "30", "--tps", "10000", "--bytes", "325"};

    /** Volumes in GiB a day, and a month; prices in dollars a year. */
    @ParameterizedTest
    @CsvSource({
        "raw lines,7845,",
        "compressed lines,541,",
        "aggregated metrics,4.1,",
        "'ingest-priced, raw lines',7845,2510548",
        "'ingest-priced, aggregated metrics',4.1,6648",
        "'object store, standard',16232,373",
        "'object store, infrequent',32464,406",
        "'object store, archive',146088,584",
        "'object store, PUT',21600,1.3",
        "'object store, GET',64800,0.31",
        "object store,16232,1365",
        "queue,3,527",
        "compute with queue,12,4091",
        "total,12104,12104",
        "saved,99.52,2498443",
    })
    void theYardstickFollowsFromItsInputs(String what, double amount, Double dollars) {
        Cost.Item item = item(cost(Map.of(), new Fleet(30, 10_000, 325, 12)), what);
        assertThat(CostCommand.shown(item.amount()).doubleValue()).isEqualTo(amount);
        if (dollars == null) {
            assertThat(item.dollars()).isEmpty();
        } else {
            assertThat(CostCommand.shown(item.dollars().orElseThrow()).doubleValue())
                    .isEqualTo(dollars);
        }
    }

    @Test
    void theTotalIsTheSumOfItsParts() {
        Cost cost = cost(Map.of(), new Fleet(7, 123, 456, 5));
        assertThat(cost.total())
                .isCloseTo(
                        dollars(cost, "ingest-priced, aggregated metrics")
                                + dollars(cost, "object store")
                                + dollars(cost, "compute with queue"),
                        within(1e-9));
    }

    @Test
    void theCommandShowsTheYardstick() {
        CommandRun run = drey(YARDSTICK);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("$2,510,548 against $12,104: 99.52 % saved");
        // Twelve months of $1,363.49 of storage instead of one.
        assertThat(run.err()).contains("object-store.months-of-lines=12, makes it $27,103: 98.92 % saved");
    }

    @Test
    void shorterRetentionLeavesTheOldestClassEmpty() {
        Cost cost = cost(Map.of(), new Fleet(30, 10_000, 325, 2));
        assertThat(item(cost, "object store, infrequent").amount())
                .isEqualTo(item(cost, "object store, standard").amount());
        assertThat(dollars(cost, "object store, archive")).isZero();
    }

    @Test
    void longerRetentionIsTheOldestClass() {
        Cost year = cost(Map.of(), new Fleet(30, 10_000, 325, 12));
        Cost sevenYears = cost(Map.of(), new Fleet(30, 10_000, 325, 84));
        assertThat(dollars(sevenYears, "object store, standard")).isEqualTo(dollars(year, "object store, standard"));
        assertThat(dollars(sevenYears, "object store, archive"))
                .isCloseTo(dollars(year, "object store, archive") / 9 * 81, within(1e-6));
    }

    @Test
    void aPriceMayBeAnother() throws IOException {
        CommandRun run = drey("cost", "--tps", "1000", "--set", "compute.core-hour=1", "--format", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        // 1,000 lines a second take one core, 8,760 h; 3 shards 394.20, 10 units a second 4.42 (315.36 M units).
        assertThat(new ObjectMapper().readTree(run.out()).toString())
                .contains("{\"what\":\"compute with queue\",\"amount\":1,\"unit\":\"cores\",\"usd_a_year\":9159,");
    }

    @Test
    void aTableOfOnesOwnIsTaken(@TempDir Path folder) throws IOException {
        Path own = folder.resolve("own.yaml");
        Files.writeString(
                own, drey("cost", "--print-prices").out().replace("gib-a-day-year: 1620", "gib-a-day-year: 2000"));
        CommandRun run = drey("cost", "--tps", "100", "--prices", own.toString(), "--format", "csv");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("2,000 $ a year for each GiB a day");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "core-hour: 0.033907|core-hours: 1|compute.core-hour is missing",
                "compute:|computer: {}!compute:|there is no key 'computer': did you mean 'compute'?",
                "core-hour: 0.033907|core-hour: cheap|compute.core-hour is 'cheap': it is a number",
                "core-hour: 0.033907|core-hour: -1|compute.core-hour is -1.0: it is 0 or more",
                "compression: 14.5|compression: 0|lines.compression is 0.0: it is above 0",
                "from-gib-a-day: 0|from-gib-a-day: 5|no step of ingest-priced begins with from-gib-a-day: 0",
                "  shards: 3||queue.shards is missing",
                "  shards: 3|  shards: 3: 4|line ",
            })
    void aTableThatIsWrongSaysWhere(String published, String wrong, String message) {
        String yaml = PriceTable.published().replace(published, wrong == null ? "" : wrong.replace('!', '\n'));
        assertThatThrownBy(() -> PriceTable.of(yaml, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /** Two days of 864,000 lines of 200 bytes, in a tenth of these bytes, and 17,280 rows of metrics of 50 bytes. */
    @Test
    void aTenantOfTheLakeIsAFleet() {
        Measured measured = new Measured(new Volume(864_000, 172_800_000, 17_280_000, 17_280, 864_000), 2, 5);
        assertThat(measured.fleet(12)).isEqualTo(new Fleet(5, 1, 200, 12));
        Cost cost = cost(
                measured.changes(PriceTable.of(PriceTable.published(), Map.of()).metrics()), measured.fleet(12));
        assertThat(item(cost, "raw lines").amount() * (1 << 30)).isCloseTo(86_400_000, within(1.0));
        assertThat(item(cost, "compressed lines").amount() * (1 << 30)).isCloseTo(8_640_000, within(1.0));
        assertThat(item(cost, "aggregated metrics").amount() * (1 << 30)).isCloseTo(432_000, within(1.0));
    }

    @Test
    void aTenantWithoutMetricsHasNone() {
        Measured measured = new Measured(new Volume(10, 1_000, 100, 0, 0), 1, 1);
        assertThat(measured.changes(
                        PriceTable.of(PriceTable.published(), Map.of()).metrics()))
                .containsEntry("metrics.series-a-host", 0.0)
                .containsEntry("metrics.bytes", 0.0);
        assertThatThrownBy(() -> new Measured(new Volume(0, 0, 0, 0, 0), 1, 1))
                .hasMessageContaining("the lake has no line of these days");
    }

    @Test
    void nonsenseIsRefused() {
        assertThat(drey("cost", "--tenant", "acme").err()).contains("give --from, and --to behind it");
        assertThat(drey("cost", "--tenant", "acme", "--tps", "1").err()).contains("leave out --tps and --bytes");
        assertThat(drey("cost", "--tps", "1", "--from", "2026-10-01").err()).contains("--from and --to are a tenant's");
        assertThat(drey("cost").err()).contains("give --tps");
        assertThat(drey("cost").exitCode()).isEqualTo(2);
        assertThat(drey("cost", "--tps", "1", "--hosts", "0").err()).contains("--hosts is 0.0: it is at least 1");
        assertThat(drey("cost", "--tps", "1", "--set", "queue.shard=1").err())
                .contains("the published price table: there is no key 'queue.shard': did you mean 'queue.shards'?");
        assertThat(drey("cost", "--tps", "1", "--prices", "nowhere.yaml").err())
                .contains("--prices nowhere.yaml cannot be read");
    }

    private static Cost cost(Map<String, Double> changes, Fleet fleet) {
        return Cost.of(PriceTable.of(PriceTable.published(), changes), fleet);
    }

    private static double dollars(Cost cost, String what) {
        return item(cost, what).dollars().orElseThrow();
    }

    private static Cost.Item item(Cost cost, String what) {
        return cost.items().stream()
                .filter(item -> item.what().equals(what))
                .findFirst()
                .orElseThrow();
    }
}
