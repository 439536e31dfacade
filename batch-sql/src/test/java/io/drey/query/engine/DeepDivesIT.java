package io.drey.query.engine;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import io.drey.query.QueryUsageException;
import io.drey.query.Shop;
import io.drey.query.Shop.Balanced;
import io.drey.query.Shop.Hit;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.rows.Cell;
import io.drey.testing.FlinkCluster;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each deep dive over a shop's traffic says what follows from the traffic itself, counted here without any SQL. */
@FlinkCluster(slots = 2)
class DeepDivesIT {

    private static final List<Hit> HITS = Shop.hits();
    private static final Comparator<Hit> IN_TIME = comparing(Hit::ts).thenComparing(Hit::id);

    @TempDir
    private static Path folder;

    private static LakeSettings settings;

    private final QueryCatalog catalog = QueryCatalog.builtIn();

    @BeforeAll
    static void land() throws Exception {
        settings = LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
        Shop.land(settings);
    }

    @Test
    void apiUsage() {
        List<List<String>> expected = groups(HITS, hit -> List.of(hit.method(), hit.path())).entrySet().stream()
                .map(group -> row(
                        group.getKey().get(0),
                        group.getKey().get(1),
                        group.getValue().size(),
                        different(group.getValue(), Hit::address),
                        different(group.getValue(), Hit::user),
                        count(group.getValue(), Hit::failed),
                        percent(
                                count(group.getValue(), Hit::failed),
                                group.getValue().size()),
                        sum(group.getValue(), Hit::bytes),
                        first(group.getValue()),
                        last(group.getValue())))
                .sorted(most(2).thenComparing(row -> row.get(0)).thenComparing(row -> row.get(1)))
                .toList();
        assertThat(rows("api-usage", "dataset", "web")).isEqualTo(expected);
        assertThat(rows("api-usage", "path", "/p1?,/p3", "limit", "5"))
                .isEqualTo(expected.stream()
                        .filter(row -> row.get(1).matches("/p1.|/p3"))
                        .limit(5)
                        .toList());
    }

    @Test
    void mostDownloaded() {
        List<Hit> downloads = HITS.stream()
                .filter(hit -> hit.method().equals("GET") && (hit.status() == 200 || hit.status() == 206))
                .filter(hit -> hit.bytes() >= 1000)
                .toList();
        assertThat(rows("most-downloaded", "dataset", "web", "min-bytes", "1000"))
                .isEqualTo(groups(downloads, Hit::path).entrySet().stream()
                        .map(group -> row(
                                group.getKey(),
                                group.getValue().size(),
                                different(group.getValue(), Hit::address),
                                sum(group.getValue(), Hit::bytes),
                                group.getValue().stream()
                                        .mapToLong(Hit::bytes)
                                        .max()
                                        .orElseThrow()))
                        .sorted(most(1).thenComparing(row -> row.get(0)))
                        .toList());
    }

    @Test
    void frequent404Pages() {
        assertThat(rows("frequent-404-pages"))
                .isEqualTo(
                        groups(HITS.stream().filter(hit -> hit.status() == 404).toList(), Hit::path).entrySet().stream()
                                .map(group -> row(
                                        group.getKey(),
                                        group.getValue().size(),
                                        different(group.getValue(), Hit::address),
                                        first(group.getValue()),
                                        last(group.getValue())))
                                .sorted(most(1).thenComparing(row -> row.get(0)))
                                .toList());
    }

    @Test
    void topReferringSites() {
        assertThat(rows("top-referring-sites"))
                .containsExactly(row(
                        "one.example",
                        HITS.size(),
                        "100.00",
                        different(HITS, Hit::path),
                        different(HITS, Hit::address)));
    }

    @Test
    void peakHours() {
        assertThat(rows("peak-hours", "dataset", "web"))
                .isEqualTo(groups(HITS, DeepDivesIT::hour).entrySet().stream()
                        .map(group -> {
                            Map<LocalDate, List<Hit>> days = groups(group.getValue(), DeepDivesIT::day);
                            return row(
                                    group.getKey(),
                                    group.getValue().size(),
                                    percent(group.getValue().size(), HITS.size()),
                                    count(group.getValue(), Hit::failed),
                                    days.size(),
                                    days.values().stream()
                                            .mapToInt(List::size)
                                            .max()
                                            .orElseThrow());
                        })
                        .sorted(most(1).thenComparing(row -> Integer.valueOf(row.get(0))))
                        .toList());
    }

