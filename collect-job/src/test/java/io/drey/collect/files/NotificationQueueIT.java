package io.drey.collect.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.Await;
import io.drey.testing.StackTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A server that speaks the protocol of SQS. */
@StackTest(Server.SQS)
class NotificationQueueIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> LOGIN = List.of("aws.accessKeyId", "aws.secretAccessKey");

    private final LocalStack stack;
    private SqsClient sender;
    private NotificationQueue queue;
    private String url;

    NotificationQueueIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    static void logIn() {
        LOGIN.forEach(key -> System.setProperty(key, "any"));
    }

    @AfterAll
    static void logOut() {
        LOGIN.forEach(System::clearProperty);
    }

    @BeforeEach
    void makeQueue() {
        // Longer than a busy machine may take between what is received and what is said of it.
        makeQueue(60);
    }

    private void makeQueue(int visibleAgainSeconds) {
        sender = SqsClient.builder()
                .httpClientBuilder(ApacheHttpClient.builder())
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .region(Region.of(stack.sqs().region()))
                .endpointOverride(stack.sqs().endpoint())
                .build();
        url = sender.createQueue(request -> request.queueName("new-logs-" + System.nanoTime())
                        .attributes(
                                Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(visibleAgainSeconds))))
                .queueUrl();
        queue = new NotificationQueue(url);
    }

    @AfterEach
    void close() {
        queue.close();
        sender.close();
    }

    @Test
    void allMessagesComeAndThoseThatWereFollowedAreGone() throws IOException {
        assertThat(queue.poll(Duration.ZERO)).isEmpty();
        List<String> sent =
                IntStream.range(0, 35).mapToObj(i -> "{\"n\":%d}".formatted(i)).toList();
        sent.forEach(body -> sender.sendMessage(request -> request.queueUrl(url).messageBody(body)));

        List<String> polled = new ArrayList<>();
        Await.until("all messages", PATIENCE, () -> {
            polled.addAll(poll());
            queue.followed();
            return polled.size() >= sent.size();
        });
        assertThat(polled).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(left()).isZero();
    }

    @Test
    void whatWasNotFollowedComesAgain() throws IOException {
        close();
        makeQueue(2);
        sender.sendMessage(request -> request.queueUrl(url).messageBody("one"));
        Await.until("the message", PATIENCE, () -> poll().contains("one"));

        Await.until("it to come again", PATIENCE, () -> poll().contains("one"));
        queue.followed();
        assertThat(left()).isZero();
    }

    @Test
    void aQueueThatIsNotThereIsSaidWithWhatToDo() {
        try (NotificationQueue none = new NotificationQueue(url + "-of-nobody")) {
            assertThatIOException()
                    .isThrownBy(() -> none.poll(Duration.ZERO))
                    .withMessageContaining("-of-nobody cannot be read")
                    .withMessageContaining("may receive and delete");
        }
    }

    private List<String> poll() throws IOException {
        return queue.poll(Duration.ofSeconds(1)).stream()
                .map(body -> new String(body, UTF_8))
                .toList();
    }

    private int left() {
        var attributes = sender.getQueueAttributes(request -> request.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }
}
