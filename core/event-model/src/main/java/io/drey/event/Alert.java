package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;

/**
 * A detection that fired.
 *
 * @param id see {@link #idOf}
 * @param tenant whose events fired it
 * @param dataset the dataset of the completing event
 * @param ruleId the rule's id
 * @param ruleVersion the rule's version
 * @param ruleTitle what the rule looks for, in a few words
 * @param severity {@code informational, low, medium, high} or {@code critical}, as Sigma's levels
 * @param groupKey what the events have in common, such as an address
 * @param firstMillis when the first event happened, in milliseconds since the epoch
 * @param timestampMillis when the completing event happened, in milliseconds since the epoch
 * @param createdMillis when the alert was raised, in milliseconds since the epoch
 * @param reason why it fired, as a sentence
 * @param eventCount how many events it rests on
 * @param evidence the first {@link #EVIDENCE_LIMIT} of them, in order
 * @param late whether it was raised behind its time, because of an event that came after its dataset's clock had passed it
 * @param staged whether its rule is being tried: nobody is told, and it is found among staged alerts only
 */
public record Alert(
        String id,
        String tenant,
        String dataset,
        String ruleId,
        int ruleVersion,
        String ruleTitle,
        String severity,
        String groupKey,
        long firstMillis,
        long timestampMillis,
        long createdMillis,
        String reason,
        long eventCount,
        Evidence[] evidence,
        boolean late,
        boolean staged) {

    /** How many events an alert carries. */
    public static final int EVIDENCE_LIMIT = 100;

    /** Severities, lowest first. */
    public static final List<String> SEVERITIES = List.of("informational", "low", "medium", "high", "critical");

    /** Of {@link #DOCUMENT_FIELDS} those that say what people did with it. */
    public static final Set<String> STANDING_FIELDS =
            Set.of("alert.status", "alert.assignee", "alert.muted", "alert.muted_until");

    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** The dotted names of what an alert says where it is sent to or searched, by the Elastic Common Schema. */
    public static final Set<String> DOCUMENT_FIELDS = Collections.unmodifiableSet(new TreeSet<>(List.of(
            "@timestamp",
            "message",
            "data_stream.namespace",
            "data_stream.dataset",
            "event.id",
            "event.kind",
            "event.created",
            "event.start",
            "event.end",
            "event.reason",
            "event.severity",
            "rule.id",
            "rule.version",
            "rule.name",
            "source.address",
            "source.ip",
            "alert.severity",
            "alert.group_key",
            "alert.event_count",
            "alert.late",
            "alert.status",
            "alert.assignee",
            "alert.muted",
            "alert.muted_until",
            "evidence")));

    /** The schema, published as {@code schemas/alert.avsc}. */
    public static final Schema AVRO = SchemaBuilder.record("Alert")
            .namespace("io.drey.event")
            .doc("A detection that fired")
            .fields()
            .requiredString("id")
            .requiredString("tenant")
            .requiredString("dataset")
            .requiredString("rule_id")
            .requiredInt("rule_version")
            .requiredString("rule_title")
            .requiredString("severity")
            .requiredString("group_key")
            .requiredLong("first_ts")
            .requiredLong("ts")
            .requiredLong("event_created")
            .requiredString("reason")
            .requiredLong("event_count")
            .name("evidence")
            .type()
            .array()
            .items(SchemaBuilder.record("Evidence")
                    .fields()
                    .requiredString("event_id")
                    .requiredLong("ts")
                    .requiredBytes("event_original")
                    .endRecord())
            .noDefault()
            .name("late")
            .type()
            .booleanType()
            .booleanDefault(false)
            .name("staged")
            .type()
            .booleanType()
            .booleanDefault(false)
            .endRecord();

    private static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(AVRO);
    private static final SchemaVersions VERSIONS = SchemaVersions.published("alert", AVRO);

    public Alert {
        requireNonNull(id, "id is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(dataset, "dataset is null");
        requireNonNull(ruleId, "ruleId is null");
        requireNonNull(groupKey, "groupKey is null");
        requireNonNull(evidence, "evidence is null");
        if (evidence.length > EVIDENCE_LIMIT) {
            evidence = Arrays.copyOf(evidence, EVIDENCE_LIMIT);
        }
    }

    /** An alert that was raised in time, of a rule that is in force. */
    public Alert(
            String id,
            String tenant,
            String dataset,
            String ruleId,
            int ruleVersion,
            String ruleTitle,
            String severity,
            String groupKey,
            long firstMillis,
            long timestampMillis,
            long createdMillis,
            String reason,
            long eventCount,
            Evidence[] evidence) {
        this(
                id,
                tenant,
                dataset,
                ruleId,
                ruleVersion,
                ruleTitle,
                severity,
                groupKey,
                firstMillis,
                timestampMillis,
                createdMillis,
                reason,
                eventCount,
                evidence,
                false,
                false);
    }

    /** The place of its severity in {@link #SEVERITIES}; -1 for one that is not known. */
    public int severityRank() {
        return SEVERITIES.indexOf(severity);
    }

    /** Whether its group is an address. */
    public boolean isOfAddress() {
        return ADDRESS.matcher(groupKey).matches();
    }

    /** The same, raised because of an event that came late, for a reason that may say so. */
    public Alert asLate(String lateReason) {
        return marked(lateReason, true, staged);
    }

    /** The same of a rule that is being tried. */
    public Alert asStaged() {
        return marked(reason, late, true);
    }

    private Alert marked(String why, boolean isLate, boolean isStaged) {
        return new Alert(
                id,
                tenant,
                dataset,
                ruleId,
                ruleVersion,
                ruleTitle,
                severity,
                groupKey,
                firstMillis,
                timestampMillis,
                createdMillis,
                why,
                eventCount,
                evidence,
                isLate,
                isStaged);
    }

    /**
     * The id of an alert: a hash of rule, version, tenant, group key, and the first and the completing event, so that
     * the same events give the same id whenever and wherever they are matched. 32 hexadecimal digits.
     */
    public static String idOf(
            String ruleId,
            int ruleVersion,
            String tenant,
            String groupKey,
            String firstEventId,
            String completingEventId) {
        MessageDigest sha256 = Sha256.digest();
        for (String part :
                new String[] {ruleId, Integer.toString(ruleVersion), tenant, groupKey, firstEventId, completingEventId
                }) {
            byte[] utf8 = part.getBytes(UTF_8);
            sha256.update((utf8.length + ":").getBytes(UTF_8));
            sha256.update(utf8);
        }
        return HexFormat.of().formatHex(sha256.digest(), 0, 16);
    }

    /** The alert in Avro single-object encoding. */
    public byte[] encode() {
        AvroOutput output = new AvroOutput();
        output.singleObjectHeader(FINGERPRINT);
        output.writeString(id);
        output.writeString(tenant);
        output.writeString(dataset);
        output.writeString(ruleId);
        output.writeLong(ruleVersion);
        output.writeString(ruleTitle);
        output.writeString(severity);
        output.writeString(groupKey);
        output.writeLong(firstMillis);
        output.writeLong(timestampMillis);
        output.writeLong(createdMillis);
        output.writeString(reason);
        output.writeLong(eventCount);
        if (evidence.length > 0) {
            output.writeLong(evidence.length);
            for (Evidence event : evidence) {
                output.writeString(event.eventId());
                output.writeLong(event.timestampMillis());
                output.writeBytes(event.original(), 0, event.original().length);
            }
        }
        output.writeLong(0);
        output.writeBoolean(late);
        output.writeBoolean(staged);
        return output.toByteArray();
    }

    /**
     * Decodes an alert.
     *
     * @throws IllegalArgumentException if the bytes are none
     */
    public static Alert decode(byte[] encoded) {
        byte[] current = VERSIONS.toCurrent(encoded);
        try {
            AvroInput input = new AvroInput(current, AvroInput.HEADER);
            return new Alert(
                    input.readString(),
                    input.readString(),
                    input.readString(),
                    input.readString(),
                    input.readInt(),
                    input.readString(),
                    input.readString(),
                    input.readString(),
                    input.readLong(),
                    input.readLong(),
                    input.readLong(),
                    input.readString(),
                    input.readLong(),
                    readEvidence(input, current),
                    input.readBoolean(),
                    input.readBoolean());
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a cut or damaged alert of %d bytes".formatted(encoded.length), e);
        }
    }

    private static Evidence[] readEvidence(AvroInput input, byte[] encoded) {
        int count = input.readInt();
        if (count < 0 || count > EVIDENCE_LIMIT) {
            throw new IllegalArgumentException(
                    "an alert with %d events: at most %d are carried".formatted(count, EVIDENCE_LIMIT));
        }
        Evidence[] evidence = new Evidence[count];
        for (int i = 0; i < count; i++) {
            String eventId = input.readString();
            long timestampMillis = input.readLong();
            int from = input.skipBytes();
            evidence[i] = new Evidence(eventId, timestampMillis, Arrays.copyOfRange(encoded, from, input.at()));
        }
        if (count > 0 && input.readInt() != 0) {
            throw new IllegalArgumentException("an alert with more events behind the first %d".formatted(count));
        }
        return evidence;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Alert that && id.equals(that.id) && Arrays.equals(evidence, that.evidence);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
