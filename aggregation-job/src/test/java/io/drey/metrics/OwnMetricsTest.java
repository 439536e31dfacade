package io.drey.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.MetricDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.metrics.domain.BuiltInMetrics;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Metrics that are documents, counted by the operators of production, equal a plain recount. */
@SuppressWarnings("try") // closing a harness may be interrupted
class OwnMetricsTest {

    private static final DatasetId APPS = new DatasetId("acme", "apps");
    private static final DatasetDocument DATASET = DatasetDocument.live(APPS, "json");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final int EVENTS = 3000;
    private static final AggregationSettings SETTINGS =
            new AggregationSettings(Duration.ofSeconds(10), List.of(Duration.ofMinutes(1)), 65_536, 1024);

    private static final String[] METRICS = {
        "{kind: Metric, tenant: acme, name: calls, function: count}",
        "{kind: Metric, tenant: acme, name: routes, function: count, dimension: labels.route, top: 3}",
        "{kind: Metric, tenant: acme, name: slow, function: count, filter: labels.took >= 1, dimension: 'labels.route, service.name', top: 100}",
        "{kind: Metric, tenant: acme, name: sums, function: sum, field: labels.took, dimension: labels.route, top: 4}",
        "{kind: Metric, tenant: acme, name: least, function: min, field: labels.took}",
        "{kind: Metric, tenant: acme, name: most, function: max, field: labels.took, dimension: service.name}",
        "{kind: Metric, tenant: acme, name: mean, function: avg, field: labels.took, dimension: service.name}",
        "{kind: Metric, tenant: acme, name: users, function: distinct, field: labels.user, dimension: service.name}",
        "{kind: Metric, tenant: acme, name: spread, function: percentiles, field: labels.took, dimension: service.name, percentiles: [50, 99]}",
        "{kind: Metric, tenant: acme, name: hourly, function: count, windows: [1m]}",
        "{kind: Metric, tenant: acme, dataset: other, name: others, function: count}",
    };

    /** What an event says; one that took no number is measured by none. */
    private record Call(long millis, String route, String service, String took, String user) {

        LogEvent event(int partition, long offset, long arrival) {
            EventBuilder event =
                    new EventBuilder(APPS, "topic-id", "raw.acme.apps", partition, offset, 0, arrival, new byte[0]);
            event.timestampMicros(millis * 1000);
            event.append(Field.SERVICE_NAME, service.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            event.appendOpen("labels.route", route);
            event.appendOpen("labels.took", took);
            event.appendOpen("labels.user", user);
            return event;
        }

        boolean isMeasured() {
            return !took.equals("-");
        }

        BigDecimal number() {
            return new BigDecimal(took);
        }
    }

    @Test
    void documentsEqualARecountThoughEventsAreLateAndTheJobRestarts() throws Exception {
        List<Call> calls = calls();
        ChangingMetrics directory = new ChangingMetrics(DATASET);
        directory.put(METRICS);
        TestingIndex index = new TestingIndex();
        OperatorSubtaskState checkpoint;
        try (TestingMetrics metrics = new TestingMetrics(APPS, directory, SETTINGS, 2, null, index)) {
            begin(metrics);
            read(metrics, calls, 0, EVENTS / 2);
            checkpoint = metrics.snapshot(1);
            read(metrics, calls, EVENTS / 2, EVENTS / 2 + 500);
        }
        try (TestingMetrics metrics = new TestingMetrics(APPS, directory, SETTINGS, 2, checkpoint, index)) {
            begin(metrics);
            read(metrics, calls, EVENTS / 2, EVENTS);
            metrics.endInput();

            assertThat(metrics.stateEntries()).isZero();
        }

        check(index, "calls", expected(calls, all -> true, call -> "", 1, Group::count));
        check(index, "routes", expected(calls, all -> true, Call::route, 3, Group::count));
        check(
                index,
                "slow",
                expected(
                        calls,
                        call -> call.isMeasured() && call.number().compareTo(BigDecimal.ONE) >= 0,
                        call -> call.route + " " + call.service,
                        100,
                        Group::count));
        check(index, "sums", expectedBySum(calls, 4));
        check(index, "least", expected(calls, Call::isMeasured, call -> "", 1, group -> group.numbers()
                .get(0)));
        check(index, "most", expected(calls, Call::isMeasured, Call::service, 10, group -> group.percentile(100)));
        check(
                index,
                "mean",
                expected(calls, Call::isMeasured, Call::service, 10, group -> group.sum() / group.calls.size()));
        check(index, "users", expected(calls, all -> true, Call::service, 10, group -> group.calls.stream()
                .map(Call::user)
                .distinct()
                .count()));
        for (int percent : new int[] {50, 99}) {
            check(
                    index.of("spread").stream()
                            .filter(json -> json.path("metric").asText().equals("p" + percent))
                            .toList(),
                    expected(calls, Call::isMeasured, Call::service, 10, group -> group.percentile(percent)));
        }
        assertThat(index.of("hourly"))
                .isNotEmpty()
                .allMatch(json -> json.path("window_seconds").intValue() == 60);
        assertThat(index.of("others")).isEmpty();
    }

