package io.drey.cli.dashboards;

import static io.drey.cli.CommandRun.drey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.cli.CommandRun;
import io.drey.cli.console.ExitCodes;
import io.drey.configuration.AlertStanding;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.SearchPolicy;
import io.drey.delivery.SearchDocuments;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Evidence;
import io.drey.event.Field;
import io.drey.event.LogEventCodec;
import io.drey.event.Position;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.job.JobEnvironment;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.opensearch.SearchDocument;
import io.drey.metrics.AggregationSettings;
import io.drey.metrics.AggregationTopology;
import io.drey.metrics.MetricDocuments;
import io.drey.operations.capacity.CostDocuments;
import io.drey.operations.capacity.DayCost;
import io.drey.operations.dashboards.DashboardPack;
import io.drey.operations.dashboards.Figure;
import io.drey.operations.dashboards.PanelFigures;
import io.drey.operations.dashboards.SnapshotRange;
import io.drey.operations.generate.TrafficGenerator;
import io.drey.operations.generate.TrafficSettings;
import io.drey.query.report.TimeChart;
import io.drey.search.IndexTemplates;
import io.drey.search.OpenSearchEnd;
import io.drey.search.OpenSearchSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every panel's query, run on a real node over what the real aggregation writes, has something to draw. */
@StackTest(Server.OPENSEARCH)
class DashboardsIT {

    private static final DatasetId DATASET = new DatasetId("panels", "web");
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int LINES = 20_000;
    private static final int LINES_A_SECOND = 100;

    private static final List<byte[]> EVENTS = new ArrayList<>();
    private static final List<SearchDocument> DOCUMENTS = new ArrayList<>();

    /** A day that holds all other traffic of these tests. */
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

    private static final Instant DAY_AFTER = Instant.parse("2026-03-02T00:00:00Z");
    /** An installation whose shortest windows are of a minute. */
    private static final DatasetId OF_MINUTES = new DatasetId("minutes", "web");

    private static final DatasetId LATE = new DatasetId("panelslate", "web");

    /** Traffic of before these tests and of the time in which they run. */
    private static final DatasetId OF_NOW = new DatasetId("ofnow", "web");

    /** Requests through a load balancer. */
    private static final DatasetId EDGE = new DatasetId("balancers", "alb");

    /** Lines of hosts. */
    private static final DatasetId SYSLOG = new DatasetId("hosts", "rfc5424");

    private static URI url;

    @BeforeAll
    static void aggregateTraffic(LocalStack stack) throws Exception {
        url = stack.openSearch().url();
        IndexTemplates.install(url);
        generate();
        aggregate(DATASET, EVENTS, RateLimiterStrategy.noOp());
        // Slowly, so that the clock goes on before the last event comes.
        aggregate(LATE, lateEvents(), RateLimiterStrategy.perSecond(50));
        aggregate(RecountedDay.DATASET, RecountedDay.events(RecountedDay.DATASET), RateLimiterStrategy.noOp());
        aggregate(
                OF_MINUTES,
                RecountedDay.events(OF_MINUTES),
                RateLimiterStrategy.noOp(),
                Configuration.fromMap(Map.of("metrics-window", "1 min")));
        aggregate(OF_NOW, eventsOfNow(), RateLimiterStrategy.noOp());
        List<EventBuilder> requests = loadBalancerRequests();
        LogEventCodec codec = new LogEventCodec();
        aggregate(EDGE, requests.stream().map(codec::encode).toList(), RateLimiterStrategy.noOp());
        DOCUMENTS.addAll(documents(requests));
        List<EventBuilder> syslog = syslogLines();
        aggregate(SYSLOG, syslog.stream().map(codec::encode).toList(), RateLimiterStrategy.noOp());
        DOCUMENTS.addAll(documents(syslog));
        DOCUMENTS.addAll(CostDocuments.of(
                DATASET.tenant(),
                LocalDate.ofInstant(DAY, ZoneOffset.UTC),
                List.of(new DayCost(DATASET.dataset(), 7 << 20, 1 << 19, 3 << 20, 0.03, 0.001))));
        DOCUMENTS.add(new SearchDocuments().of(alert(DATASET, START), AlertStanding.UNTOUCHED));
        DOCUMENTS.add(
                new SearchDocuments().of(alert(OF_NOW, Instant.now().minusSeconds(120)), AlertStanding.UNTOUCHED));
        DOCUMENTS.add(new SearchDocument(
                "metrics-panels-2026.03", "unfit", 1, "{\"@timestamp\":\"yesterday\"}".getBytes(UTF_8)));
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        OpenSearchEnd.write(
                environment.fromData(SearchDocument.class, DOCUMENTS.toArray(SearchDocument[]::new)),
                settings(),
                "documents");
        environment.execute();
        ask("POST", "/_all/_refresh", "");
    }

