package io.drey.job.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkReplyTest {

    private static final SearchDocument FIRST = document("first");
    private static final SearchDocument SECOND = document("second");
    private static final SearchDocument THIRD = document("third");

    @Test
    void nothingIsLeftToDoWhenNoItemFailed() throws IOException {
        BulkReply reply = BulkReply.read(List.of(FIRST), "{\"took\":3,\"errors\":false,\"items\":[]}".getBytes(UTF_8));

        assertThat(reply.retry()).isEmpty();
        assertThat(reply.rejected()).isEmpty();
    }

    @Test
    void sendsAgainOnlyWhatFailedForNow() throws IOException {
        BulkReply reply = read(item("first", 201), item("second", 429), item("third", 503));

        assertThat(reply.retry()).containsExactly(SECOND, THIRD);
        assertThat(reply.rejected()).isEmpty();
        assertThat(reply.retryReason()).isEqualTo("429 some_exception: for a reason (of a cause)");
    }

    @Test
    void rejectsWhatDoesNotFitEvenBesideAThrottledOne() throws IOException {
        BulkReply reply = read(item("first", 400), item("second", 429), item("third", 200));

        assertThat(reply.retry()).containsExactly(SECOND);
        assertThat(reply.rejected())
                .containsExactly(new RejectedDocument(FIRST, 400, "some_exception: for a reason (of a cause)"));
    }

    @Test
    void takesAVersionConflictAsWritten() throws IOException {
        BulkReply reply = read(item("first", 409), item("second", 201), item("third", 201));

        assertThat(reply.retry()).isEmpty();
        assertThat(reply.rejected()).isEmpty();
    }

    @Test
    void rejectsAnItemThatFailedWithoutACause() throws IOException {
        BulkReply reply = BulkReply.read(
                List.of(FIRST),
                "{\"errors\":true,\"items\":[{\"index\":{\"_id\":\"first\",\"status\":400}}]}".getBytes(UTF_8));

        assertThat(reply.rejected()).containsExactly(new RejectedDocument(FIRST, 400, "no reason was given"));
    }

    @Test
    void refusesAnAnswerThatIsOfOtherDocuments() {
        assertThatThrownBy(() -> read(item("second", 200), item("first", 400), item("third", 200)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is of document \"second\", not first");
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

    private static SearchDocument document(String id) {
        return SearchDocument.unversioned("tests", id, "{}".getBytes(UTF_8));
    }
}
