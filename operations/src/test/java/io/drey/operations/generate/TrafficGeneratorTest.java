package io.drey.operations.generate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficGeneratorTest {

    private static final Instant BEGINNING = Instant.parse("2026-03-01T23:59:30.250Z");
    // The hash of the lines below, as first written.
    private static final int PINNED = 1214804832;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Pattern COMBINED = Pattern.compile(
            "(\\S+) - \\S+ \\[([^]]+)] \"(\\S+) (\\S+) HTTP/[12]\\.[01]\" (\\d{3}) (\\d+|-) \"([^\"]+)\" \"([^\"]+)\"");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

    private record Line(String address, Instant time, String target, int status, String agent) {
        static Optional<Line> parse(String text) {
            Matcher matcher = COMBINED.matcher(text);
            return matcher.matches()
                    ? Optional.of(new Line(
                            matcher.group(1),
                            Instant.from(TIME.parse(matcher.group(2))),
                            matcher.group(4),
                            Integer.parseInt(matcher.group(5)),
                            matcher.group(8)))
                    : Optional.empty();
        }
    }

    @ParameterizedTest
    @EnumSource(LineFormat.class)
    void sameSettingsGiveTheSameBytes(LineFormat format) {
        TrafficSettings settings = new TrafficSettings(42, format, BEGINNING, 500, 100);
        assertThat(text(settings, 20_000)).isEqualTo(text(settings, 20_000));
    }

    @Test
    void bytesAreTheSameOnEveryMachineAndInEveryVersion() {
        List<String> lines = text(TrafficSettings.combined(1, BEGINNING, 500), 50_000);
        assertThat(lines.hashCode()).isEqualTo(PINNED);
    }

    @Test
    void anotherSeedGivesOtherLines() {
        assertThat(text(TrafficSettings.combined(1, BEGINNING, 500), 100))
                .doesNotContainAnyElementsOf(text(TrafficSettings.combined(2, BEGINNING, 500), 100));
    }

    @Test
    void timeRisesFromTheStartAtTheRateAsked() {
        List<Line> lines = lines(TrafficSettings.combined(3, BEGINNING, 250), 10_001);
        assertThat(lines).extracting(Line::time).isSorted();
        assertThat(lines.get(0).time()).isEqualTo(Instant.parse("2026-03-01T23:59:30Z"));
        TrafficGenerator traffic = new TrafficGenerator(TrafficSettings.combined(3, BEGINNING, 250));
        for (int i = 0; i <= 10_000; i++) {
            traffic.nextLine();
        }
        assertThat(traffic.time()).isEqualTo(BEGINNING.plusSeconds(40)).isEqualTo(traffic.timeOf(10_000));
    }

    @Test
    void fewCallersAndPagesMakeMostOfTheTraffic() {
        List<Line> lines = lines(TrafficSettings.combined(4, BEGINNING, 1000), 100_000);
        Map<String, Long> byAddress = count(lines, Line::address);
        Map<String, Long> byTarget = count(lines, Line::target);
        assertThat(byAddress.size()).isGreaterThan(2_000);
        assertThat(byTarget.size()).isGreaterThan(2_500);
        assertThat(share(byAddress, 100)).isBetween(0.2 * lines.size(), 0.8 * lines.size());
        assertThat(share(byTarget, 100)).isBetween(0.2 * lines.size(), 0.8 * lines.size());
        assertThat(count(lines, Line::agent)).hasSizeGreaterThan(25);
    }

    @Test
    void everyMetricHasSomethingToCount() {
        Map<Integer, Long> byStatus = count(lines(TrafficSettings.combined(5, BEGINNING, 500), 5_000), Line::status);
        assertThat(byStatus).containsKeys(200, 301, 302, 304, 401, 403, 404, 410, 429);
        assertThat(byStatus.get(200)).isGreaterThan(2_500);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 7.5, 100, 500, 20_000})
    void bothAttacksHappenEarlyAndWithinAMinuteAtAnyRate(double rate) {
        List<Line> lines = lines(TrafficSettings.combined(6, BEGINNING, rate), 2_000);
        assertThat(guessers(lines)).isNotEmpty();
        assertThat(scanners(lines)).isNotEmpty();
    }

    @Test
    void nobodyButAttackersFailsFiveTimesOrAsksForTwentyMissingPagesWithinAMinute() {
        List<Line> lines = lines(TrafficSettings.combined(7, BEGINNING, 1000), 120_000);
        Set<String> guessers = guessers(lines);
        Set<String> scanners = scanners(lines);
        assertThat(guessers.size()).isBetween(20, 60);
        assertThat(scanners.size()).isBetween(20, 60);
        assertThat(guessers).doesNotContainAnyElementsOf(scanners);
        // An attacker does nothing else, so whoever also reads the shop's pages was wrongly taken for one.
        assertThat(lines)
                .filteredOn(line -> guessers.contains(line.address()) || scanners.contains(line.address()))
                .noneMatch(line -> line.target().startsWith("/products/")
                        || line.target().startsWith("/static/")
                        || line.target().startsWith("/api/v1/products"));
    }

    @Test
    void anAttackersLinesAllComeFromOneWebServer() {
        TrafficGenerator traffic = new TrafficGenerator(TrafficSettings.combined(8, BEGINNING, 500));
        Map<String, Set<Integer>> servers = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            String text = new String(traffic.nextLine(), ISO_8859_1);
            int server = traffic.webServer(2);
            Line.parse(text).ifPresent(line -> servers.computeIfAbsent(line.address(), a -> new HashSet<>())
                    .add(server));
        }
        assertThat(servers.values()).allMatch(of -> of.size() == 1);
        assertThat(servers.values().stream().flatMap(Set::stream)).contains(0, 1);
    }

    @Test
    void asManyLinesAreDamagedAsAskedFor() {
        List<String> damaged = text(new TrafficSettings(9, LineFormat.COMBINED, BEGINNING, 500, 50), 50_000).stream()
                .filter(line -> !COMBINED.matcher(line).matches())
                .toList();
        assertThat(damaged.size()).isBetween(800, 1_200);
        assertThat(damaged).noneMatch(line -> line.contains("\n") || line.isEmpty());
        assertThat(text(new TrafficSettings(9, LineFormat.COMBINED, BEGINNING, 500, 0), 50_000))
                .allMatch(line -> COMBINED.matcher(line).matches());
    }

    @Test
    void aLineHasAboutThreeHundredBytes() {
        double average = text(TrafficSettings.combined(10, BEGINNING, 500), 20_000).stream()
                .mapToInt(String::length)
                .average()
                .orElseThrow();
        assertThat(average).isBetween(240.0, 320.0);
    }

    @Test
    void jsonLinesHoldTheSameRequests() {
        String line = text(new TrafficSettings(11, LineFormat.JSON, BEGINNING, 500, 0), 1)
                .get(0);
        assertThat(line)
                .startsWith("{\"remote_addr\":\"")
                .contains("\"time_local\":\"01/Mar/2026:23:59:30 +0000\"")
                .containsPattern("\"status\":\\d{3},\"body_bytes_sent\":\\d+,\"http_referer\":\"")
                .endsWith("\"}");
    }

    @Test
    void refusesARateThatNoClockCouldKeep() {
        assertThatThrownBy(() -> TrafficSettings.combined(1, BEGINNING, 0.5))
                .hasMessageContaining("0.5")
                .hasMessageContaining("from 1 to 1000000");
        assertThatThrownBy(() -> TrafficSettings.combined(1, BEGINNING, Double.NaN))
                .hasMessageContaining("NaN");
    }

    private static Set<String> guessers(List<Line> lines) {
        Set<String> guessers = new HashSet<>();
        byAddress(lines).forEach((address, own) -> {
            List<Instant> failures = own.stream()
                    .filter(line -> line.status() == 401 || line.status() == 403)
                    .map(Line::time)
                    .toList();
            for (int i = 4; i < failures.size(); i++) {
                Instant first = failures.get(i - 4);
                Instant fifth = failures.get(i);
                boolean succeeds = own.stream()
                        .anyMatch(line -> line.status() == 200
                                && !line.time().isBefore(fifth)
                                && line.time().isBefore(first.plus(MINUTE)));
                if (succeeds) {
                    guessers.add(address);
                }
            }
        });
        return guessers;
    }

    private static Set<String> scanners(List<Line> lines) {
        Set<String> scanners = new HashSet<>();
        byAddress(lines).forEach((address, own) -> {
            List<Line> missing = own.stream()
                    .filter(line -> line.status() == 404 || line.status() == 410)
                    .toList();
            for (int i = 0; i < missing.size(); i++) {
                Instant from = missing.get(i).time();
                long paths = missing.subList(i, missing.size()).stream()
                        .takeWhile(line -> line.time().isBefore(from.plus(MINUTE)))
                        .map(Line::target)
                        .distinct()
                        .count();
                if (paths >= 20) {
                    scanners.add(address);
                    break;
                }
            }
        });
        return scanners;
    }

    private static Map<String, List<Line>> byAddress(List<Line> lines) {
        return lines.stream().collect(Collectors.groupingBy(Line::address));
    }

    private static <T> Map<T, Long> count(List<Line> lines, Function<Line, T> by) {
        return lines.stream().collect(Collectors.groupingBy(by, Collectors.counting()));
    }

    private static double share(Map<String, Long> counts, int top) {
        return counts.values().stream()
                .sorted(Comparator.reverseOrder())
                .limit(top)
                .mapToLong(Long::longValue)
                .sum();
    }

    private static List<Line> lines(TrafficSettings settings, int count) {
        return text(settings, count).stream()
                .map(Line::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<String> text(TrafficSettings settings, int count) {
        TrafficGenerator traffic = new TrafficGenerator(settings);
        List<String> lines = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lines.add(new String(traffic.nextLine(), ISO_8859_1));
        }
        return lines;
    }
}