    @Test
    void suspiciousAddresses() {
        List<List<String>> expected = groups(HITS, Hit::address).entrySet().stream()
                .map(group -> row(
                        group.getKey(),
                        group.getValue().size(),
                        count(group.getValue(), hit -> hit.status() == 401 || hit.status() == 403),
                        different(
                                group.getValue().stream()
                                        .filter(hit -> hit.status() == 404)
                                        .toList(),
                                Hit::path),
                        count(group.getValue(), hit -> hit.target().contains("../")),
                        count(group.getValue(), hit -> hit.status() >= 500),
                        different(group.getValue(), Hit::agent),
                        first(group.getValue()),
                        last(group.getValue())))
                .filter(row -> number(row, 2) >= 15 || number(row, 3) >= 100 || number(row, 4) > 0)
                .sorted(most(4).thenComparing(row -> -number(row, 2) - number(row, 3))
                        .thenComparing(row -> row.get(0)))
                .toList();
        assertThat(expected).isNotEmpty();
        assertThat(rows("suspicious-addresses", "dataset", "web", "min-refused", "15", "min-missing-pages", "100"))
                .isEqualTo(expected);
    }

    @Test
    void userSegmentation() {
        assertThat(rows("user-segmentation", "dataset", "web", "machine-ms", "300000", "active-ms", "700000"))
                .isEqualTo(groups(HITS, hit -> List.of(hit.address(), hit.agent())).entrySet().stream()
                        .map(group -> {
                            List<Hit> inTime =
                                    group.getValue().stream().sorted(IN_TIME).toList();
                            long gaps = 0;
                            for (int i = 1; i < inTime.size(); i++) {
                                gaps += millis(inTime.get(i - 1), inTime.get(i));
                            }
                            long average = gaps / (inTime.size() - 1);
                            return row(
                                    group.getKey().get(0),
                                    group.getKey().get(1),
                                    inTime.size(),
                                    average,
                                    average < 300_000 ? "machine" : average < 700_000 ? "active" : "rare",
                                    first(inTime),
                                    last(inTime));
                        })
                        .sorted(most(2).thenComparing(row -> row.get(0)).thenComparing(row -> row.get(1)))
                        .toList());
    }

    @Test
    void errorInvestigation() {
        List<List<String>> expected = new ArrayList<>();
        for (Hit failed : HITS.stream().sorted(IN_TIME).toList()) {
            if (failed.status() != 404 || !failed.path().equals("/p3")) {
                continue;
            }
            HITS.stream()
                    .filter(hit -> hit.address().equals(failed.address()) && IN_TIME.compare(hit, failed) < 0)
                    .filter(hit -> millis(hit, failed) <= 30 * 60_000)
                    .sorted(IN_TIME)
                    .forEach(hit -> expected.add(row(
                            failed.ts(),
                            failed.address(),
                            failed.path(),
                            hit.ts(),
                            millis(hit, failed),
                            hit.method(),
                            hit.path(),
                            hit.status(),
                            failed.id(),
                            hit.id())));
        }
        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(rows("error-investigation", "path", "/p3", "minutes", "30", "limit", "1000"))
                .isEqualTo(expected);
    }

    @Test
    void longestSessions() {
        List<List<String>> expected = new ArrayList<>();
        groups(HITS, hit -> List.of(hit.address(), hit.agent())).forEach((caller, hits) -> {
            List<Hit> visit = new ArrayList<>();
            for (Hit hit : hits.stream().sorted(IN_TIME).toList()) {
                if (!visit.isEmpty() && millis(visit.get(visit.size() - 1), hit) > 10 * 60_000) {
                    expected.add(session(caller, visit));
                    visit = new ArrayList<>();
                }
                visit.add(hit);
            }
            expected.add(session(caller, visit));
        });
        expected.sort(most(4).thenComparing(most(5))
                .thenComparing(row -> row.get(0))
                .thenComparing(row -> row.get(1))
                .thenComparing(row -> row.get(2)));
        assertThat(rows("longest-sessions", "dataset", "web", "gap-minutes", "10", "limit", "25"))
                .isEqualTo(expected.subList(0, 25));
    }

    private static List<String> session(List<String> caller, List<Hit> visit) {
        return row(
                caller.get(0),
                caller.get(1),
                first(visit),
                last(visit),
                millis(visit.get(0), visit.get(visit.size() - 1)),
                visit.size(),
                different(visit, Hit::path),
                count(visit, Hit::failed));
    }

