package io.drey.delivery.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.configuration.ReadyTemplate;
import io.drey.configuration.TargetDocument;

/** The bodies that services take; each has a class of its own. */
public final class ReadyBody {

    private ReadyBody() {}

    /**
     * The body of an alert for a webhook.
     *
     * @param document the alert's
     */
    public static byte[] of(ReadyTemplate template, TargetDocument target, JsonNode document) {
        AlertView alert = new AlertView(document);
        String body =
                switch (template) {
                    case SLACK -> SlackBody.of(alert, target.link()).toString();
                    case TEAMS -> TeamsBody.of(alert, target.link()).toString();
                    case PAGERDUTY -> PagerDutyBody.of(alert, target.link()).toString();
                    case OPSGENIE -> OpsgenieBody.of(alert, target.link()).toString();
                    case SMS -> SmsBody.of(alert, target.link(), target.sms().orElseThrow());
                };
        return body.getBytes(UTF_8);
    }
}
