package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetDocumentTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everythingElseHasADefault() throws Exception {
        TargetDocument target = target("{type: webhook, address: 'https://soc.example/hook'}");

        assertThat(target.key()).isEqualTo("acme/soc");
        assertThat(target.ledgerName()).isEqualTo("webhook:soc");
        assertThat(target.payload()).isEqualTo(TargetDocument.Payload.ALERTS);
        assertThat(target.filter()).isSameAs(Filter.ALL);
        assertThat(target.template()).isEmpty();
        assertThat(target.batch()).isEqualTo(1);
        assertThat(target.giveUpAfter()).contains(Duration.ofMinutes(15));
        TargetDocument events = target("{type: syslog, send: events, address: 'logs.example:6514'}");
        assertThat(events.batch()).isEqualTo(500);
        assertThat(events.giveUpAfter()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: webhook, address: soc.example} | write an address such as https://host.example/path",
                "{type: http, address: 'https://a:b@soc.example'} | write the login into 'secret'",
                "{type: syslog, address: 'https://soc.example'} | 'address' of a syslog target: write host:port",
                "{type: kafka, address: 'a:1,b', topic: t} | 'address' of a kafka target: write host:port",
                "{type: kafka, address: 'a:1'} | 'topic' of a kafka target: name one for kafka",
                "{type: splunk, address: 'https://s.example'} | 'secret' of a splunk target: name the secret that holds Splunk's token",
                "{type: kafka, address: 'a:1', topic: t, user: u} | name the secret that holds the user's password",
                "{type: http, address: 'https://s.example', template: '{}'} | 'template' of a http target: it is for webhook only",
                "{type: http, send: events, address: 'https://s.example', filter: http.response.statuscode = 500} | unknown field 'http.response.statuscode': did you mean 'http.response.status_code'?",
                "{type: webhook, send: events, address: 'https://s.example', template: '{\"a\":{{order.id}}}'} | fields of your own are called labels.<name>",
                "{type: webhook, address: 'https://s.example', filter: alert.severty = high} | alerts have no field 'alert.severty': did you mean 'alert.severity'?",
                "{type: mail, address: 's.example:25', to: [a@b]} | 'from' of a mail target: write the address that mail is from",
                "{type: mail, address: 's.example:25', from: a@b} | 'to' of a mail target: write the addresses",
                "{type: mail, send: events, address: 's.example:25', from: a@b, to: [a@b]} | mails are of alerts",
                "{type: mail, address: 's.example:25', from: a@b, to: [a@b], encryption: none, user: u, secret: se} | a password is sent encrypted only",
                "{type: mail, address: 's.example:25', from: a@b, to: [a@b], batch: 101} | a mail shows at most 100",
                "{type: mail, address: 's.example:25', from: a@b, to: [a@b], subject: '{{rule.nam}}'} | did you mean 'rule.name'?",
                "{type: webhook, address: 'https://s.example', interval: 5m} | 'interval' of a webhook target: it is for mail only",
                "{type: kafka, address: 'a:1', topic: t, link: 'https://s.example'} | 'link' of a kafka target: it is for mail and the templates",
                "{type: http, address: 'https://s.example', template: slack} | 'template' of a http target: it is for webhook only",
                "{type: webhook, send: events, address: 'https://s.example', template: slack} | tell of alerts",
                "{type: webhook, address: 'https://s.example', template: pagerduty} | name the secret that holds the service's key",
                "{type: webhook, address: 'https://s.example', template: opsgenie, secret: se, user: u} | leave the user out",
                "{type: webhook, address: 'https://s.example/{{secret}}'} | name the secret that the address speaks of",
                "{type: webhook, address: 'https://{{secret}}/x', secret: se} | write the host out",
                "{type: http, address: 'https://s.example/{{secret}}', secret: se} | write an address such as",
                "{type: webhook, address: 'https://s.example', template: sms, to: ['+41791234567', '+41791234568']} | write one number",
                "{type: webhook, address: 'https://s.example', template: sms, to: [a@b]} | write the number that it goes to",
                "{type: webhook, address: 'https://s.example', template: slack, to: [a@b]} | it is for mail and sms only",
                "{type: webhook, address: 'https://s.example', encoding: form} | it is for sms only",
                "{type: mail, address: 's.example:25', from: a@b, to: ['+41791234567']} | write a mail address",
            })
    void refusesKeysThatDoNotGoTogether(String yaml, String message) {
        assertThat(TargetDocument.contradiction(content(yaml)))
                .hasValueSatisfying(problem -> assertThat(problem.message()).contains(message));
    }

    @Test
    void eventsAreSelectedByOpenFieldsToo() {
        assertThat(TargetDocument.contradiction(content("{type: http, send: events, address: 'https://s.example',"
                        + " filter: 'labels.order.id = 17 and k8s.pod.name in (a, b)'}")))
                .isEmpty();
    }

    @Test
    void aFilterAndATemplateAreCheckedOffline() {
        DocumentText text = DocumentText.read(
                "target.yaml",
                """
                kind: Target
                tenant: acme
                name: soc
                type: webhook
                address: https://soc.example/hook
                filter: alert.severity like high
                template: '{"text": {{rule.name}'
                """
                        .getBytes(UTF_8),
                Optional.empty());

        assertThat(text.documents()).isEmpty();
        assertThat(text.problems())
                .extracting(problem -> problem.toString())
                .anyMatch(problem -> problem.contains("6:9") && problem.contains("expected one of"))
                .anyMatch(problem -> problem.contains("7:11") && problem.contains("does not make JSON"));
    }

    @Test
    void whatIsWrongWithAMailIsToldWhereItStands() {
        DocumentText text = DocumentText.read(
                "target.yaml",
                """
                kind: Target
                tenant: acme
                name: oncall
                type: mail
                address: smtp.example:587
                from: Drey <drey@example.com>
                to:
                  - ann@example.com
                  - "bob@example.com\\r\\nBcc: eve@example.com"
                  - ann@example..com
                subject: "one\\ntwo"
                link: "javascript:alert({{event.id}})"
                """
                        .getBytes(UTF_8),
                Optional.empty());

        assertThat(text.problems())
                .extracting(DocumentProblem::toString)
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem)
                                .contains(
                                        "6:7",
                                        "is neither a mail address nor a number: write one such as ann@example.com"),
                        problem -> assertThat(problem)
                                .contains("9:5", "'bob@example.com??Bcc: eve@example.com' is neither"),
                        problem -> assertThat(problem).contains("10:5", "ann@example..com"),
                        problem -> assertThat(problem).contains("11:10", "write one line"),
                        problem -> assertThat(problem).contains("12:7", "is no address"));
    }

    @Test
    void aContradictionIsToldAtItsKey() {
        DocumentText text = DocumentText.read(
                "target.yaml",
                "kind: Target\ntenant: acme\nname: soc\ntype: http\naddress: soc.example\n".getBytes(UTF_8),
                Optional.empty());

        assertThat(text.problems())
                .singleElement()
                .extracting(DocumentProblem::toString)
                .asString()
                .contains("5:10", "write an address such as https://host.example/path");
    }

    @Test
    void aTemplateThatIsThereAlreadyIsCalledByItsName() {
        TargetDocument target =
                target("{type: webhook, address: 'https://s.example/{{secret}}', secret: se, template: slack}");

        assertThat(target.ready()).contains(ReadyTemplate.SLACK);
        assertThat(target.template()).isEmpty();
        assertThat(target("{type: webhook, address: 'https://s.example', template: sms, to: ['+41791234567']}")
                        .sms())
                .contains(new SmsTarget("", "+41791234567", SmsTarget.Encoding.JSON));
        assertThat(TargetDocument.contradiction(content(
                        "{type: webhook, address: 'https://s.example/{{secret}}', secret: se, template: slack}")))
                .isEmpty();
        DocumentText text = DocumentText.read(
                "target.yaml",
                "kind: Target\ntenant: acme\nname: soc\ntype: webhook\naddress: https://a.example\ntemplate: slak\n"
                        .getBytes(UTF_8),
                Optional.empty());
        assertThat(text.problems())
                .singleElement()
                .extracting(DocumentProblem::toString)
                .asString()
                .contains("6:11", "there is no template 'slak': did you mean 'slack'?");
    }

    @Test
    void mailHasDefaults() {
        TargetDocument target = target("{type: mail, address: 's.example:587', from: a@b.example, to: [c@d.example]}");

        assertThat(target.mail())
                .contains(new MailTarget(
                        MailTarget.Encryption.STARTTLS,
                        "a@b.example",
                        List.of("c@d.example"),
                        new TextTemplate("[{{alert.severity}}] {{rule.name}}: {{alert.group_key}}"),
                        Duration.ofMinutes(1)));
        assertThat(target.batch()).isEqualTo(20);
        assertThat(target.giveUpAfter()).contains(Duration.ofMinutes(15));
    }

    @Test
    void aTemplateMakesJsonWhateverTheFieldsHold() throws Exception {
        BodyTemplate template = BodyTemplate.parse(
                "{\"text\": \"rule {{rule.name}} \\\"{{ message }}\\\"\", \"n\": {{alert.event_count}}, \"s\": {{message}},"
                        + " \"none\": {{user.name}}, \"also\": \"{{user.name}}\", \"e\": {{evidence}}}");
        JsonNode fields = JSON.readTree(
                "{\"rule\":{\"name\":\"a\\\"b\\\\\\n\"},\"message\":\"\\\",\\\"x\\\":1\",\"alert\":{\"event_count\":6},"
                        + "\"evidence\":[{\"a\":1}]}");

        JsonNode made = JSON.readTree(template.render(fields));

        assertThat(made.path("text").textValue()).isEqualTo("rule a\"b\\\n \"\",\"x\":1\"");
        assertThat(made.path("n").isInt()).isTrue();
        assertThat(made.path("s").textValue()).isEqualTo("\",\"x\":1");
        assertThat(made.path("none").isNull()).isTrue();
        assertThat(made.path("also").textValue()).isEmpty();
        assertThat(made.at("/e/0/a").asInt()).isEqualTo(1);
        assertThat(made.has("x")).isFalse();
        assertThat(template.fields())
                .containsExactly("alert.event_count", "evidence", "message", "rule.name", "user.name");
    }

    @Test
    void aTemplateThatMakesNoJsonIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BodyTemplate.parse("{\"text\": hello {{message}}}"))
                .withMessageContaining("does not make JSON");
    }

    private static TargetDocument target(String yaml) {
        return TargetDocument.of(new Document(DocumentKind.TARGET, "acme", "soc", content(yaml)));
    }

    private static ObjectNode content(String yaml) {
        try {
            return (ObjectNode) new YAMLMapper().readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
