package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.drey.configuration.ActDocument;
import io.drey.configuration.ActDocument.Selector;
import io.drey.configuration.ActDocument.Verb;
import io.drey.configuration.AlertActs;
import io.drey.configuration.AlertStanding;
import io.drey.configuration.RaisedAlert;
import io.drey.delivery.domain.AlertView;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.FieldName;
import io.drey.job.delivery.Receipt;
import io.drey.job.opensearch.SearchDocument;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertDocumentTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void isFiledUnderTheTenantAndTheMonthOfItsCompletion() {
        SearchDocument document = of(Alerts.of("a1", "1.2.3.4"));

        assertThat(document.index()).isEqualTo("alerts-acme-2026.01");
        assertThat(document.id()).isEqualTo("a1");
        assertThat(document.version()).isEqualTo(SearchDocument.UNVERSIONED);
        assertThat(document.json()).doesNotContain((byte) '\n');
        assertThat(document.receipt())
                .isEqualTo(new Receipt(
                        new DatasetId("acme", "access"), "opensearch", Alerts.COMPLETED + 5_100, "alerts.acme", 1, 7));
    }

    @Test
    void hasTheNamesOfTheCommonSchema() throws IOException {
        JsonNode json = json(of(Alerts.of("a1", "1.2.3.4")));

        assertThat(json.at("/@timestamp").asText()).isEqualTo("2026-01-31T23:59:59.500Z");
        assertThat(json.at("/event/kind").asText()).isEqualTo("alert");
        assertThat(json.at("/event/id").asText()).isEqualTo("a1");
        assertThat(json.at("/event/severity").asInt()).isEqualTo(4);
        assertThat(json.at("/event/start").asText()).isEqualTo("2026-01-31T23:59:18.500Z");
        assertThat(json.at("/event/end").asText()).isEqualTo("2026-01-31T23:59:59.500Z");
        assertThat(json.at("/event/created").asText()).isEqualTo("2026-02-01T00:00:04.600Z");
        assertThat(json.at("/message").asText()).isEqualTo("5 failed logins by \"1.2.3.4\"");
        assertThat(json.at("/event/reason").asText()).isEqualTo("5 failed logins by \"1.2.3.4\"");
        assertThat(json.at("/rule/id").asText()).isEqualTo("brute-force-login");
        assertThat(json.at("/rule/version").asInt()).isEqualTo(3);
        assertThat(json.at("/rule/name").asText()).isEqualTo("Failed logins followed by a success");
        assertThat(json.at("/source/ip").asText()).isEqualTo("1.2.3.4");
        assertThat(json.at("/source/address").asText()).isEqualTo("1.2.3.4");
        assertThat(json.at("/data_stream/namespace").asText()).isEqualTo("acme");
        assertThat(json.at("/data_stream/dataset").asText()).isEqualTo("access");
        assertThat(json.at("/alert/severity").asText()).isEqualTo("high");
        assertThat(json.at("/alert/group_key").asText()).isEqualTo("1.2.3.4");
        assertThat(json.at("/alert/event_count").asLong()).isEqualTo(6);
        assertThat(json.at("/alert/late")).isEqualTo(BooleanNode.FALSE);
        assertThat(json.at("/evidence")).hasSize(2);
        assertThat(json.at("/evidence/0/event_id").asText()).isEqualTo("t.0.1.0");
        assertThat(json.at("/evidence/0/event_original").asText()).isEqualTo("a\"\n");
        assertThat(json.at("/evidence/1/event_original").asText()).isEqualTo("\uFFFD\0");
    }

    @Test
    void saysThatItIsLate() throws IOException {
        JsonNode json = json(of(Alerts.of("a1", "1.2.3.4").asLate("found late")));

        assertThat(json.at("/alert/late")).isEqualTo(BooleanNode.TRUE);
        assertThat(json.at("/message").asText()).isEqualTo("found late");
        assertThat(new AlertView(json).facts()).containsEntry("late", "true");
        assertThat(new AlertView(json(of(Alerts.of("a1", "1.2.3.4")))).facts()).doesNotContainKey("late");
    }

    /** A mute asks the alert, a target's filter its document: by the same names they find the same. */
    @Test
    void saysWhatConditionsOfMutesAsk() throws IOException {
        for (Alert alert : List.of(
                Alerts.of("a1", "1.2.3.4"), Alerts.of("a2", "alice").asLate("found late"), Alerts.of("a3", "::1"))) {
            AlertFields document = new AlertFields(json(of(alert)));
            RaisedAlert raised = new RaisedAlert(alert);
            for (String name : Alert.DOCUMENT_FIELDS) {
                FieldName field = FieldName.find(name).orElseGet(() -> new FieldName.Open(name));
                assertThat(raised.text(field)).as(name).isEqualTo(document.text(field));
                assertThat(raised.has(field)).as(name).isEqualTo(document.has(field));
            }
        }
    }

    @Test
    void saysWhatPeopleDidWithIt() throws IOException {
        Alert alert = Alerts.of("a1", "1.2.3.4");
        Instant time = Instant.parse("2026-02-01T00:00:00Z");
        AlertStanding standing = AlertActs.of(List.of(
                        new ActDocument("acme", Verb.ACK, Selector.alert("a1"), "", time, "alice", "known"),
                        new ActDocument(
                                "acme",
                                Verb.ASSIGN,
                                Selector.rule("brute-force-login", Optional.empty()),
                                "bob",
                                time,
                                "alice",
                                ""),
                        new ActDocument(
                                "acme", Verb.MUTE, Selector.alert("a1"), "2026-02-02T00:00:00Z", time, "carol", "")))
                .on(alert);

        JsonNode told = json(of(alert, standing)).path("alert");

        assertThat(told.path("status").asText()).isEqualTo("acknowledged");
        assertThat(told.path("status_by").asText()).isEqualTo("alice");
        assertThat(told.path("status_note").asText()).isEqualTo("known");
        assertThat(told.path("assignee").asText()).isEqualTo("bob");
        assertThat(told.path("muted").asBoolean()).isTrue();
        assertThat(told.path("muted_until").asText()).isEqualTo("2026-02-02T00:00:00Z");
        assertThat(told.path("muted_by").asText()).isEqualTo("carol");
        assertThat(told.path("muted_scope").asText()).isEqualTo("alert a1");
        assertThat(json(of(alert)).path("alert").has("status")).isFalse();
    }

    @Test
    void callsOnlyAnAddressAnAddress() throws IOException {
        assertThat(json(of(Alerts.of("a", "2001:db8::1"))).at("/source/ip").asText())
                .isEqualTo("2001:db8::1");
        JsonNode host = json(of(Alerts.of("a", "host.example")));
        assertThat(host.at("/source/ip").isMissingNode()).isTrue();
        assertThat(host.at("/source/address").asText()).isEqualTo("host.example");
    }

    @Test
    void anAlertOfAWrongClockIsFiledUnderItsArrival() {
        Alert alert = Alerts.of("a1", "1.2.3.4", Instant.parse("9999-01-01T00:00:00Z"));

        assertThat(of(alert).index()).isEqualTo("alerts-acme-2026.02");
    }

    @Test
    void anIdThatIsTooLongForOpenSearchIsReplacedByItsHash() {
        assertThat(of(Alerts.of("x".repeat(600), "1.2.3.4")).id()).matches("[0-9a-f]{64}");
    }

    private static SearchDocument of(Alert alert) {
        return of(alert, AlertStanding.UNTOUCHED);
    }

    private static SearchDocument of(Alert alert, AlertStanding standing) {
        return new SearchDocuments().counted(new PositionedAlert(alert, "alerts.acme", 1, 7), standing);
    }

    private static JsonNode json(SearchDocument document) throws IOException {
        return JSON.readTree(document.json());
    }
}
