package io.drey.cli.capacity;

import static io.drey.cli.CommandRun.drey;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.cli.CommandRun;
import io.drey.operations.capacity.Capacity;
import io.drey.operations.capacity.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an installation needs, by hand and by the command, and the page that shows it. */
class CapacityCommandTest {

    private static final Path HOME = Path.of(System.getProperty("drey.home", ".."));

    @Test
    void whatIsNeededIsWhatOneComputesByHand() {
        List<Capacity.Item> items = Capacity.of(new Load(100_000, 325, 20, 1, 7, 365, 0.5));
        assertThat(amount(items, "lines in, MB/s")).isEqualTo(32.5);
        assertThat(amount(items, "cores of parsing, metrics, rules and lake")).isCloseTo(2.27, within());
        assertThat(amount(items, "cores of delivery and OpenSearch")).isCloseTo(9.4, within());
        // 2.27 / 0.6, and half of 9.4 / 0.6, each rounded up.
        assertThat(amount(items, "slots")).isEqualTo(4 + 8);
        assertThat(amount(items, "partitions of raw topics at least")).isEqualTo(20);
        // 50,000 lines a second over a day, of 325 bytes: 1,404 GB; three copies of three days of lines and one of
        // events.
        assertThat(amount(items, "brokers' disks, GB"))
                .isCloseTo(1_404 * 12, org.assertj.core.api.Assertions.within(1.0));
        assertThat(amount(items, "lake, GB"))
                .isCloseTo(1_404 * 0.061 * 365, org.assertj.core.api.Assertions.within(1.0));
    }

    @Test
    void whatBrokersTakeInAndGiveIsToldByWhomItIsFor() {
        List<Capacity.Item> items = Capacity.of(new Load(1_000_000, 100, 1, 1, 7, 365, 0.5));
        assertThat(amount(items, "brokers, in, MB/s"))
                .isEqualTo(sum(items, "  lines from shippers", "  events from ingest", "  copies from other brokers"))
                .isEqualTo(600);
        assertThat(amount(items, "brokers, out, MB/s"))
                .isEqualTo(sum(
                        items,
                        "  lines to ingest",
                        "  events to rules",
                        "  events to metrics",
                        "  events to delivery",
                        "  copies to other brokers"))
                .isEqualTo(800);
    }

    @Test
    void whatGivesWayFirstIsToldOfEachYear() {
        CommandRun run =
                drey("capacity", "--lines-per-second", "60000", "--searchable-share", "0.1", "--growth", "0.6");
        assertThat(run.err().lines().map(String::strip))
                .containsSubsequence(
                        "what gives way first:",
                        "now:     Nothing yet: two cores do it.",
                        "year 1:  Rules: a third of what the jobs take. Run rules as a job of their own, with more partitions.")
                .hasSize(5);
    }

    @Test
    void threeYearsOfGrowthAreCompounded() {
        Load load = new Load(1_000, 325, 1, 1, 7, 365, 0.5).grown(0.5, 3);
        assertThat(load.linesPerSecond()).isEqualTo(3_375);
    }

    @Test
    void whatGivesWayFirstChangesWithTheLoad() {
        assertThat(Capacity.bottleneck(new Load(10_000, 325, 1, 0, 0, 365, 0.5)))
                .startsWith("Nothing yet");
        assertThat(Capacity.bottleneck(new Load(100_000, 325, 1, 1, 7, 365, 0.5)))
                .startsWith("OpenSearch");
        assertThat(Capacity.bottleneck(new Load(300_000, 325, 1, 0.1, 7, 365, 0.5)))
                .startsWith("Rules");
        assertThat(Capacity.bottleneck(new Load(10_000_000, 325, 1, 0.1, 7, 365, 0.5)))
                .startsWith("Kafka");
    }

    @Test
    void everyFigureSaysWhatItFollowsFrom() {
        assertThat(Capacity.of(new Load(1, 1, 1, 1, 1, 1, 1)))
                .allSatisfy(item -> assertThat(item.basis()).matches("(?s)(as asked|(measured|computed|assumed): .+)"));
    }

    @ParameterizedTest
    @CsvSource({"123456,123000", "99.95,100", "12.34,12.3", "2.274,2.27", "0.5,0.5", "3,3", "0,0", "10,10", "100,100"})
    void threeDigitsAreShown(double amount, String shown) {
        assertThat(CapacityCommand.rounded(amount)).isEqualTo(shown);
    }

    @Test
    void nonsenseIsRefused() {
        assertThat(drey("capacity").exitCode()).isEqualTo(2);
        CommandRun run = drey("capacity", "--lines-per-second", "10", "--searchable-share", "2");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--searchable-share is 2.0: it is from 0 to 1");
    }

    /** Set {@code -Ddrey.capacity.write=true} to write it anew. */
    @ParameterizedTest
    @ValueSource(strings = {"capacity", "cost"})
    void thePageShowsWhatTheCommandSays(String command) throws IOException {
        Path page = HOME.resolve("docs/%s.md".formatted(command));
        String text = Files.readString(page);
        String anew = Pattern.compile("(?ms)^```console\\n\\$ drey (%s [^\\n]*)\\n.*?^```$".formatted(command))
                .matcher(text)
                .replaceAll(block -> {
                    CommandRun run = drey(block.group(1).split(" ", -1));
                    assertThat(run.exitCode()).as(run.err()).isZero();
                    return java.util.regex.Matcher.quoteReplacement(
                            "```console\n$ drey %s\n%s%s```".formatted(block.group(1), run.out(), run.err()));
                });
        if (Boolean.getBoolean("drey.capacity.write")) {
            Files.writeString(page, anew);
        }
        assertThat(Files.readString(page)).isEqualTo(anew);
        assertThat(anew)
                .contains(
                        "capacity".equals(command)
                                ? "$ drey capacity --lines-per-second 10000000"
                                : "$ drey cost --hosts 30");
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.api.Assertions.within(1e-9);
    }

    private static double sum(List<Capacity.Item> items, String... whats) {
        return Stream.of(whats).mapToDouble(what -> amount(items, what)).sum();
    }

    private static double amount(List<Capacity.Item> items, String what) {
        return items.stream()
                .filter(item -> item.what().equals(what))
                .mapToDouble(Capacity.Item::amount)
                .findFirst()
                .orElseThrow();
    }
}
