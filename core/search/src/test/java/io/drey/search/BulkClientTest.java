package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.event.SecretReference;
import io.drey.job.delivery.RetryPause;
import io.drey.job.opensearch.SearchDocument;
import io.drey.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(900)
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
            two.write(List.of(document("a", 1, "{}"))).get(2, TimeUnit.MINUTES);
        }

        assertThat(server.document("tests", "a")).isEqualTo("{}");
    }

    @Test
    void requestsUnderWayLeaveAnAddressThatIsAwayTogether() throws Exception {
        try (TestingOpenSearch away = new TestingOpenSearch();
                BulkClient two = client(away.url(), server.url())) {
            away.failNext(503, 503, 503, 503, 503, 503);
            CompletableFuture<?> one = two.write(List.of(document("a", 1, "{}")));
            CompletableFuture<?> other = two.write(List.of(document("b", 1, "{}")));
            CompletableFuture.allOf(one, other).get(2, TimeUnit.MINUTES);

            assertThat(server.documents).containsOnlyKeys("tests/a", "tests/b");
            assertThat(away.requests).as("each request was there at most once").hasValueLessThanOrEqualTo(2);
        }
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
    void whatIsKeptBesideItsIndexSaysWhoseItIs() throws Exception {
        String whose = "\"data_stream\":{\"namespace\":\"acme\",\"dataset\":\"access\"}";

        write(document("a", 1, "{\"unfit\":true,%s}".formatted(whose)));
        write(document("b", 1, "{\"unfit\":true,\"data_stream\":{\"namespace\":7}}"));
        SearchDocument torn =
                BulkRequest.rejection(new RejectedDocument(document("c", 1, "{\"data_stream\":"), 400, "torn"), 0);

        assertThat(server.document("rejected-tests", "a")).contains("%d,%s,".formatted(NOON.toEpochMilli(), whose));
        assertThat(server.document("rejected-tests", "b")).doesNotContain("\"data_stream\":{");
        assertThat(new String(torn.json(), UTF_8))
                .doesNotContain("\"data_stream\":{")
                .contains("\"reason\":\"torn\"");
    }

    @Test
    void halvesARequestThatIsTooLargeAndRejectsADocumentThatIs() throws Exception {
        server.refuseBodiesLongerThan(800);
        SearchDocument huge = document("c", 1, "{\"text\":\"%s\"}".formatted("x".repeat(750)));

        List<RejectedDocument> rejected = write(document("a", 1, "{}"), document("b", 1, "{}"), huge);

        assertThat(rejected)
                .containsExactly(
                        new RejectedDocument(huge, 413, "longer than OpenSearch takes (http.max_content_length)"));
        assertThat(server.documents).containsOnlyKeys("tests/a", "tests/b");
    }

    @Test
    void aRequestRefusedAsAWholeIsHalvedUntilTheDocumentAtFaultIsAlone() throws Exception {
        server.failNext(400, 400);

        List<RejectedDocument> rejected = write(document("a", 1, "{}"), document("b", 1, "{}"));

        // Halves are sent side by side: whichever comes first meets the second refusal.
        String refused = rejected.get(0).document().id();
        assertThat(rejected).hasSize(1);
        assertThat(server.document("tests", refused.equals("a") ? "b" : "a")).isEqualTo("{}");
    }

    @Test
    void aLoginThatIsNotAcceptedForNowLosesNothing() throws Exception {
        server.failNext(401, 403, 404);

        write(document("a", 1, "{}"));

        assertThat(server.document("tests", "a")).isEqualTo("{}");
    }

    @Test
    void aChangedPasswordIsReadAnew(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "old\n");
        OpenSearchConnection connection = new OpenSearchConnection(
                List.of(server.url()),
                "drey",
                new SecretReference("opensearch-password", "file:" + password),
                "",
                Duration.ofSeconds(5));
        try (BulkClient other = new BulkClient(settings(connection, Duration.ZERO), Clock.systemUTC())) {
            other.write(List.of(document("a", 1, "{}"))).get(2, TimeUnit.MINUTES);
            Files.writeString(password, "new");
            server.failNext(401);
            other.write(List.of(document("b", 1, "{}"))).get(2, TimeUnit.MINUTES);
        }

        assertThat(server.logins).containsExactly(basic("drey:old"), basic("drey:old"), basic("drey:new"));
    }

    @Test
    void documentsWaitForAnIndexThatTakesNone() throws Exception {
        server.refuse("tests", 403);
        CompletableFuture<List<RejectedDocument>> written = client.write(List.of(document("a", 1, "{}")));
        Await.atLeast("it was tried twice", Duration.ofMinutes(2), 2, () -> server.requests.get());
        assertThat(written).isNotDone();

        server.refuse("tests", 0);

        assertThat(written.get(2, TimeUnit.MINUTES)).isEmpty();
        assertThat(server.document("tests", "a")).isEqualTo("{}");
    }

    @Test
    void anIndexThatTakesNoneIsGivenUpAfterAWhileAndHoldsUpNoOther() throws Exception {
        try (BulkClient hasty = new BulkClient(
                settings(OpenSearchConnection.to(server.url()), Duration.ZERO), Clock.fixed(NOON, ZoneOffset.UTC))) {
            server.refuse("tests", 403);
            SearchDocument blocked = document("a", 1, "{}");
            SearchDocument other = SearchDocument.unversioned("others", "b", "{}".getBytes(UTF_8));

            List<RejectedDocument> rejected =
                    hasty.write(List.of(blocked, other)).get(2, TimeUnit.MINUTES);

            assertThat(rejected).containsExactly(new RejectedDocument(blocked, 403, "no reason was given"));
            assertThat(server.document("others", "b")).isEqualTo("{}");
        }
    }

    @Test
    void packsRequests() throws Exception {
        String long1 = "{\"text\":\"%s\"}".formatted("x".repeat(10_000));
        write(document("a", 1, long1));

        assertThat(server.document("tests", "a")).isEqualTo(long1);
        assertThat(server.bytesReceived.get()).isLessThan(1_000);
    }

    @Test
    void anIdThatIsTooLongIsReplacedByItsHash() {
        String longest = "x".repeat(SearchDocument.LONGEST_ID);

        assertThat(SearchDocument.idOf(longest)).isEqualTo(longest);
        assertThat(SearchDocument.idOf(longest + "y")).matches("[0-9a-f]{64}");
        assertThat(SearchDocument.idOf("é".repeat(257))).matches("[0-9a-f]{64}");
        assertThatThrownBy(() -> SearchDocument.unversioned("tests", longest + "y", new byte[0]))
                .hasMessageContaining("a document id of 513 bytes");
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
        return client.write(List.of(documents)).get(2, TimeUnit.MINUTES);
    }

    private static BulkClient client(URI... urls) {
        return new BulkClient(settings(urls), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    static OpenSearchSettings settings(URI... urls) {
        OpenSearchConnection connection = OpenSearchConnection.to(urls);
        return settings(connection, Duration.ofMinutes(5));
    }

    private static OpenSearchSettings settings(OpenSearchConnection connection, Duration patience) {
        return new OpenSearchSettings(
                connection,
                10,
                1 << 20,
                Duration.ofMillis(20),
                2,
                OpenSearchSettings.Compression.GZIP,
                Duration.ofMillis(1),
                Duration.ofMillis(20),
                patience);
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
    }

    private static SearchDocument document(String id, long version, String json) {
        return new SearchDocument("tests", id, version, json.getBytes(UTF_8));
    }
}
