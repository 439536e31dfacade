package io.drey.collect.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.drey.configuration.PathPattern;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of the forms that the stores' documentation shows. */
class BucketNotificationTest {

    private static final String S3 =
            """
            {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-west-2",\
            "eventTime":"2026-01-05T00:20:03.000Z","eventName":"%s",\
            "userIdentity":{"principalId":"A"},"requestParameters":{"sourceIPAddress":"192.0.2.7"},\
            "responseElements":{"x-amz-request-id":"C3"},\
            "s3":{"s3SchemaVersion":"1.0","configurationId":"new","bucket":{"name":"logs",\
            "ownerIdentity":{"principalId":"A"},"arn":"arn:aws:s3:::logs"},\
            "object":{"key":"%s","size":1024,"eTag":"d41d8","sequencer":"0055AED6DCD90281E5"}}}]}""";

    @ParameterizedTest
    @ValueSource(strings = {"ObjectCreated:Put", "ObjectCreated:CompleteMultipartUpload", "s3:ObjectCreated:Copy"})
    void anObjectIsNew(String event) throws IOException {
        assertThat(read(S3.formatted(event, "a/b.gz")))
                .containsExactly(new BucketNotification("logs", Set.of("a/b.gz")));
    }

    @Test
    void ofMinio() throws IOException {
        String message =
                """
                {"EventName":"s3:ObjectCreated:Put","Key":"logs/a/b.gz","Records":[{"eventVersion":"2.0",\
                "eventSource":"minio:s3","eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"logs"},\
                "object":{"key":"a%2Fb.gz","size":6}}}]}""";

        assertThat(read(message)).singleElement().satisfies(one -> assertThat(one.keys())
                .contains("a/b.gz"));
    }

    @Test
    void wrappedByAQueuesTopic() throws IOException {
        String inner = S3.formatted("ObjectCreated:Put", "a/b.gz");
        String message = JsonNodeFactory.instance
                .objectNode()
                .put("Type", "Notification")
                .put("TopicArn", "arn:aws:sns:us-west-2:111122223333:logs")
                .put("Message", inner)
                .toString();

        assertThat(read(message)).containsExactly(new BucketNotification("logs", Set.of("a/b.gz")));
    }

    @Test
    void ofTheEventBus() throws IOException {
        String message =
                """
                {"version":"0","detail-type":"Object Created","source":"aws.s3","account":"111122223333",\
                "detail":{"version":"0","bucket":{"name":"logs"},"object":{"key":"a+b%20.gz","size":5},"reason":"PutObject"}}""";

        assertThat(read(message)).containsExactly(new BucketNotification("logs", Set.of("a+b%20.gz")));
    }

    @Test
    void aKeyMayBeWrittenAsInAUrlOrAsItIs() throws IOException {
        assertThat(read(S3.formatted("ObjectCreated:Put", "a+b%281%29.gz")))
                .containsExactly(new BucketNotification("logs", Set.of("a+b%281%29.gz", "a b(1).gz")));
        assertThat(read(S3.formatted("ObjectCreated:Put", "100%.gz")))
                .containsExactly(new BucketNotification("logs", Set.of("100%.gz")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"logs\"}",
                "{\"Records\":[]}",
                "{\"Records\":[{\"eventName\":\"ObjectRemoved:Delete\",\"s3\":{}}]}",
                "{\"detail-type\":\"Object Deleted\",\"detail\":{}}"
            })
    void whatSaysSomethingElseGivesNone(String message) throws IOException {
        assertThat(read(message)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "no json",
                "{}",
                "{\"Message\":\"no json\"}",
                "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"logs\"}}}]}"
            })
    void whatIsNoneIsRefused(String message) {
        assertThatIOException().isThrownBy(() -> read(message));
    }

    @Test
    void wrappingsHaveAnEnd() {
        String message = "{}";
        for (int i = 0; i < 10; i++) {
            message = JsonNodeFactory.instance
                    .objectNode()
                    .put("Message", message)
                    .toString();
        }
        String deep = message;
        assertThatIOException().isThrownBy(() -> read(deep)).withMessageContaining("no notification of a bucket");
    }

    @ParameterizedTest
    @CsvSource({
        "s3://logs/a/2026/01/05/x.gz, true",
        "s3://logs/b/2019/12/31/y.gz, true",
        "s3://logs/a/2026/01/05/x.log, false",
        "s3://logs/a/2026/01/05/.x.gz, false",
        "s3://logs/_a/2026/01/05/x.gz, false",
        "s3://logs/a/2026/1/05/x.gz, false",
        "s3://logs/a/2026/01/05/more/x.gz, false",
        "s3://logs/a/b/2026/01/05/x.gz, false",
        "s3://other/a/2026/01/05/x.gz, false",
        "s3://logs/../logs/2026/01/05/x.gz, false"
    })
    void onlyWhatAListingWouldFindIsLookedAt(String path, boolean isOf) {
        assertThat(PatternWalk.isOf(PathPattern.of("s3://logs/*/{yyyy}/{MM}/{dd}/*.gz"), path))
                .isEqualTo(isOf);
    }

    private static List<BucketNotification> read(String message) throws IOException {
        return BucketNotification.read(message.getBytes(UTF_8));
    }
}
