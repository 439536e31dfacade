package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.ActDocument;
import io.drey.configuration.ActDocument.Selector;
import io.drey.configuration.ActDocument.Verb;
import io.drey.configuration.AlertActs;
import io.drey.configuration.AlertStanding;
import io.drey.configuration.DatasetDocument;
import io.drey.configuration.SearchPolicy;
import io.drey.configuration.SearchPolicy.Original;
import io.drey.configuration.SearchPolicy.Period;
import io.drey.configuration.SearchPolicy.Selection;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.LogEvent;
import io.drey.job.clock.Clocked;
import io.drey.job.datasets.FixedDatasets;
import io.drey.job.opensearch.SearchDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written again is what the job wrote. */
class SearchDocumentsTest {

    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    static Stream<SearchPolicy> policies() {
        return Stream.of(
                SearchPolicy.DEFAULT,
                new SearchPolicy(Selection.ERRORS, 1, Period.MONTHLY, Original.KEPT),
                new SearchPolicy(Selection.SAMPLE, 3, Period.DAILY, Original.DROPPED),
                new SearchPolicy(Selection.NONE, 1, Period.DAILY, Original.KEPT));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void eventsBecomeTheDocumentsOfTheJob(SearchPolicy policy) {
        LogDocuments job = new LogDocuments(
                new FixedDatasets(DatasetDocument.live(ACCESS, "combined").withSearch(policy)));
        job.open(DefaultOpenContext.INSTANCE);
        List<SearchDocument> ofTheJob = new ArrayList<>();
        List<SearchDocument> again = new ArrayList<>();
        SearchDocuments documents = new SearchDocuments();
        for (int offset = 0; offset < 30; offset++) {
            LogEvent event = Events.access(ACCESS, offset, offset % 4 == 0 ? 503 : 200);
            job.flatMap(Clocked.payload(event), new ListCollector<>(ofTheJob));
            documents.of(event, policy).ifPresent(again::add);
        }
        job.close();

        assertThat(again)
                .map(SearchDocumentsTest::words)
                .isEqualTo(ofTheJob.stream().map(SearchDocumentsTest::words).toList());
        assertThat(again).allSatisfy(document -> assertThat(document.receipt()).isNull());
    }

    private static final ActDocument ACK = new ActDocument(
            "acme", Verb.ACK, Selector.alert("a1"), "", Instant.ofEpochMilli(Alerts.COMPLETED), "alice", "");

    @Test
    void anAlertBecomesTheDocumentOfTheJob() {
        Alert alert = Alerts.of("a1", "10.0.0.1");
        AlertStanding standing = AlertActs.of(List.of(ACK)).on(alert);
        SearchDocument ofTheJob =
                new SearchDocuments().counted(new PositionedAlert(alert, "alerts.acme", 1, 5), standing);
        SearchDocument again = new SearchDocuments().of(alert, standing);
        assertThat(words(again)).contains("\"status\":\"acknowledged\"");
        assertThat(words(again)).isEqualTo(words(ofTheJob));
        assertThat(again.receipt()).isNull();
        assertThat(ofTheJob.receipt()).isNotNull();
    }

    private static String words(SearchDocument document) {
        return "%s %s %d %s"
                .formatted(document.index(), document.id(), document.version(), new String(document.json(), UTF_8));
    }
}
