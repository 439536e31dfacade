package io.drey.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.job.opensearch.SearchDocument;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BulkReplyTest {

    private static final SearchDocument FIRST = document("first");
    private static final SearchDocument SECOND = document("second");
    private static final SearchDocument THIRD = document("third");

    @Test
    void nothingIsLeftToDoWhenNoItemFailed() throws IOException {
        BulkReply reply = BulkReply.read(List.of(FIRST), "{\"took\":3,\"errors\":false,\"items\":[]}".getBytes(UTF_8));

        assertThat(reply.written()).containsExactly(FIRST);
        assertThat(reply.again()).isEmpty();
        assertThat(reply.refused()).isEmpty();
    }

    @Test
    void sendsAgainOnlyWhatFailedForNow() throws IOException {
        BulkReply reply = read(item("first", 201), item("second", 429), item("third", 503));

        assertThat(reply.written()).containsExactly(FIRST);
        assertThat(reply.again()).containsExactly(SECOND, THIRD);
        assertThat(reply.refused()).isEmpty();
        assertThat(reply.reason()).isEqualTo("429 some_exception: for a reason (of a cause)");
    }

    @Test
    void refusesWhatDoesNotFitEvenBesideAThrottledOne() throws IOException {
        BulkReply reply = read(item("first", 400), item("second", 429), item("third", 200));

        assertThat(reply.again()).containsExactly(SECOND);
        assertThat(reply.refused())
                .containsExactly(new RejectedDocument(FIRST, 400, "some_exception: for a reason (of a cause)"));
    }

    @Test
    void takesAVersionConflictAsWritten() throws IOException {
        BulkReply reply = read(item("first", 409), item("second", 201), item("third", 201));

        assertThat(reply.written()).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void refusesAnItemThatFailedWithoutACause() throws IOException {
        for (String error : List.of("", ",\"error\":null")) {
            BulkReply reply = BulkReply.read(
                    List.of(FIRST),
                    "{\"errors\":true,\"items\":[{\"index\":{\"_id\":\"first\",\"status\":400%s}}]}"
                            .formatted(error)
                            .getBytes(UTF_8));

            assertThat(reply.refused()).containsExactly(new RejectedDocument(FIRST, 400, "no reason was given"));
        }
    }

    @Test
    void tellsItemsApartByIdAndNotByOrder() throws IOException {
        BulkReply reply = read(item("third", 400), item("first", 201), item("second", 429));

        assertThat(reply.refused()).extracting(RejectedDocument::document).containsExactly(THIRD);
        assertThat(reply.again()).containsExactly(SECOND);
        assertThat(reply.written()).containsExactly(FIRST);
    }

    @ParameterizedTest
    @CsvSource({
        "403, cluster_block_exception, 'index [tests] blocked by: [FORBIDDEN/8/index write (api)];'",
        "403, security_exception, 'no permissions for [indices:data/write/bulk[s]]'",
        "404, index_not_found_exception, 'no such index [tests] and [action.auto_create_index] is [false]'",
        "400, index_closed_exception, closed"
    })
    void waitsForAnIndexThatSomebodyHasToMend(int status, String type, String reason) throws IOException {
        BulkReply reply = read(item("first", status, type, reason), item("second", 201), item("third", 201));

        assertThat(reply.refused()).isEmpty();
        assertThat(reply.blocked()).extracting(RejectedDocument::document).containsExactly(FIRST);
        assertThat(reply.reason()).startsWith(status + " " + type);
    }

    @Test
    void triesAgainWithoutEndWhereTheClusterAllowsNoFurtherShard() throws IOException {
        BulkReply reply = read(
                item(
                        "first",
                        400,
                        "validation_exception",
                        "Validation Failed: 1: this action would add [2] total shards, but this cluster currently has"
                                + " [1000]/[1000] maximum shards open;"),
                item("second", 201),
                item("third", 201));

        assertThat(reply.again()).containsExactly(FIRST);
    }

    @Test
    void refusesAnAnswerThatIsOfOtherDocuments() {
        assertThatThrownBy(() -> read(item("second", 200), item("fourth", 400), item("third", 200)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is of document \"fourth\", which was not sent");
        assertThatThrownBy(() -> read(item("first", 200)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 items to 3 documents");
        assertThatThrownBy(() -> BulkReply.read(List.of(FIRST), "<html>".getBytes(UTF_8)))
                .isInstanceOf(IOException.class);
    }

    private static BulkReply read(String... items) throws IOException {
        String answer = "{\"errors\":true,\"items\":[" + String.join(",", Arrays.asList(items)) + "]}";
        return BulkReply.read(List.of(FIRST, SECOND, THIRD), answer.getBytes(UTF_8));
    }

    private static String item(String id, int status) {
        String error =
                """
                ,"error":{"type":"some_exception","reason":"for a reason","caused_by":{"reason":"of a cause"}}""";
        return "{\"index\":{\"_id\":\"%s\",\"status\":%d%s}}".formatted(id, status, status < 300 ? "" : error);
    }

    private static String item(String id, int status, String type, String reason) {
        return "{\"index\":{\"_id\":\"%s\",\"status\":%d,\"error\":{\"type\":\"%s\",\"reason\":\"%s\"}}}"
                .formatted(id, status, type, reason);
    }

    private static SearchDocument document(String id) {
        return SearchDocument.unversioned("tests", id, "{}".getBytes(UTF_8));
    }
}
