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
import java.util.function.Function;
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
        assertEqualsRecount("latency", Request::group, 18);
    }

    @Test
    void percentilesOfALoadBalancerAreOfAllItsRequestsTogether() throws Exception {
        TestingIndex index = assertEqualsRecount("balancer_latency", Request::balancer, 6);
        for (JsonNode json : index.of("balancer_latency")) {
            assertThat(json.at("/aws/elb/name").asText())
                    .isEqualTo(json.path("attribute_value").asText());
            assertThat(json.path("count").longValue()).isGreaterThan(1000);
            // More than a sketch keeps: the true value lies within the error, which is not nothing.
            assertThat(json.path("value_error").doubleValue()).isPositive();
        }
    }

    /** Values of up to 1,000 requests are exact, others lie within the error that they state. */
    private static TestingIndex assertEqualsRecount(String metric, Function<Request, String> by, int points)
            throws Exception {
        TestingIndex index = new TestingIndex();
        Map<String, List<Long>> times = new TreeMap<>();
        try (TestingMetrics metrics = new TestingMetrics(DatasetDocument.live(EDGE, "alb"), SETTINGS, 1, null, index)) {
            metrics.tick(0, NOON - 1);
            for (Request request : requests()) {
                metrics.read(0, request.event());
                if (request.micros != null) {
                    times.computeIfAbsent(by.apply(request), key -> new ArrayList<>())
                            .add(request.micros);
                }
            }
            metrics.endInput();
            assertThat(metrics.stateEntries()).isZero();
        }
        List<JsonNode> found = index.of(metric);
        assertThat(found).hasSize(points);
        for (JsonNode json : found) {
            assertThat(json.path("window_seconds").intValue()).isEqualTo(60);
            List<Long> sorted = times.get(json.path("attribute_value").asText()).stream()
                    .sorted()
                    .toList();
            int percent = Integer.parseInt(json.path("metric").asText().substring(1));
            double error = json.path("value_error").doubleValue();
            assertThat(error == 0).as(json.toString()).isEqualTo(sorted.size() <= 1000);
            assertThat((double) sorted.get((sorted.size() * percent + 99) / 100 - 1))
                    .as(json.toString())
                    .isBetween(
                            json.path("value").doubleValue() - error,
                            json.path("value").doubleValue() + error);
        }
        return index;
    }

    private static List<Request> requests() {
        List<Request> requests = new ArrayList<>();
        Random random = new Random(17);
        for (int i = 0; i < 3000; i++) {
            requests.add(new Request(
                    i,
                    "10.0.0." + random.nextInt(3),
                    random.nextInt(10) == 0 ? 502 : 200,
                    // Some requests reach no target.
                    random.nextInt(20) == 0 ? null : (Long) (long) random.nextInt(1_000_000)));
        }
        return requests;
    }

    private record Request(int offset, String target, int status, Long micros) {

        String group() {
            return target + " " + status / 100 + "xx";
        }

        String balancer() {
            return offset % 2 == 0 ? "app/even/1" : "app/odd/2";
        }

        LogEvent event() {
            EventBuilder event = new EventBuilder(EDGE, "topic-id", "raw.acme.edge", 0, offset, 0, NOON, new byte[0]);
            event.timestampMicros((NOON + offset % 50_000) * 1000);
            event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
            event.append(Field.AWS_ELB_NAME, balancer().getBytes(UTF_8));
            event.append(Field.AWS_ELB_BACKEND_IP, target.getBytes(UTF_8));
            if (micros != null) {
                event.put(Field.AWS_ELB_BACKEND_PROCESSING_TIME, micros);
            }
            return event;
        }
    }
}
