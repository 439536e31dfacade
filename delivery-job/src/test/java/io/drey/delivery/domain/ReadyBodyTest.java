package io.drey.delivery.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.sending.TestingTargets;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each service's body as its documentation has it, whatever the fields of an alert hold. */
class ReadyBodyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LINK = "\nlink: 'https://soc.example/{{event.id}}'";
    private static final String SMS = "sms\nto: ['+41791234567']";

    @Test
    void slackGetsATextAndBlocks() throws Exception {
        assertThat(JSON.readTree(body("slack" + LINK, alert())))
                .isEqualTo(
                        JSON.readTree(
                                """
                {"text":"[high] Brute force: 1.2.3.4: 6 failed logins","blocks":[
                 {"type":"header","text":{"type":"plain_text","text":"[high] Brute force: 1.2.3.4","emoji":false}},
                 {"type":"section","text":{"type":"plain_text","text":"6 failed logins","emoji":false}},
                 {"type":"section","fields":[
                  {"type":"plain_text","text":"rule: brute","emoji":false},
                  {"type":"plain_text","text":"dataset: access","emoji":false},
                  {"type":"plain_text","text":"from: 2026-01-31T00:00:00Z","emoji":false},
                  {"type":"plain_text","text":"to: 2026-01-31T00:00:01Z","emoji":false},
                  {"type":"plain_text","text":"group: 1.2.3.4","emoji":false},
                  {"type":"plain_text","text":"events: 6","emoji":false},
                  {"type":"plain_text","text":"alert: a1","emoji":false}]},
                 {"type":"section","text":{"type":"plain_text","text":"2026-01-31T00:00:00Z GET /login","emoji":false}},
                 {"type":"actions","elements":[{"type":"button","url":"https://soc.example/a1",
                  "text":{"type":"plain_text","text":"Open","emoji":false}}]}]}"""));
    }

    @Test
    void teamsGetsACard() throws Exception {
        JsonNode body = JSON.readTree(body("teams" + LINK, alert()));

        assertThat(body.path("type").asText()).isEqualTo("message");
        assertThat(body.at("/attachments/0/contentType").asText()).isEqualTo("application/vnd.microsoft.card.adaptive");
        JsonNode card = body.at("/attachments/0/content");
        assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
        assertThat(card.path("version").asText()).isEqualTo("1.4");
        assertThat(card.at("/body/0"))
                .isEqualTo(
                        JSON.readTree(
                                """
                {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"[high] Brute force: 1.2.3.4",
                 "weight":"Bolder","size":"Medium","color":"Attention"}]}"""));
        assertThat(card.at("/body/2"))
                .isEqualTo(
                        JSON.readTree(
                                """
                {"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"rule: ","weight":"Bolder"},
                 {"type":"TextRun","text":"brute"}]}"""));
        assertThat(card.path("actions"))
                .isEqualTo(
                        JSON.readTree(
                                """
                [{"type":"Action.OpenUrl","title":"Open","url":"https://soc.example/a1"}]"""));
    }

    @Test
    void pagerDutyGetsAnEventThatTriggers() throws Exception {
        assertThat(JSON.readTree(body("pagerduty\nsecret: key" + LINK, alert())))
                .isEqualTo(
                        JSON.readTree(
                                """
                {"event_action":"trigger","dedup_key":"a1","client":"Drey","payload":{
                 "summary":"[high] Brute force: 1.2.3.4","source":"1.2.3.4","severity":"error",
                 "timestamp":"2026-01-31T00:00:01Z","component":"access","group":"acme","class":"brute",
                 "custom_details":{"why":"6 failed logins","rule":"brute","dataset":"access",
                  "from":"2026-01-31T00:00:00Z","to":"2026-01-31T00:00:01Z","group":"1.2.3.4","events":"6","alert":"a1",
                  "t.0.1.0":"2026-01-31T00:00:00Z GET /login"}},
                 "links":[{"href":"https://soc.example/a1","text":"Open"}]}"""));
    }

    @Test
    void opsgenieGetsAnAlert() throws Exception {
        assertThat(JSON.readTree(body("opsgenie\nsecret: key" + LINK, alert())))
                .isEqualTo(
                        JSON.readTree(
                                """
                {"message":"[high] Brute force: 1.2.3.4","alias":"a1",
                 "description":"6 failed logins\\n2026-01-31T00:00:00Z GET /login\\nhttps://soc.example/a1",
                 "entity":"1.2.3.4","source":"Drey","priority":"P2","tags":["high","access"],
                 "details":{"rule":"brute","dataset":"access","from":"2026-01-31T00:00:00Z","to":"2026-01-31T00:00:01Z",
                  "group":"1.2.3.4","events":"6","alert":"a1"}}"""));
    }

    @Test
    void aGatewayOfShortMessagesGetsJsonOrAForm() throws Exception {
        String text = "HIGH Brute force: 1.2.3.4, 6 events, 2026-01-31T00:00:01Z";
        assertThat(JSON.readTree(body(SMS + "\nfrom: Drey", alert())))
                .isEqualTo(
                        JSON.readTree("{\"to\":\"+41791234567\",\"from\":\"Drey\",\"text\":\"%s\"}".formatted(text)));
        assertThat(body(SMS + "\nencoding: form" + LINK, alert()))
                .isEqualTo("To=%2B41791234567&Body=" + encoded(text + " https://soc.example/a1"));
    }

    @ParameterizedTest
    @CsvSource({
        "critical, critical, P1",
        "high, error, P2",
        "medium, warning, P3",
        "low, info, P4",
        "informational, info, P5",
        "weird, info, P5"
    })
    void severitiesAreTheServices(String level, String pagerDuty, String opsgenie) throws Exception {
        ObjectNode alert = alert();
        ((ObjectNode) alert.path("alert")).put("severity", level);

        assertThat(JSON.readTree(body("pagerduty\nsecret: key", alert))
                        .at("/payload/severity")
                        .asText())
                .isEqualTo(pagerDuty);
        assertThat(JSON.readTree(body("opsgenie\nsecret: key", alert))
                        .path("priority")
                        .asText())
                .isEqualTo(opsgenie);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\",\"event_action\":\"resolve\"}",
                "<!channel> <http://evil.example|click> & *bold* :bomb:",
                "[click](http://evil.example) **x**",
                "<script>alert(1)</script>",
                "line\r\nfeeds\u2028and\u0000\u001b[31m",
                "\uD800 alone",
                "=cmd|' /C calc'!A0&Body=other"
            })
    void noFieldIsMoreThanText(String hostile) throws Exception {
        ObjectNode plain = alert();
        ObjectNode evil = alert();
        ((ObjectNode) evil.path("rule")).put("name", hostile);
        ((ObjectNode) evil.path("alert")).put("group_key", hostile);
        ((ObjectNode) evil.at("/evidence/0")).put("event_original", hostile);
        evil.put("message", hostile);
        for (String template : List.of("slack", "teams", "pagerduty\nsecret: key", "opsgenie\nsecret: key", SMS)) {
            JsonNode body = JSON.readTree(body(template + LINK, evil));
            assertThat(names(body)).as(template).isEqualTo(names(JSON.readTree(body(template + LINK, plain))));
            assertThat(body.toString().chars()).as(template).noneMatch(c -> c < ' ' || c == '\u2028');
        }
        assertThat(body("slack", evil)).doesNotContain("<", ">");
        assertThat(body("opsgenie\nsecret: key", evil)).doesNotContain("<script");
        String form = body(SMS + "\nencoding: form", evil);
        assertThat(form.split("&")).hasSize(2);
    }

    @Test
    void lengthsAreTheServices() throws Exception {
        ObjectNode alert = alert();
        String lots = "&".repeat(20_000) + "\uD83D\uDE00".repeat(20_000);
        ((ObjectNode) alert.path("rule")).put("name", lots).put("id", lots);
        ((ObjectNode) alert.path("alert")).put("group_key", lots);
        ((ObjectNode) alert.path("event")).put("id", lots);
        ((ObjectNode) alert.at("/evidence/0")).put("event_original", lots);
        alert.put("message", lots);

        JsonNode slack = JSON.readTree(body("slack" + LINK, alert));
        assertThat(slack.path("text").asText()).hasSizeLessThanOrEqualTo(3_000).endsWith("…");
        assertThat(slack.at("/blocks/0/text/text").asText())
                .hasSizeBetween(100, 150)
                .endsWith("…");
        assertThat(slack.at("/blocks/2/fields"))
                .allSatisfy(field -> assertThat(field.path("text").asText()).hasSizeLessThanOrEqualTo(2_000));
        assertThat(slack.toString()).as("a link that is too long is left out").doesNotContain("button");
        assertThat(body("teams" + LINK, alert).getBytes(UTF_8)).hasSizeLessThan(20_000);
        JsonNode pagerDuty = JSON.readTree(body("pagerduty\nsecret: key", alert));
        assertThat(pagerDuty.path("dedup_key").asText()).hasSize(64);
        assertThat(pagerDuty.at("/payload/summary").asText())
                .hasSizeBetween(1_023, 1_024)
                .endsWith("…");
        JsonNode opsgenie = JSON.readTree(body("opsgenie\nsecret: key", alert));
        assertThat(opsgenie.path("message").asText()).hasSizeBetween(129, 130).endsWith("…");
        assertThat(opsgenie.path("alias").asText()).hasSize(64);
        assertThat(opsgenie.path("description").asText()).hasSizeLessThanOrEqualTo(15_000);
        assertThat(opsgenie.path("details").toString()).hasSizeLessThan(8_000);
        assertThat(JSON.readTree(body(SMS + LINK, alert)).path("text").asText())
                .hasSize(160)
                .endsWith("...");
    }

    @Test
    void aShortMessageIsOneOfGsmsAlphabet() throws Exception {
        ObjectNode alert = alert();
        ((ObjectNode) alert.path("rule")).put("name", "Ça va, Łódź? ÀÉ [x] €5 日本");
        assertThat(JSON.readTree(body(SMS, alert)).path("text").asText())
                .startsWith("HIGH Ça va, ?odz? AÉ [x] €5 ??: 1.2.3.4");

        ((ObjectNode) alert.path("rule")).put("name", "[".repeat(200));
        assertThat(JSON.readTree(body(SMS, alert)).path("text").asText())
                .as("each bracket counts twice")
                .isEqualTo("HIGH " + "[".repeat(76) + "...");

        ((ObjectNode) alert.path("rule")).put("name", "x".repeat(200));
        assertThat(JSON.readTree(body(SMS + LINK, alert)).path("text").asText())
                .hasSize(160)
                .endsWith("x... https://soc.example/a1");
    }

    private static String encoded(String text) {
        String encoded = java.net.URLEncoder.encode(text, UTF_8);
        assertThat(URLDecoder.decode(encoded, UTF_8)).isEqualTo(text);
        return encoded;
    }

    /** The names of all members, in order. */
    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fields().forEachRemaining(field -> {
            names.add(field.getKey());
            names.addAll(names(field.getValue()));
        });
        node.elements().forEachRemaining(element -> {
            if (node.isArray()) {
                names.addAll(names(element));
            }
        });
        return names;
    }

    private static String body(String template, JsonNode alert) {
        TargetDocument target =
                TestingTargets.target("type: webhook\naddress: https://hook.example\ntemplate: " + template);
        return new String(ReadyBody.of(target.ready().orElseThrow(), target, alert), UTF_8);
    }

    private static ObjectNode alert() throws Exception {
        return (ObjectNode)
                JSON.readTree(
                        """
                {"message":"6 failed logins","data_stream":{"namespace":"acme","dataset":"access"},"event":{"id":"a1",
                 "start":"2026-01-31T00:00:00Z","end":"2026-01-31T00:00:01Z"},"rule":{"id":"brute","name":"Brute force"},
                 "alert":{"severity":"high","group_key":"1.2.3.4","event_count":6},"evidence":[{"event_id":"t.0.1.0",
                 "@timestamp":"2026-01-31T00:00:00Z","event_original":"GET /login"}]}""");
    }
}
