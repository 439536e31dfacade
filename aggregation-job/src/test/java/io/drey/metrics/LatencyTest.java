package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What comes along as a document: latency of load balancers' targets. */
@SuppressWarnings("try") // closing a harness may be interrupted
class LatencyTest {

    private static final DatasetId EDGE = new DatasetId("acme", "edge");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final AggregationSettings SETTINGS =
            new AggregationSettings(Duration.ofSeconds(10), List.of(Duration.ofMinutes(1)), 65_536, 1024);

    @Test
    void percentilesOfEachTargetAndClassOfStatusEqualARecount() throws Exception {
        TestingIndex index = new TestingIndex();
        Map<String, List<Long>> times = new TreeMap<>();
        Random random = new Random(17);
        try (TestingMetrics metrics = new TestingMetrics(DatasetDocument.live(EDGE, "alb"), SETTINGS, 1, null, index)) {
            metrics.tick(0, NOON - 1);
            for (int i = 0; i < 3000; i++) {
                String target = "10.0.0." + random.nextInt(3);
                int status = random.nextInt(10) == 0 ? 502 : 200;
                // Some requests reach no target.
                Long micros = random.nextInt(20) == 0 ? null : (long) random.nextInt(1_000_000);
                metrics.read(0, request(i, target, status, micros));
                if (micros != null) {
                    times.computeIfAbsent(target + " " + status / 100 + "xx", key -> new ArrayList<>())
                            .add(micros);
                }
            }
            metrics.endInput();
            assertThat(metrics.stateEntries()).isZero();
        }

        Map<String, Double> expected = new TreeMap<>();
        times.forEach((group, all) -> {
            List<Long> sorted = all.stream().sorted().toList();
            for (int percent : new int[] {50, 95, 99}) {
                expected.put(group + " p" + percent, (double) sorted.get((all.size() * percent + 99) / 100 - 1));
            }
        });
        Map<String, Double> found = new TreeMap<>();
        for (JsonNode json : index.of("latency")) {
            assertThat(json.path("window_seconds").intValue()).isEqualTo(60);
            found.put(
                    json.path("attribute_value").asText() + " "
                            + json.path("metric").asText(),
                    json.path("value").doubleValue());
        }
        assertThat(found).isEqualTo(expected).hasSize(18);
    }

    private static LogEvent request(int offset, String target, int status, Long micros) {
        EventBuilder event = new EventBuilder(EDGE, "topic-id", "raw.acme.edge", 0, offset, 0, NOON, new byte[0]);
        event.timestampMicros((NOON + offset % 50_000) * 1000);
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        event.append(Field.AWS_ELB_BACKEND_IP, target.getBytes(UTF_8));
        if (micros != null) {
            event.put(Field.AWS_ELB_BACKEND_PROCESSING_TIME, micros);
        }
        return event;
    }
}
