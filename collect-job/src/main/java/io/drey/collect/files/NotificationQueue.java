package io.drey.collect.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Notifications that a bucket, or a topic of SNS, sends to a queue of SQS. The login is what AWS' SDK finds where the JobManager
 * runs: a role, or the environment. A message that was not followed comes again when its time in flight has passed.
 */
public final class NotificationQueue implements NotifiedBuckets {

    private static final long serialVersionUID = 1L;

    /** What SQS gives at once. */
    private static final int MOST_A_CALL = 10;

    private static final int MOST_A_POLL = 500;

    /** Longer than a call may wait for messages. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(25);

    private static final Duration LONGEST_CALL = Duration.ofSeconds(60);
    private static final Pattern OF_AWS = Pattern.compile("sqs\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

    /** Other servers ask for none; a signature has to have one. */
    private static final Region ANY = Region.US_EAST_1;

    private final String url;

    private transient SqsClient client;
    private transient List<String> receipts;

    /**
     * A queue.
     *
     * @param url its address: {@code https://sqs.eu-west-1.amazonaws.com/111122223333/new-logs}
     */
    public NotificationQueue(String url) {
        this.url = requireNonNull(url, "url is null");
    }

    @Override
    public List<byte[]> poll(Duration patience) throws IOException {
        receipts = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();
        try {
            if (client == null) {
                client = connect();
            }
            int seconds = (int) Math.min(20, patience.toSeconds());
            List<Message> received;
            do {
                int wait = bodies.isEmpty() ? seconds : 0;
                received = client.receiveMessage(request -> request.queueUrl(url)
                                .maxNumberOfMessages(MOST_A_CALL)
                                .waitTimeSeconds(wait))
                        .messages();
                for (Message message : received) {
                    receipts.add(message.receiptHandle());
                    bodies.add(message.body().getBytes(UTF_8));
                }
            } while (received.size() == MOST_A_CALL && bodies.size() < MOST_A_POLL);
            return bodies;
        } catch (SdkException e) {
            throw new IOException(
                    "queue %s cannot be read: %s; see that it is there, and that the JobManager may receive and delete its messages"
                            .formatted(url, e.getMessage()),
                    e);
        }
    }

    @Override
    public void followed() throws IOException {
        try {
            for (int from = 0; from < receipts.size(); from += MOST_A_CALL) {
                List<DeleteMessageBatchRequestEntry> some = new ArrayList<>();
                for (String receipt : receipts.subList(from, Math.min(receipts.size(), from + MOST_A_CALL))) {
                    String id = Integer.toString(some.size());
                    some.add(DeleteMessageBatchRequestEntry.builder()
                            .id(id)
                            .receiptHandle(receipt)
                            .build());
                }
                client.deleteMessageBatch(request -> request.queueUrl(url).entries(some));
            }
        } catch (SdkException e) {
            throw new IOException(
                    "messages of queue %s cannot be deleted, they come again: %s".formatted(url, e.getMessage()), e);
        }
    }

    private SqsClient connect() {
        URI address = URI.create(url);
        Matcher ofAws = OF_AWS.matcher(String.valueOf(address.getHost()));
        SqsClientBuilder builder = SqsClient.builder()
                .httpClientBuilder(ApacheHttpClient.builder())
                .overrideConfiguration(
                        limits -> limits.apiCallAttemptTimeout(LONGEST_ATTEMPT).apiCallTimeout(LONGEST_CALL));
        if (ofAws.matches()) {
            return builder.region(Region.of(ofAws.group(1))).build();
        }
        return builder.region(ANY)
                .endpointOverride(URI.create(address.getScheme() + "://" + address.getAuthority()))
                .build();
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
