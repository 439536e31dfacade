package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.ActDocument;
import io.drey.configuration.ActDocument.Selector;
import io.drey.configuration.ActDocument.Verb;
import io.drey.delivery.sending.Parcel;
import io.drey.delivery.sending.TestingTargets;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.job.clock.Clocked;
import io.drey.job.delivery.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What targets get of an alert and of an event. */
class ParcelsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DatasetId ACCESS = new DatasetId("acme", "access");

    private final TestingTargets targets = new TestingTargets();
    private final TestingActs acts = TestingActs.NONE;

    @Test
    void anAlertGoesToTheTargetsThatTakeIt() throws Exception {
        targets.set("type: webhook\naddress: https://soc.example\nfilter: alert.severity in (high, critical)");
        Parcel parcel = alertParcels().get(0);

        assertThat(parcel.target()).isEqualTo("acme/soc");
        assertThat(parcel.id()).isEqualTo("a1");
        assertThat(parcel.batch()).isEqualTo(1);
        assertThat(parcel.receipt())
                .isEqualTo(new Receipt(ACCESS, "webhook:soc", Alerts.COMPLETED + 5_100, "alerts.acme", 1, 7));
        assertThat(JSON.readTree(parcel.body()).at("/rule/id").asText()).isEqualTo("brute-force-login");

        targets.set("type: webhook\naddress: https://soc.example\nfilter: alert.severity = low");
        assertThat(alertParcels()).isEmpty();
        targets.set("type: webhook\nsend: events\naddress: https://soc.example");
        assertThat(alertParcels()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@timestamp",
                "message",
                "data_stream.namespace",
                "data_stream.dataset",
                "event.id",
                "event.severity",
                "event.start",
                "event.end",
                "event.created",
                "event.reason",
                "rule.id",
                "rule.version",
                "rule.name",
                "source.address",
                "source.ip",
                "alert.severity",
                "alert.group_key",
                "alert.event_count",
                "alert.late",
                "evidence"
            })
    void aTemplateReachesEveryFieldOfAnAlert(String field) throws Exception {
        targets.set("type: webhook\naddress: https://soc.example\ntemplate: '{\"is\": {{%s}}}'".formatted(field));

        JsonNode body = JSON.readTree(alertParcels().get(0).body());

        assertThat(body.path("is").isNull()).isFalse();
        assertThat(body).hasSize(1);
    }

    @Test
    void aServicesBodyIsMadeOfTheWholeAlertAndOnesOwnWins() throws Exception {
        targets.set("type: webhook\naddress: https://soc.example\ntemplate: pagerduty\nsecret: key");
        JsonNode body = JSON.readTree(alertParcels().get(0).body());
        assertThat(body.path("dedup_key").asText()).isEqualTo("a1");
        assertThat(body.at("/payload/custom_details/t.0.1.0").asText()).endsWith("Z a\" ");

        targets.set(
                "type: webhook\naddress: https://soc.example\nsecret: key\ntemplate: '{\"mine\": \"{{event.id}}\"}'");
        assertThat(text(alertParcels().get(0))).isEqualTo("{\"mine\": \"a1\"}");
    }

    @Test
    void aMailGetsAnExcerptAndNoMutedAlert() throws Exception {
        String mail = "type: mail\naddress: smtp.example:25\nfrom: a@b\nto: [c@d]";
        targets.set(mail);
        JsonNode body = JSON.readTree(alertParcels().get(0).body());
        assertThat(body.at("/rule/id").asText()).isEqualTo("brute-force-login");
        assertThat(body.path("evidence")).hasSize(2);

        TestingActs.are(act(Verb.MUTE, "2999-01-01T00:00:00Z"));
        try {
            assertThat(alertParcels()).isEmpty();
        } finally {
            TestingActs.are();
        }
    }

    @Test
    void aMutedAlertGoesToNoWebhookAndElsewhereSaysSo() throws Exception {
        TestingActs.are(act(Verb.MUTE, "2999-01-01T00:00:00Z"), act(Verb.ASSIGN, "bob"));
        try {
            targets.set("type: webhook\naddress: https://soc.example");
            assertThat(alertParcels()).isEmpty();

            targets.set(
                    "type: http\naddress: https://soc.example\nfilter: alert.muted = true and alert.assignee = bob");
            JsonNode body = JSON.readTree(alertParcels().get(0).body());
            assertThat(body.at("/alert/muted").asBoolean()).isTrue();
            assertThat(body.at("/alert/muted_until").asText()).isEqualTo("2999-01-01T00:00:00Z");

            TestingActs.are(act(Verb.MUTE, "2026-01-31T23:59:59Z"));
            targets.set("type: webhook\naddress: https://soc.example");
            assertThat(alertParcels()).as("no longer muted").hasSize(1);
        } finally {
            TestingActs.are();
        }
    }

    private static ActDocument act(Verb verb, String value) {
        return new ActDocument("acme", verb, Selector.alert("a1"), value, Instant.EPOCH, "alice", "");
    }

    @Test
    void anAlertInSyslogHasItsSeverityAndRule() throws Exception {
        targets.set("type: syslog\naddress: logs.example:6514");

        assertThat(text(alertParcels().get(0)))
                .startsWith("<131>1 2026-01-31T23:59:59.500Z - drey-acme - brute-force-login - {\"@timestamp\":");
    }

    @Test
    void anAlertForSplunkIsAnEventWithItsTime() throws Exception {
        targets.set("type: splunk\naddress: https://splunk.example\nsecret: token");

        JsonNode body = JSON.readTree(alertParcels().get(0).body());

        assertThat(body.path("time").decimalValue()).isEqualByComparingTo("1769903999.500");
        assertThat(body.path("sourcetype").asText()).isEqualTo("drey:alert");
        assertThat(body.at("/event/rule/id").asText()).isEqualTo("brute-force-login");
    }

    @Test
    void anEventGoesToTheTargetsThatTakeIt() throws Exception {
        targets.set("type: http\nsend: events\naddress: https://logs.example\nbatch: 50\n"
                + "filter: data_stream.dataset = access and http.response.status_code >= 400");

        assertThat(eventParcels(200)).isEmpty();
        Parcel parcel = eventParcels(404).get(0);
        assertThat(parcel.id()).isEqualTo("topic.0.5.0");
        assertThat(parcel.batch()).isEqualTo(50);
        assertThat(parcel.receipt())
                .isEqualTo(new Receipt(ACCESS, "http:soc", Alerts.COMPLETED, "raw.acme.access", 0, 5));
        assertThat(JSON.readTree(parcel.body()).at("/event/original").asText()).isEqualTo("GET /page/5 404");
        assertThat(text(parcel)).doesNotContain("\n");
    }

    @Test
    void anEventInSyslogIsItsLine() throws Exception {
        targets.set("type: syslog\nsend: events\naddress: logs.example:6514");

        assertThat(text(eventParcels(404).get(0)))
                .isEqualTo("<132>1 2026-01-31T23:59:59.500Z web?1 access - - - GET /page/5 404");
    }

    @Test
    void anEventForSplunkHasItsHostAndTime() throws Exception {
        targets.set("type: splunk\nsend: events\naddress: https://splunk.example\nsecret: token");

        JsonNode body = JSON.readTree(eventParcels(200).get(0).body());

        assertThat(body.path("time").decimalValue()).isEqualByComparingTo("1769903999.500");
        assertThat(body.path("host").asText()).isEqualTo("web 1");
        assertThat(body.path("source").asText()).isEqualTo("raw.acme.access");
        assertThat(body.path("sourcetype").asText()).isEqualTo("drey:access");
        assertThat(body.at("/event/event/id").asText()).isEqualTo("topic.0.5.0");
    }

    private List<Parcel> alertParcels() throws Exception {
        List<Parcel> parcels = new ArrayList<>();
        AlertParcels function = new AlertParcels(targets, acts);
        function.open(DefaultOpenContext.INSTANCE);
        function.flatMap(
                new PositionedAlert(Alerts.of("a1", "1.2.3.4"), "alerts.acme", 1, 7), new ListCollector<>(parcels));
        return parcels;
    }

    private List<Parcel> eventParcels(int status) throws Exception {
        EventBuilder event = Events.access(ACCESS, 5, status);
        event.append(Field.HOST_NAME, "web 1".getBytes(UTF_8));
        List<Parcel> parcels = new ArrayList<>();
        EventParcels function = new EventParcels(targets);
        function.open(DefaultOpenContext.INSTANCE);
        function.flatMap(Clocked.payload(event), new ListCollector<>(parcels));
        return parcels;
    }

    private static String text(Parcel parcel) {
        return new String(parcel.body(), UTF_8);
    }
}
