package io.drey.collect.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Printable;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The word that there is a new object. It says where to look and no more: size and time are asked of the storage, as they are
 * when a folder is listed.
 *
 * @param bucket the bucket
 * @param keys what the object's key may be: some write it as in a URL, others as it is
 */
public record BucketNotification(String bucket, Set<String> keys) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CREATED = "ObjectCreated:";
    private static final int MOST_WRAPPINGS = 3;

    public BucketNotification {
        keys = Set.copyOf(keys);
    }

    /**
     * Reads a message: a notification of S3, MinIO or Ceph, one that SNS wrapped, or an event of EventBridge. What says something else than
     * that an object was made, as the message that tests a queue, gives none.
     *
     * @throws IOException if it is none of these, saying what it is
     */
    public static List<BucketNotification> read(byte[] message) throws IOException {
        return read(JSON.readTree(message), 0);
    }

    private static List<BucketNotification> read(JsonNode message, int wrappings) throws IOException {
        if (message == null || !message.isObject()) {
            throw unknown(message);
        }
        if (message.path("Message").isTextual() && wrappings < MOST_WRAPPINGS) {
            return read(JSON.readTree(message.path("Message").asText()), wrappings + 1);
        }
        if (message.path("detail-type").isTextual()) {
            JsonNode detail = message.path("detail");
            return message.path("detail-type").asText().equals("Object Created") ? of(detail, false) : List.of();
        }
        if (message.path("Records").isArray()) {
            List<BucketNotification> all = new ArrayList<>();
            for (JsonNode record : message.path("Records")) {
                if (isOfNewObject(record)) {
                    all.addAll(of(record.path("s3"), true));
                }
            }
            return all;
        }
        if (message.path("Event").isTextual()) {
            return List.of();
        }
        throw unknown(message);
    }

    private static boolean isOfNewObject(JsonNode record) {
        String name = record.path("eventName").asText();
        return name.startsWith(CREATED) || name.startsWith("s3:" + CREATED);
    }

    private static List<BucketNotification> of(JsonNode said, boolean mayBeEncoded) throws IOException {
        String bucket = said.path("bucket").path("name").asText();
        String key = said.path("object").path("key").asText();
        if (bucket.isEmpty() || key.isEmpty()) {
            throw unknown(said);
        }
        Set<String> keys = new LinkedHashSet<>();
        keys.add(key);
        if (mayBeEncoded) {
            try {
                keys.add(URLDecoder.decode(key, UTF_8));
            } catch (IllegalArgumentException e) {
                // A percent sign of its own: the key is as it is.
            }
        }
        return List.of(new BucketNotification(bucket, keys));
    }

    private static IOException unknown(JsonNode message) {
        String text = message == null ? "" : message.toString();
        return new IOException("no notification of a bucket: '%s'"
                .formatted(Printable.of(text.length() > 200 ? text.substring(0, 200) + "…" : text)));
    }
}
