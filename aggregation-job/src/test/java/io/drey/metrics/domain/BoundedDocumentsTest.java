package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.MetricDocument;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.metric.MetricPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many documents a window of a dataset has, where each of 100,000 events has values of its own. */
class BoundedDocumentsTest {

    private static final DatasetId DATASET = new DatasetId("acme", "everything");
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final int EVENTS = 100_000;
    private static final int EXACT_VALUES = 8192;

    /** Requests, bytes, visitors and late. */
    private static final int OF_TOTAL = 4;

    private static final List<MetricDocument> OWN = Stream.of(MetricDocument.Function.values())
            .map(BoundedDocumentsTest::ofUser)
            .toList();

    private static final List<MetricPlan> PLANS = Stream.concat(
                    BuiltInMetrics.PLANS.stream(), OWN.stream().map(MetricPlan::new))
            .toList();

    private static WindowTally tally;

    @BeforeAll
    static void count() {
        tally = counted(new PlansByStatus(PLANS));
        tally.of(AttributeType.TOTAL).addLate(1);
    }

    /** The README says the same numbers. */
    @ParameterizedTest
    @CsvSource({"10, 125", "60, 360", "86400, 360"})
    void eachMetricHasNoMoreThanItSays(int seconds, int ofBuiltIn) {
        List<MetricDocument> documents =
                Stream.concat(BuiltInMetrics.ALL.stream(), OWN.stream()).toList();
        MetricPoints points = new MetricPoints(new Windows(Duration.ofSeconds(seconds)));
        List<MetricPoint> told = new ArrayList<>();
        told.addAll(points.of(DATASET, AttributeType.TOTAL, NOON, tally.of(AttributeType.TOTAL)));
        for (MetricPlan plan : PLANS) {
            told.addAll(
                    plan.type() == AttributeType.OF_DOCUMENT
                            ? points.of(DATASET, plan, NOON, tally.of(plan))
                            : points.of(DATASET, plan.type(), NOON, tally.of(plan)));
        }

        Map<String, Long> byType = told.stream()
                .collect(Collectors.groupingBy(MetricPoint::attributeType, TreeMap::new, Collectors.counting()));
        assertThat(byType.remove("total")).isEqualTo(OF_TOTAL);
        long bound = OF_TOTAL;
        long ofOwn = 0;
        for (MetricDocument document : documents) {
            long count = byType.getOrDefault(document.name(), 0L);
            assertThat(count).as(document.name()).isLessThanOrEqualTo(document.documents());
            if (OWN.contains(document)) {
                ofOwn += count;
                assertThat(count).as(document.name()).isGreaterThanOrEqualTo(20);
            } else if (document.tells(seconds)) {
                bound += document.documents();
                assertThat(count).as(document.name()).isPositive();
            } else {
                assertThat(count).as(document.name()).isZero();
            }
        }
        assertThat(bound).isEqualTo(ofBuiltIn);
        assertThat(ofOwn).isLessThanOrEqualTo(MetricDocument.MOST_DOCUMENTS);
    }

    private static MetricDocument ofUser(MetricDocument.Function function) {
        String field = function == MetricDocument.Function.COUNT ? "" : "field: labels.number\n";
        return MetricDocument.builtIn(
                "own" + function.word(),
                "function: %s\n%sdimension: labels.key\ntop: 20\n".formatted(function.word(), field));
    }

    private static WindowTally counted(PlansByStatus plans) {
        EventCounter counter = new EventCounter();
        WindowTally tally = new WindowTally(EXACT_VALUES);
        int[] statuses = {0, 401, 404, 429, 500};
        for (int i = 0; i < EVENTS; i++) {
            EventBuilder event =
                    new EventBuilder(DATASET, "topic-id", "raw.acme.everything", 0, i, 0, NOON, new byte[0]);
            int status = statuses[i % statuses.length];
            event.put(Field.HTTP_RESPONSE_STATUS_CODE, status == 0 ? 1000 + i : status);
            event.put(Field.LOG_SYSLOG_SEVERITY_CODE, i / 5 % 2 == 0 ? 3 : i);
            event.put(Field.AWS_ELB_BACKEND_PROCESSING_TIME, i);
            event.append(Field.SOURCE_IP, "2001:db8::%x".formatted(i).getBytes(UTF_8));
            event.append(Field.URL_ORIGINAL, "/page-%d".formatted(i).getBytes(UTF_8));
            // Names of programs that nobody knows are one, and those that are known are not many.
            event.append(Field.USER_AGENT_ORIGINAL, "curl/%d".formatted(i % 100).getBytes(UTF_8));
            event.append(Field.HOST_NAME, "host-%d".formatted(i).getBytes(UTF_8));
            event.append(Field.LOG_SYSLOG_APPNAME, "app-%d".formatted(i).getBytes(UTF_8));
            event.append(Field.AWS_ELB_NAME, "balancer-%d".formatted(i).getBytes(UTF_8));
            event.append(Field.AWS_ELB_BACKEND_IP, "2001:db8:1::%x".formatted(i).getBytes(UTF_8));
            event.appendOpen("source.geo.country_iso_code", "" + (char) ('A' + i % 26) + (char) ('A' + i / 26 % 26));
            event.appendOpen("source.geo.city_name", "City " + i);
            event.appendOpen("labels.key", "key-" + i);
            event.appendOpen("labels.number", Integer.toString(i));
            counter.count(event, plans, tally);
        }
        return tally;
    }
}
