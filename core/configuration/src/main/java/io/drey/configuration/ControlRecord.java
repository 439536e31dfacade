package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Printable;
import io.drey.event.Topics;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record of a control topic. The topic is compacted; a document in force is under {@code dataset/<name>}, and every
 * version there ever was is kept under {@code history/<version>/dataset/<name>}.
 *
 * @param kind what the document is of
 * @param tenant whose it is
 * @param name its name
 * @param era whether it is in force or a part of the history
 * @param document the document; empty where it was deleted
 * @param revision by whom it was published; empty where somebody wrote the record by hand
 */
public record ControlRecord(
        DocumentKind kind,
        String tenant,
        String name,
        Era era,
        Optional<Document> document,
        Optional<Revision> revision) {

    /** What a record tells of. */
    public enum Era {
        /** What is in force from now on. */
        PRESENT,
        /** What was published with a version. */
        HISTORY
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern KEY = Pattern.compile("(?:history/([0-9]+)/)?([a-z]+)/(.*)", Pattern.DOTALL);
    private static final String METADATA = "metadata";
    private static final String DELETED = "deleted";

    /** The key under which a document is in force. */
    public byte[] presentKey() {
        return Document.key(kind, name).getBytes(UTF_8);
    }

    /** The key under which a version of a document is kept. */
    public byte[] historyKey() {
        return "history/%010d/%s"
                .formatted(revision.orElseThrow().version(), Document.key(kind, name))
                .getBytes(UTF_8);
    }

    /** A document as of a revision. */
    public static ControlRecord of(Document document, Revision revision) {
        return new ControlRecord(
                document.kind(),
                document.tenant(),
                document.name(),
                Era.PRESENT,
                Optional.of(document),
                Optional.of(revision));
    }

    /** The deletion of a document with a revision. */
    public static ControlRecord deletion(Document document, Revision revision) {
        return new ControlRecord(
                document.kind(),
                document.tenant(),
                document.name(),
                Era.PRESENT,
                Optional.empty(),
                Optional.of(revision));
    }

    /** The value of a record, in JSON; of a deletion that of its place in the history. */
    public byte[] value() {
        ObjectNode json = document.map(Document::toJson).orElseGet(() -> JsonNodeFactory.instance
                .objectNode()
                .put("kind", kind.title())
                .put("name", name));
        Revision published = revision.orElseThrow();
        ObjectNode metadata = json.putObject(METADATA);
        metadata.put("version", published.version());
        metadata.put("time", published.time().toString());
        metadata.put("author", published.author());
        document.ifPresentOrElse(present -> metadata.put("hash", present.hash()), () -> metadata.put(DELETED, true));
        return json.toString().getBytes(UTF_8);
    }

    /**
     * Reads a record. Keys that this version does not know are ignored, so that a newer version's documents can be read.
     *
     * @param value null for a tombstone
     * @return empty where the key is of no kind that this version knows
     * @throws IllegalArgumentException saying why the document is refused
     */
    public static Optional<ControlRecord> read(String topic, byte[] key, byte[] value) {
        Matcher owner = Topics.CONTROL.matcher(topic);
        Matcher address = KEY.matcher(key == null ? "" : new String(key, UTF_8));
        if (!(owner.matches() || topic.equals(Topics.TENANTS)) || !address.matches()) {
            return Optional.empty();
        }
        Optional<DocumentKind> kind = DocumentKind.of(address.group(2))
                .filter(known -> known.singular().equals(address.group(2)));
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        String name = address.group(3);
        String tenant =
                kind.get().scope() == DocumentKind.Scope.INSTALLATION ? name : owner.matches() ? owner.group(1) : "";
        Era era = address.group(1) == null ? Era.PRESENT : Era.HISTORY;
        if (!kind.get().mayBeNamed(name)
                || tenant.isEmpty()
                || !topic.equals(kind.get().topic(tenant))) {
            throw new IllegalArgumentException(
                    "'%s' does not belong into this topic".formatted(Printable.of(new String(key, UTF_8))));
        }
        if (value == null) {
            return Optional.of(new ControlRecord(kind.get(), tenant, name, era, Optional.empty(), Optional.empty()));
        }
        ObjectNode json = parse(value);
        Optional<Revision> revision = revision(json.path(METADATA));
        if (json.path(METADATA).path(DELETED).asBoolean()) {
            return Optional.of(new ControlRecord(kind.get(), tenant, name, era, Optional.empty(), revision));
        }
        Problems problems = new Problems(Problems.UnknownKeys.IGNORED);
        Optional<Document> document =
                kind.get().read(json, Optional.of(new Binding(tenant, "published to " + topic)), problems);
        if (document.isEmpty()) {
            StringBuilder reasons = new StringBuilder();
            problems.found().forEach(problem -> reasons.append(reasons.isEmpty() ? "" : "; ")
                    .append(problem.pointer().isEmpty() ? "" : problem.pointer().substring(1) + ": ")
                    .append(problem.message()));
            throw new IllegalArgumentException(reasons.toString());
        }
        if (!document.get().name().equals(name)) {
            throw new IllegalArgumentException("the document is named '%s', but its key says '%s'"
                    .formatted(document.get().name(), name));
        }
        return Optional.of(new ControlRecord(kind.get(), tenant, name, era, document, revision));
    }

    private static ObjectNode parse(byte[] value) {
        JsonNode json;
        try {
            json = JSON.readTree(new String(value, UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + Printable.of(new String(value, UTF_8)), e);
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("not a JSON object: " + Printable.of(new String(value, UTF_8)));
        }
        return (ObjectNode) json;
    }

    /** What was written by hand may lack it, or have it wrong: the document counts all the same. */
    private static Optional<Revision> revision(JsonNode metadata) {
        try {
            return Optional.of(new Revision(
                    metadata.path("version").asLong(),
                    Instant.parse(metadata.path("time").asText()),
                    metadata.path("author").asText()));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
