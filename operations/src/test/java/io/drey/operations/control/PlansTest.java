package io.drey.operations.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.configuration.ControlRecord;
import io.drey.configuration.Document;
import io.drey.configuration.DocumentText;
import io.drey.configuration.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is decided, without Kafka. */
class PlansTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T10:00:00Z");
    private static final Document ACME = document("kind: Tenant\nname: acme\nclass: small");
    private static final Document ACCESS = document("kind: Dataset\ntenant: acme\nname: access\nformat: combined");
    private static final Document FASTER =
            document("kind: Dataset\ntenant: acme\nname: access\nformat: combined\nreorder-delay: 1s");
    private static final Document AUDIT = document("kind: Dataset\ntenant: acme\nname: audit\nformat: json");
    private static final Document OTHER = document("kind: Tenant\nname: other");

    private final ControlState state = new ControlState();
    private long offset;

    @Test
    void whatIsNotInForceIsCreatedAndWhatDiffersIsChanged() {
        publish(ACME, 1);
        publish(ACCESS, 1);

        DocumentPlan plan = DocumentPlan.of(state, List.of(ACME, FASTER, AUDIT), document -> false);

        assertThat(plan.changes())
                .extracting(change -> change.outcome() + " " + change.document())
                .containsExactly("UNCHANGED tenant acme", "CHANGED dataset acme/access", "CREATED dataset acme/audit");
        assertThat(plan.changes().get(1).differences()).containsExactly("reorder-delay: (default) -> 1s");
        assertThat(plan.published()).hasSize(2);
        assertThat(plan.result(state)).containsExactly(ACME, FASTER, AUDIT);
    }

    @Test
    void whatIsNotWantedIsDeletedOnlyWherePruningReaches() {
        publish(ACME, 1);
        publish(OTHER, 2);
        publish(ACCESS, 1);
        publish(AUDIT, 1);

        assertThat(DocumentPlan.of(state, List.of(ACCESS), document -> false).deleted())
                .isEmpty();
        assertThat(DocumentPlan.of(state, List.of(ACME, ACCESS), document -> document.tenant()
                                .equals("acme"))
                        .deleted())
                .containsExactly(AUDIT);
        assertThat(DocumentPlan.of(state, List.of(ACME, ACCESS), document -> true)
                        .deleted())
                .containsExactly(AUDIT, OTHER);
    }

    @Test
    void aListThatDatasetsLookUpInMustBeThere() {
        Document dataset =
                document("kind: Dataset\ntenant: acme\nname: access\nformat: combined\nenrich: [threats scanners]");
        Document list = document("kind: List\ntenant: acme\nname: scanners\nvalues: [203.0.113.0/24]");
        publish(ACME, 1);

        assertThat(DocumentPlan.of(state, List.of(dataset), document -> false).listsMissingOrBeyondBounds(state))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("dataset acme/access looks up in list 'scanners', which there is not", "kind: List"));
        assertThat(DocumentPlan.of(state, List.of(dataset, list), document -> false)
                        .listsMissingOrBeyondBounds(state))
                .isEmpty();
        publish(dataset, 1);
        publish(list, 1);
        assertThat(DocumentPlan.of(state, List.of(), document -> document.equals(list))
                        .listsMissingOrBeyondBounds(state))
                .isPresent();
    }

    @Test
    void aDocumentWithoutItsTenantIsFound() {
        assertThat(DocumentPlan.of(state, List.of(ACCESS), document -> false).withoutTenant(state))
                .containsExactly(ACCESS);
        publish(ACME, 1);
        assertThat(DocumentPlan.of(state, List.of(ACCESS), document -> false).withoutTenant(state))
                .isEmpty();
        assertThat(DocumentPlan.of(state, List.of(ACCESS), document -> document.equals(ACME))
                        .withoutTenant(state))
                .containsExactly(ACCESS);
        publish(ACCESS, 1);
        assertThat(DocumentPlan.of(state, List.of(), document -> document.equals(ACME))
                        .withoutTenant(state))
                .as("a tenant does not go while it has datasets")
                .containsExactly(ACCESS);
        delete(ACME, 2);
        assertThat(DocumentPlan.of(state, List.of(OTHER), document -> false).withoutTenant(state))
                .as("what is wrong with others is not one's own")
                .isEmpty();
    }

    @Test
    void aDocumentThatNonsenseWasWrittenOverIsPublishedAgain() {
        publish(ACCESS, 1);
        state.accept("control.acme", offset++, "dataset/access".getBytes(UTF_8), "nonsense".getBytes(UTF_8));

        assertThat(state.refusals())
                .containsExactly("control.acme offset 2, key 'dataset/access': refused: not JSON: nonsense");
        assertThat(state.all()).extracting(PublishedDocument::document).containsExactly(ACCESS);
        DocumentPlan plan = DocumentPlan.of(state, List.of(ACCESS), document -> false);
        assertThat(plan.changes().get(0).outcome()).isEqualTo(DocumentChange.Outcome.CHANGED);
        assertThat(plan.changes().get(0).differences())
                .containsExactly("published again, as something else was written over it");
    }

    @Test
    void theHistoryHasTheLastGoodDocumentWhereOnlyNonsenseIsLeft() {
        ControlRecord record = ControlRecord.of(ACCESS, new Revision(1, MONDAY, "alice"));
        state.accept("control.acme", 0, record.historyKey(), record.value());
        state.accept("control.acme", 2, record.presentKey(), "nonsense".getBytes(UTF_8));

        assertThat(state.all()).extracting(PublishedDocument::document).containsExactly(ACCESS);
        delete(ACCESS, 2);
        state.accept("control.acme", 9, record.presentKey(), "nonsense".getBytes(UTF_8));
        assertThat(state.all()).as("what was deleted does not come back").isEmpty();
    }

    @Test
    void theHistoryGivesBackEachVersion() {
        publish(ACCESS, 1);
        publish(AUDIT, 1);
        publish(FASTER, 2);
        delete(AUDIT, 3);

        assertThat(state.version("control.acme")).isEqualTo(3);
        assertThat(state.version("control")).isZero();
        assertThat(state.asOf("control.acme", 1)).containsExactly(ACCESS, AUDIT);
        assertThat(state.asOf("control.acme", 2)).containsExactly(FASTER, AUDIT);
        assertThat(state.asOf("control.acme", 3)).containsExactly(FASTER);
        assertThat(state.history("control.acme"))
                .extracting(entry -> entry.revision().version() + " " + entry.address() + " "
                        + entry.document().isPresent())
                .containsExactly(
                        "1 dataset/access true",
                        "1 dataset/audit true",
                        "2 dataset/access true",
                        "3 dataset/audit false");
    }

    @Test
    void topicsFollowFromTheDocuments() {
        Map<String, TopicSettings> wanted = TopicPlan.wanted(
                List.of(
                        document("kind: Tenant\nname: acme\npartitions: 4\nretention: {events: 2h}"),
                        ACCESS,
                        document("kind: Dataset\ntenant: acme\nname: audit\nformat: json\npartitions: 9")),
                Set.of("acme"));

        assertThat(wanted.keySet())
                .as("raw topics last, so that where a line can be sent, all it becomes has a place")
                .containsExactly(
                        "control.acme",
                        "events.acme",
                        "alerts.acme",
                        "dead-letters.acme",
                        "ledger.acme",
                        "raw.acme.access",
                        "raw.acme.audit");
        assertThat(wanted.get("events.acme"))
                .isEqualTo(new TopicSettings(
                        4,
                        3,
                        Map.of(
                                "cleanup.policy",
                                "delete",
                                "retention.ms",
                                "7200000",
                                "max.message.bytes",
                                "8388608",
                                "min.insync.replicas",
                                "2")));
        assertThat(wanted.get("control.acme"))
                .isEqualTo(new TopicSettings(1, 3, Map.of("cleanup.policy", "compact", "min.insync.replicas", "2")));
        assertThat(wanted.get("raw.acme.access").partitions()).isEqualTo(4);
        assertThat(wanted.get("raw.acme.audit").partitions()).isEqualTo(9);
        assertThat(TopicPlan.wanted(List.of(ACCESS), Set.of("acme"))).isEmpty();
    }

    @Test
    void rawAndEventsTopicsGrowAndNeverShrink() {
        Map<String, TopicSettings> wanted = TopicPlan.wanted(
                List.of(document("kind: Tenant\nname: acme\npartitions: 4\nreplication: 1"), ACCESS), Set.of("acme"));
        Map<String, TopicSettings> actual = new java.util.TreeMap<>(wanted);
        actual.put("raw.acme.access", withPartitions(wanted.get("raw.acme.access"), 2));
        actual.put("events.acme", withPartitions(wanted.get("events.acme"), 2));

        assertThat(change(wanted, actual, "raw.acme.access").differences()).containsExactly("partitions: 2 -> 4");
        TopicChange events = change(wanted, actual, "events.acme");
        assertThat(events.outcome()).isEqualTo(TopicChange.Outcome.CHANGED);
        assertThat(events.differences()).containsExactly("partitions: 2 -> 4");
        assertThat(events.notes())
                .containsExactly(
                        "grows: the raw partitions that there are keep theirs, those that are added use the new ones");

        for (String topic : List.of("raw.acme.access", "events.acme")) {
            actual.put(topic, withPartitions(wanted.get(topic), 9));
            TopicChange larger = change(wanted, actual, topic);
            assertThat(larger.outcome()).isEqualTo(TopicChange.Outcome.UNCHANGED);
            assertThat(larger.notes())
                    .containsExactly(
                            "has 9 partitions, not 4: raw and events topics only grow, as Kafka takes no partition away");
        }
    }

    @Test
    void settingsThatSomebodyChangedAreSetRight() {
        Map<String, TopicSettings> wanted = TopicPlan.wanted(List.of(ACME), Set.of("acme"));
        Map<String, TopicSettings> actual = new java.util.TreeMap<>(wanted);
        actual.put(
                "alerts.acme",
                new TopicSettings(
                        1,
                        1,
                        Map.of(
                                "cleanup.policy",
                                "delete",
                                "retention.ms",
                                "1",
                                "max.message.bytes",
                                "8388608",
                                "compression.type",
                                "zstd")));

        TopicChange change = change(wanted, actual, "alerts.acme");

        assertThat(change.differences())
                .containsExactly("min.insync.replicas: (broker's) -> 2", "retention.ms: 1 -> 604800000");
        assertThat(change.configuration())
                .as("what is not Drey's is left alone")
                .containsOnlyKeys("min.insync.replicas", "retention.ms");
        assertThat(change.notes()).containsExactly("has 1 copies, not 3: move it with kafka-reassign-partitions");
    }

    @Test
    void noRightReachesAnotherTenant() {
        for (TopicRights.Right right : TopicRights.of("acme")) {
            boolean own = right.principal().startsWith("User:acme-");
            boolean reading = List.of("Read", "Describe").contains(right.operation());
            boolean shared =
                    (reading && right.name().equals("control")) || right.name().equals(ControlPlane.TRANSACTIONAL_ID);
            assertThat(own && (shared || right.name().matches(".*\\.acme(\\.)?|acme-")))
                    .as(right.toString())
                    .isTrue();
            assertThat(right.pattern().equals("prefixed") && !right.name().matches(".*[.-]"))
                    .as("a prefix ends where a name does: %s", right)
                    .isFalse();
        }
    }

    private static TopicChange change(
            Map<String, TopicSettings> wanted, Map<String, TopicSettings> actual, String topic) {
        return TopicPlan.of(wanted, actual).changes().stream()
                .filter(change -> change.topic().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    private static TopicSettings withPartitions(TopicSettings settings, int partitions) {
        return new TopicSettings(partitions, settings.replication(), settings.configuration());
    }

    private void publish(Document document, long version) {
        accept(document.topic(), ControlRecord.of(document, new Revision(version, MONDAY, "alice")));
    }

    private void delete(Document document, long version) {
        accept(document.topic(), ControlRecord.deletion(document, new Revision(version, MONDAY, "alice")));
    }

    private void accept(String topic, ControlRecord record) {
        state.accept(topic, offset++, record.historyKey(), record.value());
        state.accept(topic, offset++, record.presentKey(), record.document().isPresent() ? record.value() : null);
    }

    private static Document document(String yaml) {
        DocumentText text = DocumentText.read("test.yaml", yaml.getBytes(UTF_8), Optional.empty());
        assertThat(text.problems()).isEmpty();
        return text.documents().get(0).document();
    }
}
