package io.drey.detection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.drey.event.Evidence;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import java.util.Arrays;
import java.util.Optional;

/**
 * What detections remember of a request: a small projection of the event that says all it needs itself, so that state
 * and streams of it outlive changes of the event's schema.
 *
 * <p>Events have a total order: by time stamp, then by position (topic id, partition, offset, index).
 *
 * @param tenant whose event it is
 * @param dataset the dataset it was read from
 * @param address the caller: {@code source.ip}, or {@code source.address} where the line names a host
 * @param timestampMillis when it happened, in milliseconds since the epoch
 * @param topicId the raw topic's id
 * @param partition the raw partition
 * @param offset the raw offset
 * @param index the line within the raw record
 * @param status the response's status
 * @param path the request target without its query; empty where the line has none
 * @param original the line as admitted, for evidence; of a long one the first {@link #LONGEST_LINE} bytes
 */
public record AccessEvent(
        String tenant,
        String dataset,
        String address,
        long timestampMillis,
        String topicId,
        int partition,
        long offset,
        int index,
        int status,
        String path,
        byte[] original)
        implements Comparable<AccessEvent> {

    /** How much of a line is kept, in bytes: a hundred of them still fit into one record of a topic. */
    public static final int LONGEST_LINE = 8_192;

    /** What requests that were answered have, and no other events: no detection wants those. */
    public static final Field OF_ACCESS = Field.HTTP_RESPONSE_STATUS_CODE;

    private static final byte[] NO_LINE = new byte[0];

    public AccessEvent {
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(address, "address is null");
        requireNonNull(topicId, "topicId is null");
        path = requireNonNullElse(path, "");
        original = requireNonNullElse(original, NO_LINE);
        if (original.length > LONGEST_LINE) {
            original = Arrays.copyOf(original, LONGEST_LINE);
        }
    }

    /** The projection of an event, or empty where it names no caller. Creates strings: sift by status before. */
    public static Optional<AccessEvent> of(LogEvent event) {
        String address = event.has(Field.SOURCE_IP) ? event.text(Field.SOURCE_IP) : event.text(Field.SOURCE_ADDRESS);
        if (address == null || address.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AccessEvent(
                event.datasetId().tenant(),
                event.datasetId().dataset(),
                address,
                event.timestampMillis(),
                event.topicId(),
                event.partition(),
                event.offset(),
                event.index(),
                statusOf(event),
                event.has(Field.URL_PATH) ? event.text(Field.URL_PATH) : event.text(Field.URL_ORIGINAL),
                event.slice(Field.EVENT_ORIGINAL)));
    }

    /** An event's status; 0 where it has none, or one that is no status. */
    public static int statusOf(LogEvent event) {
        long status = event.number(OF_ACCESS);
        return status >= 100 && status <= 999 ? (int) status : 0;
    }

    /** Whether a login failed: status 401 or 403. */
    public boolean isFailedLogin() {
        return Statuses.isFailedLogin(status);
    }

    /** Whether the request succeeded: status 200 to 399. */
    public boolean isSuccess() {
        return Statuses.isSuccess(status);
    }

    /** Whether nothing was found: status 404. */
    public boolean isNotFound() {
        return Statuses.isNotFound(status);
    }

    /** See {@link Position#eventId()}. */
    public String eventId() {
        return new Position(topicId, "", partition, offset, index).eventId();
    }

    /** The event as an alert carries it. */
    public Evidence toEvidence() {
        return new Evidence(eventId(), timestampMillis, original);
    }

    @Override
    public int compareTo(AccessEvent other) {
        int order = Long.compare(timestampMillis, other.timestampMillis);
        if (order == 0) {
            order = topicId.compareTo(other.topicId);
        }
        if (order == 0) {
            order = Integer.compare(partition, other.partition);
        }
        if (order == 0) {
            order = Long.compare(offset, other.offset);
        }
        return order == 0 ? Integer.compare(index, other.index) : order;
    }

    /** Two projections are equal where all they hold is; the same position alone is not enough. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AccessEvent that
                && compareTo(that) == 0
                && tenant.equals(that.tenant)
                && dataset.equals(that.dataset)
                && address.equals(that.address)
                && status == that.status
                && path.equals(that.path)
                && Arrays.equals(original, that.original);
    }

    @Override
    public int hashCode() {
        return (Long.hashCode(timestampMillis) * 31 + Long.hashCode(offset)) * 31 + partition;
    }

    @Override
    public String toString() {
        return "%d %s %s %d %s '%s'"
                .formatted(timestampMillis, eventId(), address, status, path, new String(original, UTF_8));
    }
}