    @Test
    void sequentialRequests() {
        record Step(String from, String to, String address, long gap) {}
        List<Step> steps = new ArrayList<>();
        groups(HITS, hit -> List.of(hit.address(), hit.agent())).forEach((caller, hits) -> {
            List<Hit> inTime = hits.stream().sorted(IN_TIME).toList();
            for (int i = 1; i < inTime.size(); i++) {
                long gap = millis(inTime.get(i - 1), inTime.get(i));
                if (gap <= 5 * 60_000) {
                    steps.add(new Step(inTime.get(i - 1).path(), inTime.get(i).path(), caller.get(0), gap));
                }
            }
        });
        assertThat(rows("sequential-requests", "dataset", "web", "gap-minutes", "5", "limit", "1000"))
                .isEqualTo(groups(steps, step -> List.of(step.from(), step.to())).entrySet().stream()
                        .map(group -> row(
                                group.getKey().get(0),
                                group.getKey().get(1),
                                group.getValue().size(),
                                different(group.getValue(), Step::address),
                                sum(group.getValue(), Step::gap)
                                        / group.getValue().size()))
                        .sorted(most(2).thenComparing(row -> row.get(0)).thenComparing(row -> row.get(1)))
                        .toList());
    }

    @Test
    void unusualPatterns() {
        long all = HITS.size();
        long allErrors = count(HITS, Hit::failed);
        List<List<String>> expected =
                groups(HITS, hit -> List.of(day(hit).toString(), Integer.toString(hour(hit)))).entrySet().stream()
                        .map(group -> {
                            List<Hit> errors = group.getValue().stream()
                                    .filter(Hit::failed)
                                    .toList();
                            return row(
                                    group.getKey().get(0),
                                    group.getKey().get(1),
                                    "web",
                                    group.getValue().size(),
                                    errors.size(),
                                    percent(errors.size(), group.getValue().size()),
                                    percent(allErrors, all),
                                    different(errors, Hit::address));
                        })
                        .filter(row -> number(row, 4) >= 3 && number(row, 4) * all >= 2 * allErrors * number(row, 3))
                        .sorted(most(4).thenComparing(row -> row.get(0))
                                .thenComparing(row -> Integer.valueOf(row.get(1))))
                        .toList();
        assertThat(expected).isNotEmpty();
        assertThat(rows("unusual-patterns", "dataset", "web", "min-errors", "3"))
                .isEqualTo(expected);
    }

    @Test
    void slowestTargets() {
        assertThat(rows("slowest-targets"))
                .isEqualTo(
                        groups(Shop.balanced(), request -> List.of(request.target(), request.path()))
                                .entrySet()
                                .stream()
                                .map(group -> {
                                    long[] took = group.getValue().stream()
                                            .mapToLong(Balanced::micros)
                                            .sorted()
                                            .toArray();
                                    return row(
                                            "app/web/50",
                                            group.getKey().get(0),
                                            group.getKey().get(1),
                                            took.length,
                                            count(group.getValue(), request -> request.status() >= 500),
                                            nearestRank(took, 50),
                                            nearestRank(took, 95),
                                            nearestRank(took, 99),
                                            Arrays.stream(took).max().orElseThrow());
                                })
                                .sorted(most(6).thenComparing(most(3))
                                        .thenComparing(row -> row.get(1))
                                        .thenComparing(row -> row.get(2)))
                                .toList());
    }

    @Test
    void dataSubjectLookup() {
        List<List<String>> found = rows("data-subject-lookup", "identifier", "Zoë");
        assertThat(found.stream().map(row -> row.get(10)))
                .containsExactlyElementsOf(HITS.stream()
                        .filter(hit -> "Zoë".equals(hit.user()))
                        .sorted(IN_TIME)
                        .map(Hit::id)
                        .toList());
        assertThat(found).allSatisfy(row -> {
            assertThat(row.get(2)).isEqualTo("user.name");
            assertThat(row.get(9)).contains("- Zoë [").startsWith(row.get(3));
        });
        assertThat(rows("data-subject-lookup", "identifier", "etc/passwd").stream()
                        .map(row -> row.get(10)))
                .containsExactlyElementsOf(HITS.stream()
                        .filter(hit -> hit.target().contains("etc/passwd"))
                        .sorted(IN_TIME)
                        .map(Hit::id)
                        .toList());
        assertThatThrownBy(() -> rows("data-subject-lookup"))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("needs the parameter identifier");
        assertThatThrownBy(() -> rows("data-subject-lookup", "identifier", " "))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("parameter identifier is empty");
    }

