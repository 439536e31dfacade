package io.drey.operations.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentKind;
import io.drey.configuration.EventPartitions;
import io.drey.configuration.TenantDocument;
import io.drey.event.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the control topics say: the documents in force and how they came to be. Filled record by record, in order. */
public final class ControlState {

    private static final Pattern KEY_OF_TENANT =
            Pattern.compile("(?:history/[0-9]+/)?" + Pattern.quote(DocumentKind.TENANT.singular()) + "/(.+)");

    private final Map<String, PublishedDocument> present = new TreeMap<>();
    private final Map<String, List<EventPartitions>> eventPartitions = new TreeMap<>();
    private final Set<String> spoiled = new HashSet<>();
    private final Map<String, List<HistoryEntry>> history = new TreeMap<>();
    private final List<Refusal> refusals = new ArrayList<>();

    /**
     * A record that is refused.
     *
     * @param tenant whose document it would be; empty where its place does not tell
     * @param words where it is and why, in a line
     */
    public record Refusal(Optional<String> tenant, String words) {}

    /** Takes over a record. One that is refused is remembered: its key must be published again. */
    public void accept(String topic, long offset, byte[] key, byte[] value) {
        try {
            EventPartitions.read(key, value).ifPresent(grown -> eventPartitions
                    .computeIfAbsent(topic, any -> new ArrayList<>())
                    .add(grown));
            ControlRecord.read(topic, key, value).ifPresent(record -> accept(topic, record));
        } catch (IllegalArgumentException e) {
            String name = key == null ? "" : new String(key, UTF_8);
            String place = topic + "/" + name;
            spoiled.add(place);
            // As the jobs do: compaction may have taken the last good document away, the history has it.
            if (!present.containsKey(place)) {
                history(topic).stream()
                        .filter(entry -> entry.address().equals(name))
                        .reduce((earlier, later) -> later)
                        .ifPresent(entry -> entry.document()
                                .ifPresent(document -> present.put(
                                        place, new PublishedDocument(document, Optional.of(entry.revision())))));
            }
            refusals.add(new Refusal(
                    tenantOf(topic, name),
                    "%s offset %d, key '%s': refused: %s".formatted(topic, offset, name, e.getMessage())));
        }
    }

    private static Optional<String> tenantOf(String topic, String key) {
        Matcher owner = Topics.CONTROL.matcher(topic);
        Matcher tenant = KEY_OF_TENANT.matcher(key);
        if (owner.matches()) {
            return Optional.of(owner.group(1));
        }
        return tenant.matches() ? Optional.of(tenant.group(1)) : Optional.empty();
    }

    private void accept(String topic, ControlRecord record) {
        String place = topic + "/" + new String(record.presentKey(), UTF_8);
        switch (record.era()) {
            case PRESENT -> {
                spoiled.remove(place);
                record.document()
                        .ifPresentOrElse(
                                document -> present.put(place, new PublishedDocument(document, record.revision())),
                                () -> present.remove(place));
            }
            case HISTORY ->
                record.revision().ifPresent(revision -> history.computeIfAbsent(topic, unused -> new ArrayList<>())
                        .add(new HistoryEntry(
                                revision, record.kind(), record.tenant(), record.name(), record.document())));
        }
    }

    /** All documents in force, sorted. */
    public List<PublishedDocument> all() {
        return present.values().stream()
                .sorted(Comparator.comparing(PublishedDocument::document))
                .toList();
    }

    /** The document in force at the place of another, or empty; also empty where nonsense was written over it. */
    Optional<PublishedDocument> intact(Document other) {
        String place = place(other);
        return spoiled.contains(place) ? Optional.empty() : Optional.ofNullable(present.get(place));
    }

    /** The document in force at the place of another, or the last good one. */
    Optional<PublishedDocument> find(Document other) {
        return Optional.ofNullable(present.get(place(other)));
    }

    /** A tenant's document, if there is one. */
    public Optional<TenantDocument> tenant(String name) {
        return present.values().stream()
                .map(PublishedDocument::document)
                .filter(document -> document.kind() == DocumentKind.TENANT
                        && document.name().equals(name))
                .findFirst()
                .map(TenantDocument::of);
    }

    /** Whether a growth of the tenant's events topic was published. */
    boolean hasEventPartitions(String tenant) {
        return eventPartitions.containsKey(Topics.control(tenant));
    }

    /** How an events topic has grown, or empty where it never did. */
    Optional<EventPartitions> eventPartitions(String tenant, String eventsTopicId) {
        return EventPartitions.latest(eventPartitions.getOrDefault(Topics.control(tenant), List.of()), eventsTopicId);
    }

    /** Records that the jobs refuse, too, each in a line. */
    public List<String> refusals() {
        return refusals.stream().map(Refusal::words).toList();
    }

    /** Records that the jobs refuse, too, and whose they are. */
    public List<Refusal> refused() {
        return List.copyOf(refusals);
    }

    /** The last version of a control topic; 0 where nothing was published. */
    public long version(String topic) {
        return history(topic).stream()
                .mapToLong(entry -> entry.revision().version())
                .max()
                .orElse(0);
    }

    /** What was published to all control topics that were read, in no order. */
    public List<HistoryEntry> history() {
        return history.values().stream().flatMap(List::stream).toList();
    }

    /** What was published to a control topic, oldest first. */
    public List<HistoryEntry> history(String topic) {
        return history.getOrDefault(topic, List.of()).stream()
                .sorted(Comparator.comparingLong(
                                (HistoryEntry entry) -> entry.revision().version())
                        .thenComparing(HistoryEntry::address))
                .toList();
    }

    /** The documents that were in force in a control topic with a version. */
    public List<Document> asOf(String topic, long version) {
        Map<String, Optional<Document>> documents = new TreeMap<>();
        history(topic).stream()
                .filter(entry -> entry.revision().version() <= version)
                .forEach(entry -> documents.put(entry.address(), entry.document()));
        return documents.values().stream().flatMap(Optional::stream).sorted().toList();
    }

    private static String place(Document document) {
        return document.topic() + "/" + document.key();
    }
}