    /** What is not listed is counted, too, so that shares are of the whole. */
    @Test
    void aListSaysWhatItLeavesOut() throws Exception {
        List<Call> calls = calls();
        TestingIndex index = new TestingIndex();
        ChangingMetrics directory = new ChangingMetrics(DATASET);
        directory.put(METRICS);
        try (TestingMetrics metrics = new TestingMetrics(APPS, directory, SETTINGS, 2, null, index)) {
            begin(metrics);
            read(metrics, calls, 0, EVENTS);
            metrics.endInput();
        }

        assertThat(index.of("routes").stream()
                        .filter(json -> json.path("window_seconds").intValue() == 60)
                        .mapToLong(json -> json.path("count").longValue())
                        .sum())
                .isEqualTo(EVENTS);
        assertThat(index.of("routes").stream().map(json -> json.path("metric").asText()))
                .contains("rest");
    }

    @Test
    void aMetricThatIsPutInForceCountsFromThenOnAndItsStateEndsWithIt() throws Exception {
        ChangingMetrics directory = new ChangingMetrics(DATASET);
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(APPS, directory, SETTINGS, 1, null, index)) {
            metrics.tick(0, NOON - 1);
            metrics.read(0, call(NOON + 1).event(0, 0, NOON));
            assertThat(metrics.stateEntries()).isZero();

            directory.put(METRICS[0]);
            metrics.tick(0, NOON + 1);
            metrics.read(0, call(NOON + 2).event(0, 1, NOON));
            metrics.read(0, call(NOON + 3).event(0, 2, NOON));
            metrics.tick(0, NOON + 10_000);
            assertThat(values(index, "calls", 10)).containsExactly(2.0);
            assertThat(metrics.stateEntries()).isPositive();

            metrics.read(0, call(NOON + 10_001).event(0, 3, NOON));
            directory.put();
            metrics.tick(0, NOON + 20_000);
            metrics.read(0, call(NOON + 20_001).event(0, 4, NOON));
            metrics.tick(0, NOON + Duration.ofDays(2).toMillis());
            assertThat(values(index, "calls", 10)).containsExactly(2.0);
            assertThat(metrics.stateEntries()).isZero();
        }
    }

