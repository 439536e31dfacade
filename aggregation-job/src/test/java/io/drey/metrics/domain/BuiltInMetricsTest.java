package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltInMetricsTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    /** Null is that of what is no request. */
    private static final List<Long> STATUSES =
            Arrays.asList(200L, 304L, 401L, 403L, 404L, 410L, 429L, 503L, 0L, 999L, 1000L, -1L, 70_000L, null);

    @ParameterizedTest
    @CsvSource({
        "STATUS, status, 32",
        "IP, ip, 10",
        "REQUEST, request, 10",
        "USER_AGENT, user_agent, 10",
        "BAD_PAGE_404, bad_page_404, 10",
        "BAD_CALLER_404, bad_caller_404, 10",
        "BAD_CALLER_403, bad_caller_403, 10",
        "BAD_CALLER_429, bad_caller_429, 10",
    })
    void whatEarlierVersionsCountedAsCodeKeepsItsIdsAndItsLength(AttributeType type, String name, int length) {
        WindowCounts counts = new WindowCounts(64);
        for (int i = 0; i < 40; i++) {
            counts.addEvent(Value.of("value-%02d".formatted(i)));
        }

        List<MetricPoint> list = new MetricPoints(new Windows(Duration.ofSeconds(10)))
                .of(ACCESS, type, NOON, counts).stream()
                        .filter(MetricPoint::isCount)
                        .toList();

        MetricWindow window = new MetricWindow("acme", "access", NOON, 10);
        assertThat(list).hasSize(length + 1);
        assertThat(list.get(0)).isEqualTo(MetricPoint.place(window, name, 1, "value-00", 1, 0, 1, 40));
        assertThat(list.get(length)).isEqualTo(MetricPoint.rest(window, name, 40 - length, 0, 1, 40));
    }

    @Test
    void eachListCountsTheRequestsThatItIsOf() {
        Random random = new Random(11);
        EventCounter counter = new EventCounter();
        PlansByStatus plans = new PlansByStatus(BuiltInMetrics.PLANS);
        WindowTally tally = new WindowTally(64);
        Map<AttributeType, Map<String, Long>> expected = new EnumMap<>(AttributeType.class);
        for (int i = 0; i < 5000; i++) {
            EventBuilder event = new EventBuilder(ACCESS, "topic-id", "raw.acme.access", 0, i, 0, NOON, new byte[0]);
            String ip = oneOf(random, Field.SOURCE_IP, event, null, "192.0.2.1", "192.0.2.2");
            String address = oneOf(random, Field.SOURCE_ADDRESS, event, null, "192.0.2.2", "host.example");
            String page = oneOf(random, Field.URL_ORIGINAL, event, null, "/", "/a/b");
            String agent = oneOf(random, Field.USER_AGENT_ORIGINAL, event, null, "curl/8.5.0", "unheard of");
            Long status = STATUSES.get(random.nextInt(STATUSES.size()));
            if (status == null) {
                counter.count(event, plans, tally);
                continue;
            }
            event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
            counter.count(event, plans, tally);

            add(expected, AttributeType.STATUS, Long.toString(status));
            add(expected, AttributeType.USER_AGENT, "curl/8.5.0".equals(agent) ? "curl" : "Other");
            String asked = page == null ? "error" : page;
            add(expected, AttributeType.REQUEST, asked);
            String caller = ip == null ? address : ip;
            add(expected, AttributeType.IP, caller);
            if (status == 404 || status == 410) {
                add(expected, AttributeType.BAD_PAGE_404, asked);
                add(expected, AttributeType.BAD_CALLER_404, caller);
            } else if (status == 401 || status == 403) {
                add(expected, AttributeType.BAD_CALLER_403, caller);
            } else if (status == 429) {
                add(expected, AttributeType.BAD_CALLER_429, caller);
            }
        }

        expected.forEach((type, values) -> {
            WindowCounts counts = tally.of(type);
            assertThat(counts.values().top(100).stream().collect(Collectors.toMap(Counted::value, Counted::count)))
                    .as(type.name())
                    .isEqualTo(values);
            assertThat(counts.events())
                    .isEqualTo(
                            values.values().stream().mapToLong(Long::longValue).sum());
        });
        assertThat(expected).hasSize(8);
    }

    private static String oneOf(Random random, Field field, EventBuilder event, String... texts) {
        String text = texts[random.nextInt(texts.length)];
        if (text != null) {
            event.append(field, text.getBytes(UTF_8));
        }
        return text;
    }

    private static void add(Map<AttributeType, Map<String, Long>> counts, AttributeType type, String value) {
        if (value != null) {
            counts.computeIfAbsent(type, any -> new TreeMap<>()).merge(value, 1L, Long::sum);
        }
    }
}
