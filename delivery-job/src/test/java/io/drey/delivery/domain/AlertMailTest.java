package io.drey.delivery.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.sending.TestingTargets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertMailTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TargetDocument TARGET = TestingTargets.target(
            "type: mail\naddress: smtp.example:587\nfrom: drey@example.com\nto: [ann@example.com]\nbatch: 3\n"
                    + "link: 'https://soc.example/{{event.id}}?by={{alert.group_key}}'");

    @Test
    void oneAlertIsTold() throws Exception {
        AlertMail mail = AlertMail.of(TARGET, List.of(alert("a1", "high", "Brute force", 1)));

        assertThat(mail.subject()).isEqualTo("[high] Brute force: 1.2.3.4 & co");
        assertThat(mail.text())
                .isEqualTo(
                        """
                        [high] Brute force
                          why      6 failed logins
                          rule     brute
                          dataset  access
                          from     2026-01-31T00:00:00Z
                          to       2026-01-31T00:00:01Z
                          group    1.2.3.4 & co
                          events   6
                          alert    a1
                          link     https://soc.example/a1?by=1.2.3.4%20%26%20co
                            t.0.1.0 2026-01-31T00:00:00Z
                              GET <b> HTTP/1.1

                        From Drey, by the target 'soc' of acme.
                        """);
        assertThat(mail.html())
                .contains("<h3>[high] Brute force</h3>")
                .contains("<tr><td>group</td><td>1.2.3.4 &amp; co</td></tr>")
                .contains("<a href=\"https://soc.example/a1?by=1.2.3.4%20%26%20co\">")
                .contains("<code>GET &lt;b&gt; HTTP/1.1</code>");
    }

    @Test
    void manyAlertsAreCountedAndTheMostSevereShown() throws Exception {
        List<AlertView> alerts = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            alerts.add(alert("a%05d".formatted(i), i == 7_000 ? "critical" : "low", "Rule " + i % 12, i % 60));
        }
        AlertMail mail = AlertMail.of(TARGET, alerts);

        assertThat(mail.count()).isEqualTo(10_000);
        assertThat(mail.alerts()).containsExactly("a07000", "a00000", "a00060");
        assertThat(mail.subject()).isEqualTo("[critical] Rule 4: 1.2.3.4 & co and 9999 more");
        assertThat(mail.text())
                .startsWith(
                        """
                        10000 alerts from 2026-01-31T00:00:00Z to 2026-01-31T00:00:59Z: 1 critical, 9999 low
                        834 of Rule 0
                        """)
                .contains("and those of 2 other rules\n\nThe 3 most severe:\n\n[critical] Rule 4\n")
                .doesNotContain("a00120");
        assertThat(mail.html().length()).isLessThan(10_000);
    }

    @Test
    void neitherOrderNorRepetitionChangesAMail() throws Exception {
        List<AlertView> alerts = List.of(alert("a", "low", "One", 1), alert("b", "high", "Two", 2));
        AlertMail mail = AlertMail.of(TARGET, alerts);

        assertThat(AlertMail.of(TARGET, List.of(alerts.get(1), alerts.get(0), alerts.get(1))))
                .isEqualTo(mail);
        assertThat(mail.id())
                .hasSize(40)
                .isNotEqualTo(AlertMail.of(TARGET, alerts.subList(0, 1)).id());
    }

    @Test
    void whatIsLongIsCutAndStaysWhole() throws Exception {
        String faces = "\uD83D\uDE00".repeat(3_000);
        AlertMail mail = AlertMail.of(
                TARGET,
                IntStream.range(0, 2)
                        .mapToObj(i -> quietly(String.valueOf(i), faces))
                        .toList());

        assertThat(mail.subject()).hasSizeBetween(190, 200).endsWith("… and 1 more");
        assertThat(mail.subject().codePoints()).allMatch(c -> Character.getType(c) != Character.SURROGATE);
        assertThat(mail.text().length()).isLessThan(20_000);
    }

    private static AlertView quietly(String id, String rule) {
        try {
            return alert(id, "low", rule, 1);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static AlertView alert(String id, String severity, String rule, int second) throws Exception {
        return new AlertView(JSON.readTree(
                """
                {"message":"6 failed logins","data_stream":{"dataset":"access"},"event":{"id":"%s",
                 "start":"2026-01-31T00:00:00Z","end":"2026-01-31T00:00:%02dZ"},"rule":{"id":"brute","name":"%s"},
                 "alert":{"severity":"%s","group_key":"1.2.3.4 & co","event_count":6},"evidence":[{"event_id":"t.0.1.0",
                 "@timestamp":"2026-01-31T00:00:00Z","event_original":"GET <b> HTTP/1.1"}]}"""
                        .formatted(id, second, rule, severity)));
    }
}