    @Test
    void aChangedMetricBeginsAnewBesideWhatTheOldOneSaid() throws Exception {
        ChangingMetrics directory = new ChangingMetrics(DATASET);
        directory.put(METRICS[0]);
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(APPS, directory, SETTINGS, 1, null, index)) {
            metrics.tick(0, NOON - 1);
            metrics.read(0, call(NOON + 1).event(0, 0, NOON));
            metrics.tick(0, NOON + 10_000);
            directory.put(METRICS[0].replace("function: count", "function: count, filter: service.name = web"));
            metrics.tick(0, NOON + 10_001);
            metrics.read(0, call(NOON + 10_002).event(0, 1, NOON));
            metrics.endInput();

            assertThat(values(index, "calls", 10)).containsExactly(1.0, 1.0);
            assertThat(index.of("calls").stream()
                            .map(json -> json.path("metric_version").asText())
                            .distinct())
                    .hasSize(2);
            assertThat(metrics.stateEntries()).isZero();
        }
    }

    /** Beyond the bound the documents say by how much they may be wrong, and they are not more wrong than that. */
    @Test
    void aDimensionOfTooManyValuesIsListedWithItsError() throws Exception {
        AggregationSettings small = new AggregationSettings(Duration.ofSeconds(10), 64, 64);
        ChangingMetrics directory = new ChangingMetrics(DATASET);
        directory.put(
                "{kind: Metric, tenant: acme, name: sums, function: sum, field: labels.took, dimension: labels.user, top: 5}",
                "{kind: Metric, tenant: acme, name: mean, function: avg, field: labels.took, dimension: labels.user, top: 5}");
        Map<String, List<Call>> byUser = new TreeMap<>();
        TestingIndex index = new TestingIndex();
        Random random = new Random(7);
        try (TestingMetrics metrics = new TestingMetrics(APPS, directory, small, 1, null, index)) {
            metrics.tick(0, NOON - 1);
            for (int i = 0; i < 6000; i++) {
                String user = "u" + (random.nextInt(4) > 0 ? random.nextInt(5) : 5 + random.nextInt(3000));
                Call call = new Call(NOON + 1, "/", "web", Integer.toString(1 + random.nextInt(50)), user);
                byUser.computeIfAbsent(user, key -> new ArrayList<>()).add(call);
                metrics.read(0, call.event(0, i, NOON));
            }
            metrics.endInput();
        }

        assertThat(index.of("sums")).hasSize(5).allSatisfy(json -> {
            double truth = new Group(byUser.get(json.path("attribute_value").asText())).sum();
            double said = json.path("value").doubleValue();
            assertThat(truth).isBetween(said, said + json.path("value_error").doubleValue());
        });
        assertThat(index.of("mean")).hasSize(5).allSatisfy(json -> {
            long truth = byUser.get(json.path("attribute_value").asText()).size();
            long said = json.path("count").longValue();
            assertThat(truth).isBetween(said, said + json.path("count_error").longValue());
        });
        assertThat(byUser).hasSizeGreaterThan(1000);
    }

    @Test
    void noMetricCanHaveTheNameOfWhatComesAlong() {
        assertThat(Stream.concat(BuiltInMetrics.ALL.stream().map(MetricDocument::name), Stream.of("total"))
                        .filter(DatasetId::isName))
                .isNotEmpty()
                .allMatch(MetricDocument.RESERVED::contains);
    }

    private static List<Call> calls() {
        Random random = new Random(3);
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            long behind = random.nextInt(20) == 0 ? 90_000 : random.nextInt(4_000);
            calls.add(new Call(
                    NOON + 100_000 + i * 50L - behind,
                    "/route/" + (int) (8 * Math.pow(random.nextDouble(), 2)),
                    random.nextInt(3) == 0 ? "web" : "worker",
                    random.nextInt(30) == 0
                            ? "-"
                            : BigDecimal.valueOf(random.nextInt(4000), 3).toString(),
                    "u" + random.nextInt(90)));
        }
        return calls;
    }

    private static Call call(long millis) {
        return new Call(millis, "/", "web", "1", "u1");
    }

    private static void begin(TestingMetrics metrics) throws Exception {
        metrics.tick(0, NOON);
        metrics.tick(1, NOON);
    }

    private static void read(TestingMetrics metrics, List<Call> calls, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            long arrival = NOON + 100_000 + i * 50L;
            metrics.read(i % 2, calls.get(i).event(i % 2, i, arrival));
            if (i % 20 == 0) {
                metrics.tick(0, arrival - 5_000);
                metrics.tick(1, arrival - 5_000);
            }
        }
    }

    /** The calls of a window that have a value in common. */
    private record Group(List<Call> calls) {

        double count() {
            return calls.size();
        }

        List<Double> numbers() {
            return calls.stream()
                    .map(call -> call.number().doubleValue())
                    .sorted()
                    .toList();
        }

        double sum() {
            return calls.stream()
                    .map(Call::number)
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .doubleValue();
        }

        /** The least number that so many of a hundred are not above. */
        double percentile(int percent) {
            return numbers().get((calls.size() * percent + 99) / 100 - 1);
        }
    }

    private static Map<String, Double> expected(
            List<Call> calls,
            Predicate<Call> counted,
            Function<Call, String> value,
            int top,
            Function<Group, Number> is) {
        return expected(calls, counted, value, top, Group::count, is);
    }

    private static Map<String, Double> expectedBySum(List<Call> calls, int top) {
        // Listed by sums of whole numbers: of parts each counts as the next whole one.
        return expected(
                calls,
                Call::isMeasured,
                Call::route,
                top,
                group -> group.calls.stream()
                        .mapToDouble(call -> Math.ceil(call.number().doubleValue()))
                        .sum(),
                Group::sum);
    }

    private static Map<String, Double> expected(
            List<Call> calls,
            Predicate<Call> counted,
            Function<Call, String> value,
            int top,
            Function<Group, Double> weight,
            Function<Group, Number> is) {
        Map<String, Double> expected = new TreeMap<>();
        for (int seconds : new int[] {10, 60}) {
            calls.stream()
                    .filter(counted)
                    .collect(Collectors.groupingBy(call -> call.millis - Math.floorMod(call.millis, seconds * 1000L)))
                    .forEach((start, window) -> {
                        List<Map.Entry<String, List<Call>>> list = window.stream()
                                .collect(Collectors.groupingBy(value, TreeMap::new, Collectors.toList()))
                                .entrySet()
                                .stream()
                                .sorted(Comparator.comparingDouble((Map.Entry<String, List<Call>> entry) ->
                                        -weight.apply(new Group(entry.getValue()))))
                                .limit(top)
                                .toList();
                        for (int i = 0; i < list.size(); i++) {
                            expected.put(
                                    "%d+%d #%d '%s'"
                                            .formatted(
                                                    start,
                                                    seconds,
                                                    list.get(i).getKey().isEmpty() ? 0 : i + 1,
                                                    list.get(i).getKey()),
                                    is.apply(new Group(list.get(i).getValue())).doubleValue());
                        }
                    });
        }
        return expected;
    }

    private static void check(TestingIndex index, String name, Map<String, Double> expected) {
        check(index.of(name), expected);
    }

    private static void check(List<JsonNode> documents, Map<String, Double> expected) {
        Map<String, Double> found = new TreeMap<>();
        for (JsonNode json : documents) {
            if (!json.path("metric").asText().equals("rest")) {
                found.put(
                        "%d+%d #%d '%s'"
                                .formatted(
                                        Instant.parse(json.path("@timestamp").asText())
                                                .toEpochMilli(),
                                        json.path("window_seconds").intValue(),
                                        json.path("rank").intValue(),
                                        json.path("attribute_value").asText()),
                        json.path(json.has("value") ? "value" : "count").doubleValue());
                assertThat(json.path("value_error").doubleValue()).isZero();
                assertThat(json.path("count_error").longValue()).isZero();
            }
        }
        assertThat(found.keySet()).isEqualTo(new TreeSet<>(expected.keySet()));
        found.forEach((place, value) -> assertThat(value).as(place).isCloseTo(expected.get(place), within(1e-9)));
    }

    private static List<Double> values(TestingIndex index, String name, int seconds) {
        return index.of(name).stream()
                .filter(json -> json.path("window_seconds").intValue() == seconds)
                .map(json -> json.path("value").doubleValue())
                .toList();
    }
}
