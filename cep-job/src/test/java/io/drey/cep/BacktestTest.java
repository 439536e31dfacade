package io.drey.cep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.event.LogEvent;
import io.drey.rules.backtest.Backtest;
import io.drey.rules.book.BuiltInRules;
import io.drey.rules.book.RuleBook;
import io.drey.rules.book.RuleVersion;
import io.drey.rules.sigma.Placeholders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operators of the job and a backtest find the same in the same events, whenever these arrived. */
class BacktestTest {

    private static final long CHANGED = RandomRulesTest.MIDNIGHT + 20_000;
    private static final long FOREVER = Long.MAX_VALUE / 2;
    private static final long LITTLE = 50_000;
    private static final long MUCH = 1 << 30;

    /** A correlation and a rule that it rests on change in the middle. */
    private static final List<RuleVersion> DOCUMENTS = List.of(
            SampleRules.always("base", 1, RandomRulesTest.SINGLES),
            SampleRules.always("correlations", 3, RandomRulesTest.CORRELATIONS + RandomRulesTest.CHAINS),
            new RuleVersion(
                    "base",
                    2,
                    CHANGED + 25_000,
                    RandomRulesTest.SINGLES.replace("status_code: 404", "status_code: [404, 403]")),
            new RuleVersion(
                    "correlations",
                    4,
                    CHANGED,
                    RandomRulesTest.CORRELATIONS.replace("gte: 3", "gte: 4") + RandomRulesTest.CHAINS));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void findsTheAlertsThatWereRaisedLive(long seed) throws Exception {
        Random random = new Random(seed);
        List<LogEvent> arriving = RandomRulesTest.arriving(random);
        List<Alert> live = RandomRulesTest.live(FixedRules.of(Map.of("acme", DOCUMENTS)), arriving, random);
        assertThat(live).extracting(Alert::ruleVersion).contains(1, 2, 3, 4);

        List<Alert> found = backtest(arriving, new Backtest.Range(0, FOREVER), random, LITTLE);

        assertThat(texts(found)).isEqualTo(texts(live));
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void findsThoseThatAreCompletedWithinARange(long seed) throws Exception {
        Random random = new Random(seed);
        List<LogEvent> arriving = RandomRulesTest.arriving(random);
        List<Alert> live = RandomRulesTest.live(FixedRules.of(Map.of("acme", DOCUMENTS)), arriving, random);
        long from = CHANGED - 10_000;
        long to = CHANGED + 40_000;

        List<Alert> found = backtest(arriving, new Backtest.Range(from, to), random, MUCH);

        live.removeIf(alert -> alert.timestampMillis() < from || to <= alert.timestampMillis());
        // Which of overlapping matches it takes goes back to the last pause in its group, and here there is none.
        live.removeIf(alert -> alert.ruleId().equals(BuiltInRules.BRUTE_FORCE_LOGIN));
        found.removeIf(alert -> alert.ruleId().equals(BuiltInRules.BRUTE_FORCE_LOGIN));
        assertThat(found).isNotEmpty();
        assertThat(texts(found)).isEqualTo(texts(live));
    }

    @Test
    void whatTheRangeNeedsIsAsLongAsTheRulesInForceRemember() throws IOException {
        RuleBook book = RuleBook.ofOnly(
                List.of(
                        SampleRules.always("rules", 1, SampleRules.FOUR_PATHS),
                        new RuleVersion("rules", 2, 100_000, SampleRules.FOUR_PATHS.replace("7s", "50s"))),
                Placeholders.NONE);
        try (Backtest before = backtest(book, new Backtest.Range(60_000, 100_000));
                Backtest across = backtest(book, new Backtest.Range(60_000, 100_001))) {
            assertThat(before.firstMillis()).isBetween(52_000L, 53_000L);
            assertThat(across.firstMillis()).isBetween(9_000L, 10_000L);
            assertThat(across.lastMillis()).isBetween(150_000L, 151_001L);
        }
    }

    private Backtest backtest(RuleBook book, Backtest.Range range) {
        return new Backtest(book, range, folder, MUCH, 0, alert -> {});
    }

    /** In slices of some seconds, each in no order. */
    private List<Alert> backtest(List<LogEvent> events, Backtest.Range range, Random random, long memory)
            throws IOException {
        List<Alert> alerts = new ArrayList<>();
        List<LogEvent> inOrder = new ArrayList<>(events);
        inOrder.sort(Comparator.comparing(LogEvent::timestampMillis));
        boolean spilt = false;
        try (Backtest backtest = new Backtest(RuleBook.of(DOCUMENTS), range, folder, memory, 0, alerts::add)) {
            inOrder.removeIf(event -> event.timestampMillis() < backtest.firstMillis()
                    || backtest.lastMillis() <= event.timestampMillis());
            int at = 0;
            while (at < inOrder.size()) {
                long end = inOrder.get(at).timestampMillis() + 1 + random.nextInt(30_000);
                List<LogEvent> slice = new ArrayList<>();
                while (at < inOrder.size() && inOrder.get(at).timestampMillis() < end) {
                    slice.add(inOrder.get(at++));
                }
                Collections.shuffle(slice, random);
                slice.forEach(backtest::look);
                try (Stream<Path> files = Files.list(folder)) {
                    spilt |= files.findAny().isPresent();
                }
                backtest.endSlice(end);
            }
            backtest.end(FOREVER);
        }
        assertThat(spilt).isEqualTo(memory == LITTLE);
        return alerts;
    }

    /** All that they say, except when they were raised, in the order of their ids. */
    private static List<String> texts(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> String.join(
                        " ",
                        alert.id(),
                        alert.dataset(),
                        alert.ruleId(),
                        Integer.toString(alert.ruleVersion()),
                        alert.groupKey(),
                        Long.toString(alert.firstMillis()),
                        Long.toString(alert.timestampMillis()),
                        alert.reason(),
                        Integer.toString(Arrays.hashCode(Arrays.stream(alert.evidence())
                                .map(event -> event.eventId() + new String(event.original(), UTF_8))
                                .toArray()))))
                .sorted()
                .toList();
    }
}
