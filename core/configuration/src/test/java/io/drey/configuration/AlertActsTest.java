package io.drey.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.configuration.ActDocument.Selector;
import io.drey.configuration.ActDocument.Verb;
import io.drey.event.Alert;
import io.drey.event.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people's acts make of alerts. */
class AlertActsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Selector SCANNER = Selector.rule("path-scanner", Optional.empty());
    private static final Selector ONE_SCANNER = Selector.rule("path-scanner", Optional.of("192.0.2.1"));

    @Test
    void nobodyDidAnythingWithOtherAlerts() {
        AlertActs acts = AlertActs.of(List.of(
                act(Verb.ACK, Selector.alert("other"), "", NOON),
                act(Verb.MUTE, Selector.rule("other", Optional.empty()), later(60), NOON),
                act(Verb.ACK, Selector.rule("path-scanner", Optional.of("192.0.2.2")), "", NOON)));

        assertThat(acts.on(alert(NOON.minusSeconds(1))).isUntouched()).isTrue();
        assertThat(AlertActs.NONE.on(alert(NOON)).isUntouched()).isTrue();
    }

    @Test
    void theLatestActCounts() {
        ActDocument ack = act(Verb.ACK, Selector.alert("a1"), "", NOON);
        ActDocument reopen = act(Verb.REOPEN, SCANNER, "", NOON.plusSeconds(5));
        ActDocument again = act(Verb.ACK, ONE_SCANNER, "", NOON.plusSeconds(9));
        Alert alert = alert(NOON.minusSeconds(1));

        assertThat(AlertActs.of(List.of(ack)).on(alert).isAcknowledged()).isTrue();
        assertThat(AlertActs.of(List.of(reopen, ack)).on(alert).isAcknowledged())
                .isFalse();
        assertThat(AlertActs.of(List.of(again, reopen, ack)).on(alert).isAcknowledged())
                .isTrue();
    }

    @Test
    void whatIsDoneWithARulesAlertsIsDoneWithThoseUntilThen() {
        AlertActs acts = AlertActs.of(List.of(
                act(Verb.ACK, SCANNER, "", NOON), act(Verb.ASSIGN, ONE_SCANNER, "alice", NOON.plusSeconds(10))));

        AlertStanding before = acts.on(alert(NOON));
        assertThat(before.isAcknowledged()).isTrue();
        assertThat(before.assignee()).contains("alice");
        AlertStanding between = acts.on(alert(NOON.plusSeconds(5)));
        assertThat(between.isAcknowledged()).isFalse();
        assertThat(between.assignee()).contains("alice");
        assertThat(acts.on(alert(NOON.plusSeconds(11))).isUntouched()).isTrue();
    }

    @Test
    void anAlertMayBeGivenToNobody() {
        ActDocument to = act(Verb.ASSIGN, Selector.alert("a1"), "alice", NOON);
        ActDocument toNobody = act(Verb.ASSIGN, Selector.alert("a1"), "", NOON.plusSeconds(1));

        assertThat(to.toDocument().name()).isEqualTo(toNobody.toDocument().name());
        assertThat(AlertActs.of(List.of(to, toNobody)).on(alert(NOON)).assignee())
                .isEmpty();
    }

    @Test
    void aMuteEndsByItself() {
        AlertActs acts = AlertActs.of(List.of(act(Verb.MUTE, ONE_SCANNER, later(60), NOON)));

        assertThat(acts.on(alert(NOON.plusSeconds(59))).isMuted()).isTrue();
        assertThat(acts.on(alert(NOON.plusSeconds(59))).mutedUntil()).contains(NOON.plusSeconds(60));
        assertThat(acts.on(alert(NOON.plusSeconds(60))).isMuted()).isFalse();
        assertThat(acts.on(raised(NOON.minusSeconds(3), NOON.plusSeconds(1))).isMuted())
                .as("its events were before, and it is raised while the rule is muted")
                .isTrue();
        assertThat(acts.on(raised(NOON.minusSeconds(3), NOON.minusSeconds(1))).isMuted())
                .isFalse();
    }

    @Test
    void aMuteMayBeOfThoseOfWhichAConditionHolds() {
        AlertCondition near = AlertCondition.parse("{source.ip|cidr: 192.0.2.0/24, alert.severity: [low, high]}");
        AlertCondition far = AlertCondition.parse("source.ip = 198.51.100.1");
        Alert alert = alert(NOON.plusSeconds(1));

        assertThat(muting(Selector.where(near)).on(alert).isMuted()).isTrue();
        assertThat(muting(SCANNER.and(near))
                        .on(alert)
                        .muted()
                        .orElseThrow()
                        .on()
                        .inWords())
                .isEqualTo(
                        "rule path-scanner, where {\"source.ip|cidr\":\"192.0.2.0/24\",\"alert.severity\":[\"low\",\"high\"]}");
        assertThat(muting(Selector.where(far)).on(alert).isUntouched()).isTrue();
        assertThat(muting(SCANNER.and(far)).on(alert).isUntouched()).isTrue();
        assertThat(muting(Selector.rule("other", Optional.empty()).and(near))
                        .on(alert)
                        .isUntouched())
                .isTrue();
        assertThat(muting(Selector.where(near)).on(alert(NOON.plusSeconds(60))).isUntouched())
                .as("it is over")
                .isTrue();
        assertThat(muting(Selector.where(near))
                        .on(raised(NOON.minusSeconds(3), NOON.minusSeconds(1)))
                        .isUntouched())
                .as("raised before")
                .isTrue();
    }

    @Test
    void aMuteIsTakenBackByTheSameConditionOnly() {
        AlertCondition low = AlertCondition.parse("{alert.severity: low}");
        String name =
                act(Verb.MUTE, SCANNER.and(low), later(60), NOON).toDocument().name();

        assertThat(act(Verb.MUTE, SCANNER.and(AlertCondition.parse("{alert.severity:   low}")), later(0), NOON)
                        .toDocument()
                        .name())
                .isEqualTo(name);
        for (Selector other : List.of(
                SCANNER,
                ONE_SCANNER.and(low),
                Selector.where(low),
                SCANNER.and(AlertCondition.parse("{alert.severity: high}")))) {
            assertThat(act(Verb.MUTE, other, later(60), NOON).toDocument().name())
                    .as(other.inWords())
                    .isNotEqualTo(name);
        }
    }

    /** What was published before mutes had conditions is read as it was meant. */
    @Test
    void aMuteOfAnEarlierVersionHolds() {
        ActDocument earlier = act(Verb.MUTE, ONE_SCANNER, later(60), NOON);

        assertThat(earlier.toDocument().name()).isEqualTo("mute-of-829f9af09df0d1cef2a848da086e2d72");
        assertThat(earlier.toDocument().content().has("where")).isFalse();
    }

    @Test
    void isPublishedAsADocumentAndReadBack() {
        for (ActDocument act : List.of(
                act(Verb.ACK, Selector.alert("a1"), "", NOON),
                act(Verb.REOPEN, SCANNER, "", NOON),
                act(Verb.ASSIGN, ONE_SCANNER, "alice", NOON),
                act(Verb.MUTE, ONE_SCANNER, later(60), NOON),
                act(
                        Verb.MUTE,
                        ONE_SCANNER.and(
                                AlertCondition.parse("{alert.event_count|gte: 5, rule.version: [1, 2.50, '03']}")),
                        later(60),
                        NOON),
                act(
                        Verb.MUTE,
                        Selector.where(
                                AlertCondition.parse("alert.severity in (low, medium) and source.ip != 192.0.2.1")),
                        later(60),
                        NOON),
                act(Verb.MUTE, Selector.rule("any text: | ü", Optional.of("a | b\n")), later(60), NOON))) {
            Document document = act.toDocument();
            assertThat(ActDocument.of(document)).isEqualTo(act);
            DocumentText read = DocumentText.read(
                    "act.yml", document.toYaml().getBytes(java.nio.charset.StandardCharsets.UTF_8), Optional.empty());
            assertThat(read.problems()).isEmpty();
            assertThat(read.documents().get(0).document()).isEqualTo(document);
        }
        assertThat(act(Verb.ACK, SCANNER, "", NOON).toDocument().name())
                .isEqualTo(act(Verb.REOPEN, SCANNER, "", NOON).toDocument().name())
                .isNotEqualTo(act(Verb.ACK, ONE_SCANNER, "", NOON).toDocument().name());
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThatThrownBy(
                        () -> new Selector(Optional.of("a1"), Optional.of("rule"), Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        for (String document : List.of(
                "act: ack",
                "act: ack\nalert: a1\nrule: scan",
                "act: ack\nalert: a1\ngroup: x",
                "act: mute\nrule: scan",
                "act: mute\nrule: scan\nuntil: soon",
                "act: ack\nrule: scan\nuntil: 2026-03-01T12:00:00Z",
                "act: ignore\nrule: scan",
                "act: ack\nwhere: {alert.severity: low}",
                "act: ack\nrule: scan\nwhere: {alert.severity: low}",
                "act: mute\nuntil: 2026-03-01T12:00:00Z\nalert: a1\nwhere: {alert.severity: low}",
                "act: mute\nuntil: 2026-03-01T12:00:00Z\ngroup: x\nwhere: {alert.severity: low}",
                "act: mute\nuntil: 2026-03-01T12:00:00Z\nwhere: {alert.status: open}",
                "act: mute\nuntil: 2026-03-01T12:00:00Z\nwhere: {url.path: /x}",
                "act: mute\nuntil: 2026-03-01T12:00:00Z\nwhere: {source.ip|cider: 10.0.0.0/8}",
                "act: mute\nuntil: 2026-03-01T12:00:00Z\nwhere: ''")) {
            DocumentText read = DocumentText.read(
                    "act.yml",
                    ("kind: Act\ntenant: acme\nname: x\ntime: 2026-03-01T12:00:00Z\nby: alice\n" + document)
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    Optional.empty());
            assertThat(read.problems()).as(document).isNotEmpty();
        }
    }

    private static ActDocument act(Verb verb, Selector on, String value, Instant time) {
        return new ActDocument("acme", verb, on, value, time, "bob", "");
    }

    private static AlertActs muting(Selector alerts) {
        return AlertActs.of(List.of(act(Verb.MUTE, alerts, later(60), NOON)));
    }

    private static String later(long seconds) {
        return NOON.plusSeconds(seconds).toString();
    }

    private static Alert alert(Instant time) {
        return raised(time, time.plus(Duration.ofSeconds(5)));
    }

    private static Alert raised(Instant time, Instant created) {
        return new Alert(
                "a1",
                "acme",
                "access",
                "path-scanner",
                1,
                "Scanner",
                "high",
                "192.0.2.1",
                time.toEpochMilli(),
                time.toEpochMilli(),
                created.toEpochMilli(),
                "because",
                1,
                new Evidence[0]);
    }
}