    @Test
    void needleSearch() {
        assertThat(ids("address", "198.51.100.4"))
                .isEqualTo(ids(HITS.stream().filter(hit -> hit.address().equals("198.51.100.4"))));
        assertThat(ids("field", "http.response.status_code", "value", "503"))
                .isEqualTo(ids(HITS.stream().filter(hit -> hit.status() == 503)));
        assertThat(ids("address", "198.51.100.4", "field", "user.name", "value", "bob"))
                .isEqualTo(ids(
                        HITS.stream().filter(hit -> hit.address().equals("198.51.100.4") && "bob".equals(hit.user()))));
        assertThat(ids("field", "labels.order.id", "value", "100042")).containsExactly("topicid.0.100042.0");
        long micros = Shop.balanced().get(17).micros();
        assertThat(rows("needle-search", "trace", "Root=1-58-" + micros))
                .singleElement()
                .satisfies(row -> assertThat(row.get(7)).contains("Root=1-58-" + micros));
        assertThat(ids()).isEmpty();
        assertThatThrownBy(() -> ids("field", "no such field"))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageStartingWith("parameter field: ");
    }

    private List<String> ids(String... parameters) {
        List<String> all = new ArrayList<>(List.of("limit", "1000"));
        all.addAll(List.of(parameters));
        return rows("needle-search", all.toArray(String[]::new)).stream()
                .map(row -> row.get(8))
                .toList();
    }

    private static List<String> ids(Stream<Hit> hits) {
        return hits.sorted(IN_TIME).map(Hit::id).toList();
    }

    @Test
    void theScopeRestrictsEveryQuery() {
        assertThat(count("date", "2026-01-01")).isEqualTo(ofDays(day -> day.getDayOfMonth() == 1));
        assertThat(count("date", "2026-01-0[")).isEqualTo(-1);
        assertThat(count("date", "2026-*-02,2025-*")).isEqualTo(ofDays(day -> day.getDayOfMonth() == 2));
        assertThat(count("date", "2025-*")).isZero();
        assertThat(count("date", "2026-01-*", "from", "2026-01-01T12:00:00Z", "to", "2026-01-01T13:00:00Z"))
                .isEqualTo(HITS.stream()
                        .filter(hit -> day(hit).getDayOfMonth() == 1 && hour(hit) == 12)
                        .count());
        assertThat(count("dataset", "e*")).isZero();
        assertThat(count("dataset", "w?b")).isEqualTo(HITS.size());
        assertThat(count("host", "web-1")).isZero();
        assertThat(count("region", "eu-*")).isZero();
    }

    /** How many events of the dataset web are seen; -1 where the parameters are refused. */
    private long count(String... parameters) {
        Map<String, String> all = parameters(parameters);
        try (QueryResult result = new FlinkQueryEngine(settings)
                .run(QueryRequest.ofSql("SELECT COUNT(*) AS n FROM logs WHERE dataset = 'web'", all))) {
            return (Long) result.next().get(0);
        } catch (QueryUsageException e) {
            return -1;
        }
    }

    private static long ofDays(java.util.function.Predicate<LocalDate> wanted) {
        return HITS.stream().filter(hit -> wanted.test(day(hit))).count();
    }

    @Test
    void tellsWhatItWouldReadAndReadsNoMoreThanAllowed() {
        QueryEngine engine = new FlinkQueryEngine(settings);
        TableRead all = reads(engine, "dataset", "*");
        TableRead firstDay = reads(engine, "date", "2026-01-01");
        assertThat(all.table()).isEqualTo("logs");
        assertThat(all.rows()).isEqualTo(HITS.size() + Shop.balanced().size() + Shop.HOST_LINES.size());
        assertThat(firstDay.rows()).isPositive().isLessThan(all.rows());
        assertThat(firstDay.bytes()).isPositive().isLessThan(all.bytes());
        assertThat(reads(engine, "date", "2025-*").files()).isZero();

        QueryRequest request = QueryRequest.ofSql("SELECT COUNT(*) AS n FROM logs", parameters());
        QueryLimits enough = new QueryLimits(all.bytes(), Duration.ZERO);
        QueryLimits tooLittle = new QueryLimits(all.bytes() - 1, Duration.ZERO);
        try (QueryResult result = new FlinkQueryEngine(settings, enough).run(request)) {
            assertThat(result.next()).containsExactly(all.rows());
        }
        assertThatThrownBy(() -> new FlinkQueryEngine(settings, tooLittle).run(request))
                .isInstanceOf(QueryUsageException.class)
                .hasMessageContaining("the query would read %d files".formatted(all.files()))
                .hasMessageContaining("query-max-bytes");
    }

    private TableRead reads(QueryEngine engine, String... parameters) {
        List<TableRead> reads =
                engine.explain(QueryRequest.of(catalog.query("frequent-404-pages"), parameters(parameters)));
        assertThat(reads).hasSize(1);
        return reads.get(0);
    }

