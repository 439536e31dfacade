package io.drey.metrics.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.DatasetId;
import io.drey.job.opensearch.SearchDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricDocumentsTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final long NEW_YEARS_EVE =
            Instant.parse("2025-12-31T23:59:50Z").toEpochMilli();

    private final MetricDocuments documents = new MetricDocuments(new Windows(Duration.ofSeconds(10)));

    @Test
    void aCountSaysWhatWhenAndHowExact() {
        List<SearchDocument> list = documents.of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, counts("10.0.0.1", 3));

        assertThat(list).hasSize(1);
        assertThat(new String(list.get(0).json(), UTF_8))
                .isEqualTo("{\"@timestamp\":\"2025-12-31T23:59:50.000Z\",\"end_time\":\"2026-01-01T00:00:00.000Z\","
                        + "\"window_seconds\":10,\"hour_of_day\":23,"
                        + "\"data_stream\":{\"namespace\":\"acme\",\"dataset\":\"access\"},\"attribute_type\":\"ip\","
                        + "\"attribute_value\":\"10.0.0.1\",\"count\":3,\"count_error\":0,\"rank\":1}");
    }

    @Test
    void theIndexIsOfTheMonthTheWindowBeginsIn() {
        assertThat(documents
                        .of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, counts("10.0.0.1", 3))
                        .get(0)
                        .index())
                .isEqualTo("metrics-acme-2025.12");
    }

    @Test
    void totalsAreValues() {
        WindowCounts counts = new WindowCounts(64);
        counts.addEvent(500);
        counts.addEvent(20);
        counts.addLate(7);

        List<SearchDocument> list = documents.of(ACCESS, AttributeType.TOTAL, NEW_YEARS_EVE, counts);

        assertThat(list)
                .extracting(document -> new String(document.json(), UTF_8).replaceAll(".*\"attribute_type\"", ""))
                .containsExactly(
                        ":\"total\",\"metric\":\"requests\",\"dimension\":\"total\",\"value\":2,\"value_error\":0}",
                        ":\"total\",\"metric\":\"bytes\",\"dimension\":\"total\",\"value\":520,\"value_error\":0}",
                        ":\"total\",\"metric\":\"late\",\"dimension\":\"total\",\"value\":7,\"value_error\":0}");
        assertThat(list).extracting(SearchDocument::version).containsExactly(2L, 2L, 7L);
    }

    @Test
    void aCorrectionOverwritesTheRankWhoeverHoldsItNow() {
        SearchDocument before = documents
                .of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, counts("10.0.0.1", 3))
                .get(0);
        SearchDocument after = documents
                .of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, counts("10.0.0.2", 4))
                .get(0);

        assertThat(after.id()).isEqualTo(before.id()).matches("[0-9a-f]{32}");
        assertThat(after.version()).isGreaterThan(before.version());
    }

    @Test
    void everyPlaceHasAnIdOfItsOwn() {
        WindowCounts counts = counts("10.0.0.1", 3);
        counts.addEvent(Value.of("10.0.0.2"));

        assertThat(List.of(
                                documents.of(ACCESS, AttributeType.IP, NEW_YEARS_EVE, counts),
                                documents.of(ACCESS, AttributeType.REQUEST, NEW_YEARS_EVE, counts),
                                documents.of(ACCESS, AttributeType.IP, NEW_YEARS_EVE + 10_000, counts),
                                documents.of(new DatasetId("acme", "shop"), AttributeType.IP, NEW_YEARS_EVE, counts),
                                documents.of(new DatasetId("other", "access"), AttributeType.IP, NEW_YEARS_EVE, counts))
                        .stream()
                        .flatMap(List::stream)
                        .map(SearchDocument::id))
                .hasSize(10)
                .doesNotHaveDuplicates();
    }

    @Test
    void noIndexIsMadeByAClockThatWasNeverSet() {
        assertThatThrownBy(() -> documents.of(ACCESS, AttributeType.IP, 0, counts("10.0.0.1", 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static WindowCounts counts(String value, int times) {
        WindowCounts counts = new WindowCounts(64);
        for (int i = 0; i < times; i++) {
            counts.addEvent(Value.of(value));
        }
        return counts;
    }
}
