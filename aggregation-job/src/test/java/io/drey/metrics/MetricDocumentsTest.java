package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import io.drey.job.opensearch.SearchDocument;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricDocumentsTest {

    private static final MetricWindow NEW_YEARS_EVE = new MetricWindow(
            "acme", "access", Instant.parse("2025-12-31T23:59:50Z").toEpochMilli(), 10);
    private static final MetricPoint PLACE = MetricPoint.place(NEW_YEARS_EVE, "ip", 1, "10.0.0.1", 3, 0, 3);

    private final MetricDocuments documents = new MetricDocuments();

    @Test
    void aCountSaysWhatWhenAndHowExact() {
        assertThat(new String(documents.map(PLACE).json(), UTF_8))
                .isEqualTo("{\"@timestamp\":\"2025-12-31T23:59:50.000Z\",\"end_time\":\"2026-01-01T00:00:00.000Z\","
                        + "\"window_seconds\":10,\"window_level\":0,\"hour_of_day\":23,"
                        + "\"data_stream\":{\"namespace\":\"acme\",\"dataset\":\"access\"},\"attribute_type\":\"ip\","
                        + "\"attribute_value\":\"10.0.0.1\",\"count\":3,\"count_error\":0,\"rank\":1,"
                        + "\"source\":{\"ip\":\"10.0.0.1\"}}");
    }

    @Test
    void aWindowSaysWhichLongerOneItIsPartOf() {
        MetricWindow minute = new MetricWindow(
                "acme", "access", Instant.parse("2025-12-31T23:59:00Z").toEpochMilli(), 60, 1, 900);

        assertThat(new String(
                        documents
                                .map(MetricPoint.whole(minute, "total", "requests", 2, 2))
                                .json(),
                        UTF_8))
                .contains("\"window_seconds\":60,\"window_level\":1,\"wider_start\":\"2025-12-31T23:45:00.000Z\","
                        + "\"wider_end\":\"2026-01-01T00:00:00.000Z\"");
    }

    @Test
    void whatIsNotListedIsACountWithItsBound() {
        assertThat(new String(
                        documents
                                .map(MetricPoint.rest(NEW_YEARS_EVE, "ip", 40, 2, 3, 60))
                                .json(),
                        UTF_8))
                .endsWith("\"attribute_type\":\"ip\",\"metric\":\"rest\",\"dimension\":\"ip\",\"count\":40,"
                        + "\"count_error\":2,\"highest_other\":3}");
    }

    @Test
    void aValueStandsInTheFieldThatLinesHaveItIn() {
        assertThat(new String(
                        documents
                                .map(MetricPoint.place(NEW_YEARS_EVE, "status", 1, "404", 3, 0, 3))
                                .json(),
                        UTF_8))
                .contains("\"http\":{\"response\":{\"status_code\":\"404\"}}");
    }

    @Test
    void totalsAreValues() {
        assertThat(List.of(
                        MetricPoint.whole(NEW_YEARS_EVE, "total", "requests", 2, 2),
                        MetricPoint.whole(NEW_YEARS_EVE, "total", "bytes", 520, 2),
                        MetricPoint.whole(NEW_YEARS_EVE, "total", "late", 7, 7)))
                .extracting(
                        point -> new String(documents.map(point).json(), UTF_8).replaceAll(".*\"attribute_type\"", ""))
                .containsExactly(
                        ":\"total\",\"metric\":\"requests\",\"dimension\":\"total\",\"value\":2,\"value_error\":0}",
                        ":\"total\",\"metric\":\"bytes\",\"dimension\":\"total\",\"value\":520,\"value_error\":0}",
                        ":\"total\",\"metric\":\"late\",\"dimension\":\"total\",\"value\":7,\"value_error\":0}");
    }

    @Test
    void theIndexIsOfTheMonthTheWindowBeginsIn() {
        assertThat(documents.map(PLACE).index()).isEqualTo("metrics-acme-2025.12");
    }

    @Test
    void aCorrectionOverwritesWhatItCorrects() {
        MetricPoint corrected = MetricPoint.place(NEW_YEARS_EVE, "ip", 1, "10.0.0.2", 4, 1, 5);

        SearchDocument document = documents.map(corrected);
        assertThat(document.id()).isEqualTo(PLACE.id());
        assertThat(document.version()).isEqualTo(5);
    }
}
