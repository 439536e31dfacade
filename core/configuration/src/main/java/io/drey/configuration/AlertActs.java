package io.drey.configuration;

import io.drey.event.Alert;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the people of a tenant did with alerts. Immutable; quick to ask for each alert. */
public final class AlertActs {

    /** Nobody did anything. */
    public static final AlertActs NONE = of(List.of());

    private final Map<String, List<ActDocument>> byAlert = new HashMap<>();
    private final Map<String, List<ActDocument>> byRule = new HashMap<>();

    private AlertActs() {}

    /** All acts of one tenant. */
    public static AlertActs of(Collection<ActDocument> acts) {
        AlertActs all = new AlertActs();
        for (ActDocument act : acts) {
            act.on()
                    .alert()
                    .ifPresentOrElse(
                            id -> all.byAlert
                                    .computeIfAbsent(id, any -> new ArrayList<>())
                                    .add(act),
                            () -> all.byRule
                                    .computeIfAbsent(act.on().rule().orElseThrow(), any -> new ArrayList<>())
                                    .add(act));
        }
        return all;
    }

    /** How an alert stands. */
    public AlertStanding on(Alert alert) {
        List<ActDocument> ofAlert = byAlert.getOrDefault(alert.id(), List.of());
        List<ActDocument> ofRule = byRule.getOrDefault(alert.ruleId(), List.of());
        if (ofAlert.isEmpty() && ofRule.isEmpty()) {
            return AlertStanding.UNTOUCHED;
        }
        List<ActDocument> all = new ArrayList<>(ofAlert);
        all.addAll(ofRule);
        return AlertStanding.of(alert, all);
    }
}
