package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Lists of hosts, programs and severities, of lines of syslog and of requests, equal a plain recount. */
@SuppressWarnings("try") // closing a harness may be interrupted
class SyslogAndHostsTest {

    private static final DatasetId HOSTS = new DatasetId("acme", "hosts");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final AggregationSettings SETTINGS =
            new AggregationSettings(Duration.ofSeconds(10), List.of(Duration.ofMinutes(1)), 65_536, 1024);

    /** What a line says; null is what it does not. */
    private record Line(String host, String program, Integer severity, Integer status) {

        EventBuilder event(long offset) {
            EventBuilder event =
                    new EventBuilder(HOSTS, "topic-id", "raw.acme.hosts", 0, offset, 0, NOON + offset, new byte[0]);
            event.timestampMicros((NOON + offset * 10) * 1000);
            if (host != null) {
                event.append(Field.HOST_NAME, host.getBytes(UTF_8));
            }
            if (program != null) {
                event.append(Field.LOG_SYSLOG_APPNAME, program.getBytes(UTF_8));
            }
            if (severity != null) {
                event.put(Field.LOG_SYSLOG_SEVERITY_CODE, severity);
            }
            if (status != null) {
                event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
            }
            return event;
        }
    }

    @Test
    void eachListEqualsARecountMinuteByMinute() throws Exception {
        List<Line> lines = lines();
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics =
                new TestingMetrics(DatasetDocument.live(HOSTS, "syslog"), SETTINGS, 1, null, index)) {
            metrics.tick(0, NOON - 1);
            for (int i = 0; i < lines.size(); i++) {
                metrics.read(0, lines.get(i).event(i));
            }
            metrics.endInput();
        }

        check(index, lines, "host_request", 10, line -> line.status != null, Line::host);
        check(index, lines, "host_failure", 10, line -> line.status != null && line.status >= 500, Line::host);
        check(index, lines, "syslog_host", 20, line -> line.severity != null, Line::host);
        check(index, lines, "syslog_error_host", 20, line -> line.severity != null && line.severity <= 3, Line::host);
        check(index, lines, "syslog_program", 20, line -> line.severity != null, Line::program);
        check(index, lines, "syslog_severity", 8, line -> line.severity != null, line -> line.severity.toString());
    }

    private static void check(
            TestingIndex index,
            List<Line> lines,
            String metric,
            int top,
            Predicate<Line> counted,
            Function<Line, String> value) {
        List<String> expected = new ArrayList<>();
        Map<Long, List<Line>> minutes = LongStream.range(0, lines.size())
                .boxed()
                .collect(Collectors.groupingBy(
                        i -> NOON + i * 10 / 60_000 * 60_000,
                        TreeMap::new,
                        Collectors.mapping(i -> lines.get(i.intValue()), Collectors.toList())));
        minutes.forEach((start, ofMinute) -> {
            Map<String, Long> counts = ofMinute.stream()
                    .filter(counted)
                    .filter(line -> value.apply(line) != null)
                    .collect(Collectors.groupingBy(value, TreeMap::new, Collectors.counting()));
            List<Map.Entry<String, Long>> list = counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .toList();
            long rest = 0;
            for (int i = 0; i < list.size(); i++) {
                if (i < top) {
                    expected.add("%d #%d %s %d"
                            .formatted(
                                    start,
                                    i + 1,
                                    list.get(i).getKey(),
                                    list.get(i).getValue()));
                } else {
                    rest += list.get(i).getValue();
                }
            }
            if (rest > 0) {
                expected.add("%d rest %d".formatted(start, rest));
            }
        });
        List<JsonNode> documents = index.of(metric);
        assertThat(documents)
                .as(metric)
                .allMatch(json -> json.path("window_seconds").intValue() == 60);
        assertThat(documents.stream().map(SyslogAndHostsTest::line))
                .as(metric)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(expected).as(metric).isNotEmpty();
    }

    private static String line(JsonNode json) {
        long start = Instant.parse(json.path("@timestamp").textValue()).toEpochMilli();
        if (json.has("metric")) {
            return "%d %s %d"
                    .formatted(
                            start,
                            json.path("metric").textValue(),
                            json.path("count").longValue());
        }
        String value = json.path("attribute_value").textValue();
        String field = json.path("attribute_type").textValue().endsWith("program")
                ? "/log/syslog/appname"
                : json.path("attribute_type").textValue().endsWith("severity")
                        ? "/log/syslog/severity/code"
                        : "/host/name";
        assertThat(json.at(field).textValue()).isEqualTo(value);
        assertThat(json.path("count_error").longValue()).isZero();
        return "%d #%d %s %d"
                .formatted(
                        start,
                        json.path("rank").intValue(),
                        value,
                        json.path("count").longValue());
    }

    private static List<Line> lines() {
        Random random = new Random(5);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int kind = random.nextInt(8);
            lines.add(new Line(
                    random.nextInt(20) == 0 ? null : "host-" + (int) (40 * Math.pow(random.nextDouble(), 2)),
                    random.nextInt(20) == 0 ? null : "app-" + (int) (30 * Math.pow(random.nextDouble(), 2)),
                    // Requests that came by syslog are lines of syslog, too; what is neither is no list's.
                    kind < 5 ? Integer.valueOf(random.nextInt(8)) : null,
                    kind > 3 && kind < 7 ? Integer.valueOf(200 + 100 * random.nextInt(4)) : null));
        }
        return lines;
    }
}