    private static void aggregate(DatasetId dataset, List<byte[]> events, RateLimiterStrategy pace) throws Exception {
        aggregate(dataset, events, pace, new Configuration());
    }

    private static void aggregate(
            DatasetId dataset, List<byte[]> events, RateLimiterStrategy pace, Configuration configuration)
            throws Exception {
        StreamExecutionEnvironment environment = JobEnvironment.create(new Configuration());
        environment.setParallelism(1);
        byte[][] records = events.toArray(byte[][]::new);
        AggregationTopology.build(
                environment,
                new DataGeneratorSource<>(
                        n -> records[n.intValue()],
                        records.length,
                        pace,
                        PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
                new FixedDatasets(DatasetDocument.live(dataset, "combined")),
                AggregationSettings.from(configuration),
                damaged -> {},
                points -> OpenSearchEnd.write(MetricDocuments.of(points), settings(), "metrics"));
        environment.execute();
    }

    private static OpenSearchSettings settings() {
        return OpenSearchSettings.from(Configuration.fromMap(Map.of("opensearch-urls", url.toString())));
    }

    @Test
    void everyPanelOfEveryPackHasSomethingToDraw() throws Exception {
        for (String pack : SavedObjectsTest.packs()) {
            List<PackFile.Query> queries = new PackFile(PackFile.read(pack)).queries(DAY, Instant.now());
            assertThat(queries).as(pack).isNotEmpty();
            for (PackFile.Query query : queries) {
                JsonNode answer = ask(
                        "POST", "/" + query.indices() + "/_search", query.body().toString());
                assertThat(answer.path("timed_out").asBoolean(true))
                        .as("%s: %s", query.panel(), answer)
                        .isFalse();
                assertThat(answer.at("/_shards/failed").asInt()).isZero();
                if (query.buckets().isEmpty()) {
                    requireNumbers(query, answer);
                }
                for (String place : query.buckets()) {
                    assertThat(answer.at(place))
                            .as("%s at %s: %s", query.panel(), place, answer)
                            .isNotEmpty();
                    answer.at(place).forEach(bucket -> requireNumbers(query, bucket));
                }
            }
        }
    }

    @Test
    void theNumbersOfTheRequestsPanelAreTheLines() throws Exception {
        PackFile.Query requests = new PackFile(PackFile.read("web-traffic"))
                .queries(DAY, DAY_AFTER).stream()
                        .filter(query -> query.panel().equals("drey-web-traffic-requests"))
                        .findFirst()
                        .orElseThrow();
        JsonNode answer =
                ask("POST", "/metrics-panels-*/_search", requests.body().toString());
        assertThat(answer.at(requests.values().get(0)).asInt()).isEqualTo(EVENTS.size());
    }

    /**
     * As each list's own panel asks, for a minute, a quarter of an hour and the day, in traffic of which the first of the day is
     * among the ten of no minute: what is shown is what a recount gives, and shares are of all.
     */
    @Test
    void everyListIsExactForARangeThatIsAWindow() throws Exception {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        for (Instant[] range : new Instant[][] {
            {noon, noon.plusSeconds(60)},
            {noon, noon.plusSeconds(900)},
            {noon, noon.plusSeconds(3600)},
            {DAY, DAY_AFTER}
        }) {
            List<Ranking> rankings = new ArrayList<>(rankings(RecountedDay.DATASET, range[0], range[1]));
            rankings.addAll(rankings(OF_MINUTES, range[0], range[1]));
            for (Ranking ranking : rankings) {
                Map<String, Long> counts = RecountedDay.counts(ranking.list, range[0], range[1]);
                List<Map.Entry<String, Long>> first = counts.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                        .limit(Math.min(ranking.top, listed(ranking.list)))
                        .toList();
                assertThat(ranking.rows)
                        .as("%s from %s to %s", ranking.list, range[0], range[1])
                        .extracting(Row::value, Row::count, Row::more)
                        .containsExactlyElementsOf(first.stream()
                                .map(entry -> tuple(entry.getKey(), entry.getValue(), 0L))
                                .toList());
                assertThat(ranking.all)
                        .isEqualTo(counts.values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
            }
        }
        assertThat(rankings(RecountedDay.DATASET, DAY, DAY_AFTER))
                .filteredOn(ranking -> ranking.list.equals("ip"))
                .singleElement()
                .satisfies(ranking -> assertThat(ranking.rows.get(0).value()).isEqualTo(RecountedDay.ALL_DAY));
    }

    /** How many values a window lists of a list, which several windows together may have more of. */
    private static int listed(String list) {
        return switch (list) {
            case "status" -> 32;
            case "geo_country" -> 50;
            default -> 10;
        };
    }

    @Test
    void everyListLiesWithinTheBoundsThatItStatesForAnyOtherRange() throws Exception {
        for (String[] range : new String[][] {
            {"2026-03-01T03:07:30Z", "2026-03-01T21:08:10Z"},
            {"2026-03-01T12:00:30Z", "2026-03-01T12:15:30Z"},
            {"2026-03-01T11:59:50Z", "2026-03-01T12:04:20Z"}
        }) {
            Instant from = Instant.parse(range[0]);
            Instant to = Instant.parse(range[1]);
            for (Ranking ranking : rankings(RecountedDay.DATASET, from, to)) {
                // Countries are listed from a minute on: what lies in no whole minute of the range is in none.
                Instant end = ranking.list.equals("geo_country") ? to.truncatedTo(ChronoUnit.MINUTES) : to;
                Map<String, Long> counts = RecountedDay.counts(ranking.list, from, end);
                assertThat(ranking.all)
                        .as("%s from %s to %s", ranking.list, from, to)
                        .isEqualTo(counts.values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
                for (Row row : ranking.rows) {
                    assertThat(counts.remove(row.value()))
                            .as("%s of %s from %s to %s", row, ranking.list, from, to)
                            .isBetween(row.count(), row.count() + row.more());
                }
                assertThat(counts.values()).allMatch(count -> count <= ranking.hidden());
            }
        }
    }

    /** What a panel of the kind draws. */
    private record Ranking(String list, int top, long all, long highest, List<Row> rows) {

        /** How often a value that is not shown came at most. */
        long hidden() {
            return highest + (rows.size() < top ? 0 : rows.get(rows.size() - 1).count());
        }
    }

    /** A row of it: the count is true or too low, by {@code more} at most. */
    private record Row(String value, long count, long more) {}

    /** The lists of the pack for a range, as the drawing reads the answers. */
    private static List<Ranking> rankings(DatasetId dataset, Instant from, Instant to) throws Exception {
        List<Ranking> rankings = new ArrayList<>();
        for (PackFile.Query query : new PackFile(PackFile.read("web-traffic")).queries(from, to)) {
            JsonNode rows = query.body().at("/aggs/list/aggs/rows");
            if (rows.isMissingNode()) {
                continue;
            }
            String list = query.body()
                    .at("/query/bool/filter")
                    .findValue("attribute_type")
                    .asText();
            JsonNode answer = ask(
                    "POST",
                    "/metrics-%s-*/_search".formatted(dataset.tenant()),
                    query.body().toString());
            JsonNode bucket = answer.at("/aggregations/list/buckets/0");
            assertThat(bucket.isMissingNode())
                    .as("%s: %s", query.panel(), answer)
                    .isFalse();
            long highest = bucket.at("/rest/highest/value").asLong();
            List<Row> drawn = new ArrayList<>();
            bucket.at("/rows/buckets")
                    .forEach(row -> drawn.add(new Row(
                            row.path("key").asText(),
                            row.at("/count/value").asLong(),
                            Math.max(0, highest - row.at("/highest/value").asLong())
                                    + row.at("/error/value").asLong())));
            rankings.add(new Ranking(
                    list,
                    rows.at("/terms/size").asInt(),
                    bucket.at("/count/value").asLong(),
                    highest,
                    drawn));
        }
        assertThat(rankings).hasSize(11);
        return rankings;
    }

    private static List<EventBuilder> loadBalancerRequests() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            lines.add(
                    ("https 2026-03-01T12:00:%02d.186641Z app/my-lb/50dc6c495c0c9188 192.0.2.139:2817 10.0.0.%d:80 0.000 0.%03d "
                                    + "0.000 %d %d 34 366 \"GET https://www.example.com:443/path/%d HTTP/1.1\" \"curl/7.46.0\" "
                                    + "ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:1:targetgroup/t/73e2 "
                                    + "\"Root=1-58337262-36d228ad5d99923122bbe354\" \"-\" \"-\" 0 2026-03-01T12:00:%02d.186641Z "
                                    + "\"forward\" \"-\" \"-\" \"10.0.0.%d:80\" \"%d\" \"-\" \"-\"")
                            .formatted(
                                    i,
                                    i % 3,
                                    i + 1,
                                    answers(i),
                                    i % 5 == 1 ? 200 : answers(i),
                                    i % 4,
                                    i,
                                    i % 3,
                                    answers(i)));
        }
        return events(EDGE, "alb", 1, lines);
    }

    private static int answers(int i) {
        return i % 5 == 0 ? 404 : i % 5 < 3 ? 502 : 200;
    }

    private static List<EventBuilder> syslogLines() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lines.add("<%d>1 2026-03-01T12:00:%02d.003Z host%d app%d 123 ID47 - started"
                    .formatted(160 + i % 8, i, i % 3, i % 2));
        }
        List<EventBuilder> events = events(SYSLOG, "rfc5424", 2, lines);
        // Some are requests, as where a proxy sends its log that way.
        for (int i = 0; i < events.size(); i += 4) {
            events.get(i).put(Field.HTTP_RESPONSE_STATUS_CODE, i % 8 == 0 ? 503 : 200);
        }
        return events;
    }

    private static List<SearchDocument> documents(List<EventBuilder> events) {
        SearchDocuments documents = new SearchDocuments();
        return events.stream()
                .map(event -> documents.of(event, SearchPolicy.DEFAULT).orElseThrow())
                .toList();
    }

    private static List<EventBuilder> events(DatasetId dataset, String format, int partition, List<String> lines) {
        LineParser parser = Formats.parser(format);
        List<EventBuilder> all = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i).getBytes(UTF_8);
            EventBuilder event = EventBuilder.at(
                    dataset,
                    new Position(
                            "b8jt2m5jQ5a8ZTzJk0Tz1w",
                            "raw.%s.%s".formatted(dataset.tenant(), dataset.dataset()),
                            partition,
                            i,
                            0),
                    START.toEpochMilli(),
                    line);
            assertThat(parser.parse(event, 0, line.length)).as(lines.get(i)).isNull();
            all.add(event);
        }
        return all;
    }

    private static Alert alert(DatasetId dataset, Instant time) {
        long now = time.toEpochMilli();
        return new Alert(
                "alert-1",
                dataset.tenant(),
                dataset.dataset(),
                "drey-password-guessing",
                1,
                "Password guessing",
                "high",
                "192.0.2.7",
                now,
                now,
                now,
                "five failures",
                5,
                new Evidence[] {new Evidence("t.0.1.0", now, "line".getBytes(UTF_8))});
    }

    /**
     * Two requests a second, every fourth of a page that is gone, for longer than these tests and what they look back take. At
     * the same time of the day before one a second, of the week before one in two.
     */
    private static List<byte[]> eventsOfNow() {
        List<byte[]> events = new ArrayList<>();
        long start =
                Instant.now().truncatedTo(ChronoUnit.HOURS).minusSeconds(3600).toEpochMilli();
        addFourHours(events, start - Duration.ofDays(7).toMillis(), 2000);
        addFourHours(events, start - Duration.ofDays(1).toMillis(), 1000);
        addFourHours(events, start, 500);
        return events;
    }

    private static void addFourHours(List<byte[]> events, long start, int everyMillis) {
        for (int i = 0; i < 4 * 3600 * 1000 / everyMillis; i++) {
            long time = start + i * (long) everyMillis;
            events.add(RecountedDay.event(OF_NOW, events.size(), time, time, "192.0.2.7", "/", i % 4 == 0 ? 404 : 200));
        }
    }

    /** Requests of which the last is two hours older than the clock. */
    private static List<byte[]> lateEvents() {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long time = START.toEpochMilli() + i * 1000L;
            events.add(RecountedDay.event(LATE, i, time, i == 199 ? time - 7_200_000 : time, "192.0.2.7", "/", 200));
        }
        return events;
    }

    @Test
    void panelsThatAddUpCountEachRequestOnceWhateverTheLengthOfWindows() throws Exception {
        for (DatasetId dataset : List.of(RecountedDay.DATASET, OF_MINUTES)) {
            for (String[] panel :
                    new String[][] {{"drey-web-traffic-requests", "status"}, {"drey-web-traffic-client-errors", "4"}}) {
                PackFile.Query query = new PackFile(PackFile.read("web-traffic"))
                        .queries(DAY, DAY_AFTER).stream()
                                .filter(each -> each.panel().equals(panel[0]))
                                .findFirst()
                                .orElseThrow();
                JsonNode answer = ask(
                        "POST",
                        "/metrics-%s-*/_search".formatted(dataset.tenant()),
                        query.body().toString());
                assertThat(answer.at(query.values().get(0)).asLong())
                        .as("%s of %s", panel[0], dataset)
                        .isEqualTo(RecountedDay.counts("status", DAY, DAY_AFTER).entrySet().stream()
                                .filter(entry -> panel[1].equals("status")
                                        || entry.getKey().startsWith(panel[1]))
                                .mapToLong(Map.Entry::getValue)
                                .sum());
            }
        }
    }

    /** A line of earlier is drawn at the time of now: what a page shows of yesterday is half of today, in each step. */
    @Test
    void aPageComparesWithTheDayAndTheWeekBefore() throws Exception {
        SnapshotRange range = SnapshotRange.before(Instant.now().minusSeconds(120), Duration.ofMinutes(30));
        TimeChart expected = new TimeChart(TimeChart.Kind.LINES, range.from(), range.step(), range.steps());
        for (int step = 0; step < range.steps(); step++) {
            expected.add("now", step, 2.0);
            expected.add("the day before", step, 1.0);
            expected.add("the week before", step, 0.5);
        }
        assertThat(figures("web-traffic", OF_NOW, range))
                .filteredOn(figure -> figure.title().startsWith("Requests a second, beside"))
                .singleElement()
                .isInstanceOfSatisfying(Figure.OverTime.class, compared -> assertThat(
                                compared.chart().svg(compared.title()))
                        .isEqualTo(expected.svg(compared.title())));
    }

    /** Each line of the panel is its percentile of all requests, as the lines have it, and not one of the targets' percentiles. */
    @Test
    void theLatencyOfALoadBalancerIsThatOfAllItsRequests() throws Exception {
        List<Long> sorted = loadBalancerRequests().stream()
                .map(event -> event.number(Field.AWS_ELB_BACKEND_PROCESSING_TIME))
                .sorted()
                .toList();
        List<Long> drawn = new ArrayList<>();
        for (PackFile.Query query : new PackFile(PackFile.read("load-balancers")).queries(DAY, DAY_AFTER)) {
            if (query.panel().equals("drey-load-balancers-latency")) {
                JsonNode answer =
                        ask("POST", "/metrics-balancers-*/_search", query.body().toString());
                assertThat(answer.at(query.buckets().get(0))).hasSize(1);
                drawn.add(
                        answer.at(query.buckets().get(0) + "/0" + query.values().get(0))
                                .asLong());
            }
        }
        // Fifty requests of a minute: p50 is the 25th, p95 the 48th, p99 the last; few enough to be exact, so "at most"
        // is no more.
        assertThat(drawn).containsExactly(sorted.get(24), sorted.get(47), sorted.get(49), sorted.get(49));
        assertThat(figures("load-balancers", EDGE, SnapshotRange.before(DAY_AFTER, Duration.ofDays(1))))
                .filteredOn(figure -> figure.title().startsWith("Time until the targets answer"))
                .singleElement()
                .isInstanceOfSatisfying(Figure.OverTime.class, latency -> assertThat(latency.note())
                        .contains("the highest and no average"));
    }

    @Test
    void hostsProgramsAndSeveritiesAreThoseOfAllLines() throws Exception {
        List<Figure> figures = figures("syslog-and-hosts", SYSLOG, SnapshotRange.before(DAY_AFTER, Duration.ofDays(1)));
        Map<String, Map<String, Long>> drawn = new TreeMap<>();
        for (Figure figure : figures) {
            if (figure instanceof Figure.Ranks ranks) {
                assertThat(ranks.note()).as(ranks.title()).endsWith(" Exact.");
                drawn.put(
                        ranks.title(),
                        ranks.parts().stream().collect(Collectors.toMap(Figure.Part::name, Figure.Part::count)));
            }
        }
        // Line i is of host i % 3, program i % 2 and severity i % 8; each fourth is a request, each eighth one that
        // failed.
        Map<String, Long> severities = new TreeMap<>();
        for (int severity = 0; severity < 8; severity++) {
            severities.put(Integer.toString(severity), 5L);
        }
        assertThat(drawn)
                .containsEntry("Lines of syslog by host", Map.of("host0", 14L, "host1", 13L, "host2", 13L))
                .containsEntry("Errors by host (severity 0 to 3)", Map.of("host0", 7L, "host1", 6L, "host2", 7L))
                .containsEntry("Lines of syslog by program", Map.of("app0", 20L, "app1", 20L))
                .containsEntry("Lines of syslog by severity (0 is worst)", severities)
                .containsEntry("Requests by host", Map.of("host0", 4L, "host1", 3L, "host2", 3L))
                .containsEntry("Failed requests by host (5xx)", Map.of("host0", 2L, "host1", 1L, "host2", 2L));
        assertThat(figures)
                .contains(new Figure.Total("Lines of severity error or worse", "lines, severity 0 to 3", 20));
    }

    @Test
    void theWatchedStatusShowsTheTrafficOfTheLastMinutes() {
        CommandRun run = drey(
                "status",
                "--watch",
                "--count",
                "1",
                "--tenant",
                OF_NOW.tenant(),
                "--flink",
                "http://127.0.0.1:1",
                "-Dopensearch-urls=" + url);
        assertThat(run.out().lines().skip(1))
                .as(run.err())
                .anyMatch(line -> line.startsWith("Traffic of ofnow, last 15 min by 30 s, counted up to "))
                .contains(
                        "  requests/s  ██████████████████████████████         2.0 now       2.0 highest",
                        "  earlier     yesterday 1.0/s (now +100 %), a week ago 0.5/s (now +300 %)",
                        "  4xx, %      ██████████████████████████████        25.0 now      25.0 highest",
                        "  5xx, %      ······························         0.0 now       0.0 highest",
                        "  late        ······························           0 in all")
                .anyMatch(line -> line.startsWith("  alerts ") && line.endsWith("1 in all"))
                .anyMatch(line -> line.endsWith("  high      Password guessing: 192.0.2.7"))
                .anyMatch(line -> line.startsWith("  ! Flink at http://127.0.0.1:1 does not answer"));
        assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void theWatchedStatusOfATenantThatSendsNothingSaysSinceWhen() {
        assertThat(drey(
                                "status",
                                "--watch",
                                "--count",
                                "1",
                                "--tenant",
                                RecountedDay.DATASET.tenant(),
                                "--flink",
                                "http://127.0.0.1:1",
                                "-Dopensearch-urls=" + url)
                        .out())
                .contains("Traffic of recounted, last 15 min by 30 s, counted up to 2026-03-01T23:57:10Z");
    }

    @Test
    void aPageHasWhatThePanelsShow() throws Exception {
        SnapshotRange day = SnapshotRange.before(DAY_AFTER, Duration.ofDays(1));
        assertThat(day.from()).isEqualTo(DAY);
        assertThat(figures("syslog-and-hosts", SYSLOG, day)).isNotEmpty().allMatch(Figure::hasData);
        assertThat(figures("alerts", DATASET, day)).isNotEmpty().allMatch(Figure::hasData);
        assertThat(figures("load-balancers", EDGE, day)).isNotEmpty().allMatch(Figure::hasData);
        List<Figure> traffic = figures("web-traffic", RecountedDay.DATASET, day);
        List<Figure> other = figures("web-traffic", DATASET, day);
        assertThat(traffic).hasSameSizeAs(other).hasSizeGreaterThan(12);
        for (int i = 0; i < traffic.size(); i++) {
            assertThat(traffic.get(i).hasData() || other.get(i).hasData())
                    .as(traffic.get(i).title())
                    .isTrue();
        }
        assertThat(traffic)
                .contains(new Figure.Total(
                        "Requests",
                        "requests",
                        RecountedDay.counts("status", DAY, DAY_AFTER).values().stream()
                                .mapToLong(Long::longValue)
                                .sum()));
        assertThat(traffic)
                .filteredOn(figure -> figure.title().equals("Top callers"))
                .singleElement()
                .isInstanceOfSatisfying(Figure.Ranks.class, callers -> {
                    assertThat(callers.parts())
                            .containsExactlyElementsOf(RecountedDay.counts("ip", DAY, DAY_AFTER).entrySet().stream()
                                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                            .thenComparing(Map.Entry.comparingByKey()))
                                    .limit(10)
                                    .map(entry -> new Figure.Part(entry.getKey(), entry.getValue()))
                                    .toList());
                    assertThat(callers.note()).startsWith("All others: ").endsWith(" Exact.");
                });
        assertThat(figures(
                        "pipeline", DATASET, SnapshotRange.before(Instant.now().plusSeconds(60), Duration.ofHours(1))))
                .contains(new Figure.Total("Documents that OpenSearch refused", "documents", 1));
    }

    private static List<Figure> figures(String pack, DatasetId dataset, SnapshotRange range) {
        return new PanelFigures(
                        (indices, body) -> {
                            try {
                                return ask("POST", "/" + indices + "/_search", body.toString());
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        dataset.tenant(),
                        range)
                .of(DashboardPack.read(PackFile.folder().resolve("packs").resolve(pack + ".yaml")));
    }

    @Test
    void aSnapshotIsAPageOfTheLastHour(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("page.html");
        CommandRun run = drey(
                "dashboards",
                "snapshot",
                "--tenant",
                OF_NOW.tenant(),
                "--out",
                page.toString(),
                "-Dopensearch-urls=" + url);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readString(page))
                .startsWith("<!DOCTYPE html>")
                .contains(
                        "<dt>Tenant</dt><dd>ofnow</dd>",
                        "<b>7,200</b>Requests<",
                        "<b>1,800</b>Requests that were refused (4xx)<",
                        ">Top callers</h3>",
                        ">192.0.2.7</text>",
                        ">7200</text>",
                        "There are no others. Exact.",
                        ">Password guessing</text>",
                        "<h2>Load balancers</h2>")
                .endsWith("</html>\n")
                .doesNotContain("<script", "http-equiv", "src=");
        assertThat(run.out()).contains("ofnow", page.toString());
    }

    @Test
    void aSnapshotOfATenantOfWhomThereIsNothingSaysSo(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("page.html");
        assertThat(drey(
                                "dashboards",
                                "snapshot",
                                "--tenant",
                                "nobody",
                                "--out",
                                page.toString(),
                                "-Dopensearch-urls=" + url)
                        .exitCode())
                .isZero();
        assertThat(Files.readString(page))
                .contains("<dt>Tenant</dt><dd>nobody</dd>", "<p>There is nothing of this tenant in this time.</p>")
                .doesNotContain("<svg", "<section")
                .endsWith("</html>\n");
    }

    private static void requireNumbers(PackFile.Query query, JsonNode holder) {
        for (String value : query.values()) {
            JsonNode number = holder.at(value);
            assertThat(number.isMissingNode() || number.isNull())
                    .as("%s has %s in %s", query.panel(), value, holder)
                    .isFalse();
            if (value.endsWith("/value")) {
                assertThat(number.asDouble())
                        .as("%s has %s in %s", query.panel(), value, holder)
                        .isPositive();
            }
        }
    }

    private static void generate() {
        TrafficGenerator traffic = new TrafficGenerator(TrafficSettings.combined(3, START, LINES_A_SECOND));
        LineParser parser = Formats.parser("combined");
        LogEventCodec codec = new LogEventCodec();
        SearchDocuments documents = new SearchDocuments();
        for (int n = 0; n < LINES; n++) {
            byte[] line = traffic.nextLine();
            EventBuilder event = EventBuilder.at(
                    DATASET,
                    new Position("b8jt2m5jQ5a8ZTzJk0Tz1w", "raw.panels.web", 0, n, 0),
                    START.toEpochMilli() + n * 1000L / LINES_A_SECOND,
                    line);
            if (parser.parse(event, 0, line.length) == null) {
                EVENTS.add(codec.encode(event));
                if (n < 200) {
                    DOCUMENTS.add(documents.of(event, SearchPolicy.DEFAULT).orElseThrow());
                }
            }
        }
    }

    private static JsonNode ask(String method, String path, String body) throws IOException, InterruptedException {
        return PackFile.JSON.readTree(HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url.resolve(path))
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body, UTF_8))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }
}