    @Test
    void saysOnWhichDaysThereIsData() {
        QueryRequest request = QueryRequest.ofSql("SELECT 1 AS n", parameters());
        List<DayOfData> days = LakeFiles.days(settings, request);
        assertThat(days).extracting(DayOfData::day).containsExactly(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 2));
        for (DayOfData day : days) {
            long requests = Shop.balanced().stream()
                    .filter(each ->
                            LocalDate.ofInstant(each.ts(), ZoneOffset.UTC).equals(day.day()))
                    .count();
            long ofHosts = Shop.HOST_LINES.stream()
                    .filter(line -> line.contains(day.day().toString()))
                    .count();
            assertThat(day.events()).isEqualTo(requests + ofHosts + ofDays(day.day()::equals));
        }
    }

    /** Each event with each two others takes much longer than that; with each other one the first row comes soon. */
    @Test
    void endsAQueryThatTakesTooLongOrThatIsCancelled() {
        QueryRequest endless =
                QueryRequest.ofSql("SELECT a.event_id FROM logs a CROSS JOIN logs b CROSS JOIN logs c", parameters());
        QueryLimits limits = new QueryLimits(QueryLimits.NO_LIMIT, Duration.ofSeconds(2));
        assertThatThrownBy(() -> {
                    try (QueryResult result = new FlinkQueryEngine(settings, limits).run(endless)) {
                        result.forEachRemaining(row -> {});
                    }
                })
                .hasMessage("the query was ended after 2s, its time-out: narrow it, or raise query-timeout");

        QueryRequest withManyRows = QueryRequest.ofSql("SELECT a.event_id FROM logs a CROSS JOIN logs b", parameters());
        Ending ending = new Ending();
        assertThatThrownBy(() -> {
                    try (QueryResult result = new FlinkQueryEngine(settings).run(withManyRows, ending)) {
                        result.next();
                        ending.cancel();
                        result.forEachRemaining(row -> {});
                    }
                })
                .hasMessage("the query was cancelled");
    }

    private List<List<String>> rows(String query, String... parameters) {
        List<List<String>> rows = new ArrayList<>();
        try (QueryResult result =
                new FlinkQueryEngine(settings).run(QueryRequest.of(catalog.query(query), parameters(parameters)))) {
            result.forEachRemaining(row -> rows.add(row.stream().map(Cell::text).toList()));
        }
        return rows;
    }

    private static Map<String, String> parameters(String... pairs) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("tenant", Shop.TENANT);
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.put(pairs[i], pairs[i + 1]);
        }
        return parameters;
    }

    private static List<String> row(Object... values) {
        return Arrays.stream(values).map(Cell::text).toList();
    }

    private static <T, K> Map<K, List<T>> groups(List<T> all, Function<T, K> key) {
        return all.stream()
                .collect(groupingBy(
                        key, () -> new TreeMap<>(comparing(Object::toString)), java.util.stream.Collectors.toList()));
    }

    private static <T> long different(List<T> all, Function<T, Object> value) {
        return all.stream().map(value).filter(Objects::nonNull).distinct().count();
    }

    private static <T> long count(List<T> all, java.util.function.Predicate<T> wanted) {
        return all.stream().filter(wanted).count();
    }

    private static <T> long sum(List<T> all, ToLongFunction<T> value) {
        return all.stream().mapToLong(value).sum();
    }

    private static Instant first(List<Hit> hits) {
        return hits.stream().map(Hit::ts).min(Comparator.naturalOrder()).orElseThrow();
    }

    private static Instant last(List<Hit> hits) {
        return hits.stream().map(Hit::ts).max(Comparator.naturalOrder()).orElseThrow();
    }

    private static long millis(Hit from, Hit to) {
        return Duration.between(from.ts(), to.ts()).toMillis();
    }

    private static int hour(Hit hit) {
        return hit.ts().atOffset(ZoneOffset.UTC).getHour();
    }

    private static LocalDate day(Hit hit) {
        return LocalDate.ofInstant(hit.ts(), ZoneOffset.UTC);
    }

    private static String percent(long part, long whole) {
        return BigDecimal.valueOf(100 * part)
                .divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP)
                .toString();
    }

    /** The least value that so many percent are not above. */
    private static long nearestRank(long[] sorted, int percent) {
        return sorted[(int) Math.ceil(percent * sorted.length / 100.0) - 1];
    }

    private static long number(List<String> row, int column) {
        return Long.parseLong(row.get(column));
    }

    private static Comparator<List<String>> most(int column) {
        return Comparator.<List<String>>comparingLong(row -> number(row, column))
                .reversed();
    }
}
