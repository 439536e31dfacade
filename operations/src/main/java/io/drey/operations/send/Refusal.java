package io.drey.operations.send;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.event.Topics;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What it means that Kafka did not take lines, and what to do about it. */
final class Refusal {

    private final String bootstrapServers;
    private final DatasetId dataset;

    Refusal(String bootstrapServers, DatasetId dataset) {
        this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers is null");
        this.dataset = requireNonNull(dataset, "dataset is null");
    }

    /** The reason and the remedy, in one sentence without its end. */
    String explain(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && (cause instanceof ExecutionException || cause.getMessage() == null)) {
            cause = cause.getCause();
        }
        String topic = Topics.raw(dataset);
        if (cause instanceof UnknownTopicOrPartitionException || isMissingTopic(cause)) {
            return "Kafka at %s has no topic %s: publish the dataset's document with 'drey apply -f DIR', or mend --tenant and --dataset"
                    .formatted(bootstrapServers, topic);
        }
        if (cause instanceof AuthorizationException) {
            return "Kafka at %s does not allow this user to write to %s: give it the rights of %s-shipper that 'drey get acls --tenant %s' lists"
                    .formatted(bootstrapServers, topic, dataset.tenant(), dataset.tenant());
        }
        if (cause instanceof AuthenticationException) {
            return "Kafka at %s does not accept the login: mend the settings of TLS and login in kafka-properties (%s)"
                    .formatted(bootstrapServers, Printable.of(String.valueOf(cause.getMessage())));
        }
        if (cause instanceof RecordTooLargeException) {
            return "a line is larger than %s takes: raise 'max-message-bytes' in the document of tenant %s and run 'drey apply', or cut the line"
                    .formatted(topic, dataset.tenant());
        }
        if (cause instanceof NotEnoughReplicasException || cause instanceof NotEnoughReplicasAfterAppendException) {
            return "too few brokers have a copy of %s: see that all brokers of %s run"
                    .formatted(topic, bootstrapServers);
        }
        if (cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return "Kafka at %s does not answer: see that it runs, and that the settings of TLS and login are right"
                    .formatted(bootstrapServers);
        }
        String message = cause.getMessage() == null ? "" : ": " + Printable.of(cause.getMessage());
        return "Kafka at %s failed (%s%s)"
                .formatted(bootstrapServers, cause.getClass().getSimpleName(), message);
    }

    /** Where a topic is deleted while lines are sent, the producer looks for it until its time is over. */
    private static boolean isMissingTopic(Throwable cause) {
        return cause instanceof org.apache.kafka.common.errors.TimeoutException
                && cause.getMessage() != null
                && cause.getMessage().contains("not present in metadata");
    }
}
