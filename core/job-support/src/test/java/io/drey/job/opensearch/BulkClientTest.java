package io.drey.job.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BulkClientTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private TestingOpenSearch server;
    private BulkClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TestingOpenSearch();
        client = client(server.url());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void writesDocumentsToTheirIndices() throws Exception {
        List<RejectedDocument> rejected = write(document("a", 1, "{\"n\":1}"), document("b", 1, "{\"n\":2}"));

        assertThat(rejected).isEmpty();
        assertThat(server.document("tests", "a")).isEqualTo("{\"n\":1}");
        assertThat(server.document("tests", "b")).isEqualTo("{\"n\":2}");
        assertThat(server.requests).hasValue(1);
    }

    @Test
    void tryingAgainSurvivesThrottlingServerErrorsAndLostAnswers() throws Exception {
        server.failNext(429, 503, 500, 0);

        write(document("a", 1, "{\"n\":1}"));

        assertThat(server.document("tests", "a")).isEqualTo("{\"n\":1}");
        assertThat(server.requests).hasValue(5);
    }

    @Test
    void goesToTheNextAddressWhenOneIsAway() throws Exception {
        URI nobody = URI.create("http://127.0.0.1:1");
        try (BulkClient two = client(nobody, server.url())) {
            two.write(List.of(document("a", 1, "{}"))).get(20, TimeUnit.SECONDS);
        }

        assertThat(server.document("tests", "a")).isEqualTo("{}");
    }

    @Test
    void anOlderVersionDoesNotReplaceANewerOne() throws Exception {
        write(document("a", 7, "{\"n\":7}"));
        write(document("a", 6, "{\"n\":6}"));

        assertThat(server.document("tests", "a")).isEqualTo("{\"n\":7}");
    }

    @Test
    void theSameVersionReplacesItself() throws Exception {
        write(document("a", 7, "{\"n\":7}"));
        write(document("a", 7, "{\"n\":8}"));

        assertThat(server.document("tests", "a")).isEqualTo("{\"n\":8}");
    }

    @Test
    void keepsADocumentThatDoesNotFitBesideItsIndexAndWritesTheOthers() throws Exception {
        SearchDocument unfit = document("a", 1, "{\"unfit\":true}");

        List<RejectedDocument> rejected = write(unfit, document("b", 1, "{}"));

        assertThat(rejected).containsExactly(new RejectedDocument(unfit, 400, "no reason was given"));
        assertThat(server.document("tests", "b")).isEqualTo("{}");
        assertThat(server.document("rejected-tests", "a"))
                .isEqualTo("{\"@timestamp\":%d,\"index\":\"tests\",\"id\":\"a\",\"status\":400,"
                                .formatted(NOON.toEpochMilli())
                        + "\"reason\":\"no reason was given\",\"document\":\"{\\\"unfit\\\":true}\"}");
    }

    @Test
    void halvesARequestThatIsTooLargeAndRejectsADocumentThatIs() throws Exception {
        server.refuseBodiesLongerThan(800);
        SearchDocument huge = document("c", 1, "{\"text\":\"%s\"}".formatted("x".repeat(750)));

        assertThatThrownBy(() -> write(document("a", 1, "{}"), document("b", 1, "{}"), huge))
                .hasMessageContaining("longer than OpenSearch takes");

        assertThat(server.documents).containsOnlyKeys("tests/a", "tests/b");
    }

    @Test
    void failsWhenTheRequestAsAWholeIsRefused() {
        server.failNext(401);

        assertThatThrownBy(() -> write(document("a", 1, "{}")))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining("HTTP 401")
                .hasMessageContaining("opensearch-urls");
    }

    @Test
    void pausesGrowUpToALimit() {
        Duration first = Duration.ofMillis(200);
        Duration longest = Duration.ofSeconds(10);

        assertThat(RetryPause.after(0, first, longest)).isEqualTo(first);
        assertThat(RetryPause.after(3, first, longest)).isEqualTo(Duration.ofMillis(1600));
        assertThat(RetryPause.after(6, first, longest)).isEqualTo(longest);
        assertThat(RetryPause.after(Integer.MAX_VALUE, first, longest)).isEqualTo(longest);
    }

    private List<RejectedDocument> write(SearchDocument... documents) throws Exception {
        return client.write(List.of(documents)).get(20, TimeUnit.SECONDS);
    }

    private static BulkClient client(URI... urls) {
        return new BulkClient(settings(urls), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    static OpenSearchSettings settings(URI... urls) {
        return new OpenSearchSettings(
                List.of(urls),
                10,
                1 << 20,
                Duration.ofMillis(20),
                2,
                Duration.ofSeconds(5),
                Duration.ofMillis(1),
                Duration.ofMillis(20));
    }

    private static SearchDocument document(String id, long version, String json) {
        return new SearchDocument("tests", id, version, json.getBytes(UTF_8));
    }
}
