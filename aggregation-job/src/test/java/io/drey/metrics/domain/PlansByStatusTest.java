package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.MetricDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlansByStatusTest {

    private static final List<MetricDocument> METRICS = metrics(
            "",
            "filter: {http.response.status_code: [404, 410]}",
            "filter: {http.response.status_code|gte: 500}",
            "filter: {http.response.status_code|exists: true}",
            "filter: {http.response.status_code|exists: false}",
            "filter: {http.response.status_code: 404, http.request.method: POST}",
            "filter: {http.request.method: GET}",
            "filter: {bad: {http.response.status_code|gte: 400}, gone: {http.response.status_code: [404, 410]}, condition: bad and not gone}");

    private final EventCounter counter = new EventCounter();

    @ParameterizedTest
    @NullSource
    @ValueSource(longs = {-1, 0, 200, 404, 410, 500, 999, 1000, 1001, Long.MAX_VALUE})
    void anEventIsCountedByThoseWhoseFilterTakesIt(Long status) {
        PlansByStatus plans =
                new PlansByStatus(METRICS.stream().map(MetricPlan::new).toList());
        // What is remembered of the first is true of the others of its status.
        for (String method : List.of("GET", "POST", "GET")) {
            LogEvent event = event(status, method);

            assertThat(countedBy(event, plans))
                    .isEqualTo(METRICS.stream()
                            .filter(metric -> metric.filter().takes(event))
                            .map(MetricDocument::name)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void aCallerIsAnAddressElseAName() {
        MetricPlan callers =
                new MetricPlan(MetricDocument.builtIn("a1", "{function: count, dimension: source.caller}"));
        MetricPlan joined = new MetricPlan(
                MetricDocument.builtIn("a2", "{function: count, dimension: 'http.request.method, source.caller'}"));
        WindowTally tally = new WindowTally(64);
        for (EventBuilder event : List.of(
                caller("192.0.2.1", "192.0.2.1"),
                caller("192.0.2.1", null),
                caller(null, "host.example"),
                caller(null, null))) {
            counter.count(event, new PlansByStatus(List.of(callers, joined)), tally);
        }

        assertThat(tally.of(callers).values().top(10))
                .containsExactly(new Counted("192.0.2.1", 2, 0), new Counted("host.example", 1, 0));
        assertThat(tally.of(joined).values().top(10))
                .containsExactly(new Counted("GET 192.0.2.1", 2, 0), new Counted("GET host.example", 1, 0));
    }

    private Set<String> countedBy(LogEvent event, PlansByStatus plans) {
        WindowTally tally = new WindowTally(64);
        counter.count(event, plans, tally);
        Set<String> names = new TreeSet<>();
        tally.forEachPlan((key, counts) -> names.add(key.substring(0, key.indexOf('@'))));
        return names;
    }

    private static List<MetricDocument> metrics(String... filters) {
        List<MetricDocument> metrics = new ArrayList<>();
        for (String filter : filters) {
            metrics.add(MetricDocument.builtIn("m" + metrics.size(), "function: count\n" + filter));
        }
        return List.copyOf(metrics);
    }

    private static EventBuilder event(Long status, String method) {
        EventBuilder event = caller("192.0.2.1", null);
        event.append(Field.HTTP_REQUEST_METHOD, method.getBytes(UTF_8));
        if (status != null) {
            event.put(Field.HTTP_RESPONSE_STATUS_CODE, status);
        }
        return event;
    }

    private static EventBuilder caller(String ip, String address) {
        EventBuilder event = new EventBuilder(
                new DatasetId("acme", "access"), "topic-id", "raw.acme.access", 0, 0, 0, 0, new byte[0]);
        event.append(Field.HTTP_REQUEST_METHOD, "GET".getBytes(UTF_8));
        if (ip != null) {
            event.append(Field.SOURCE_IP, ip.getBytes(UTF_8));
        }
        if (address != null) {
            event.append(Field.SOURCE_ADDRESS, address.getBytes(UTF_8));
        }
        return event;
    }
}
