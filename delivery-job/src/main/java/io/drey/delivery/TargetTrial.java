package io.drey.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.configuration.AlertStanding;
import io.drey.configuration.TargetDocument;
import io.drey.delivery.sending.Parcel;
import io.drey.delivery.sending.SingleSending;
import io.drey.event.Alert;
import io.drey.event.Evidence;
import io.drey.job.TenantSecrets;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Sends one alert through a target, outside of any job, which says that it is a test. */
public final class TargetTrial {

    /** The rule that a test alert is of. */
    public static final String RULE = "drey-test";

    private static final String DATASET = "test";

    private TargetTrial() {}

    /**
     * Sends a test alert; filters do not count. Blocks until the target has answered, or 60 seconds.
     *
     * @param severity the alert's level
     * @param at when, which makes the alert's id
     * @return what the target answered
     * @throws IOException if it did not take it; the message says why
     */
    public static String send(
            TargetDocument target, TenantSecrets secrets, Map<String, String> environment, String severity, Instant at)
            throws IOException {
        Alert alert = alert(target, severity, at);
        PositionedAlert positioned = new PositionedAlert(alert, "alerts." + target.tenant(), 0, 0);
        Parcel parcel = AlertParcels.parcel(target, positioned, AlertStanding.UNTOUCHED);
        return SingleSending.send(target, parcel, secrets, environment);
    }

    private static Alert alert(TargetDocument target, String severity, Instant at) {
        long now = at.toEpochMilli();
        String event = "test." + now;
        return new Alert(
                Alert.idOf(RULE, 1, target.tenant(), target.name(), event, event),
                target.tenant(),
                DATASET,
                RULE,
                1,
                "Test of the target '%s': nothing has happened".formatted(target.name()),
                severity,
                target.name(),
                now,
                now,
                now,
                "'drey targets test' sent it; there is nothing to do.",
                1,
                new Evidence[] {new Evidence(event, now, "a line of no log".getBytes(UTF_8))});
    }
}
