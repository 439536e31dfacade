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
    private final List<ActDocument> ofAnyRule = new ArrayList<>();

    private AlertActs() {}

    /** All acts of one tenant. */
    public static AlertActs of(Collection<ActDocument> acts) {
        AlertActs all = new AlertActs();
        for (ActDocument act : acts) {
            all.alike(act.on()).add(act);
        }
        return all;
    }

    private List<ActDocument> alike(ActDocument.Selector on) {
        if (on.alert().isPresent()) {
            return byAlert.computeIfAbsent(on.alert().get(), any -> new ArrayList<>());
        }
        return on.rule().isPresent() ? byRule.computeIfAbsent(on.rule().get(), any -> new ArrayList<>()) : ofAnyRule;
    }

    /** How an alert stands. */
    public AlertStanding on(Alert alert) {
        List<ActDocument> ofAlert = byAlert.getOrDefault(alert.id(), List.of());
        List<ActDocument> ofRule = byRule.getOrDefault(alert.ruleId(), List.of());
        if (ofAlert.isEmpty() && ofRule.isEmpty() && ofAnyRule.isEmpty()) {
            return AlertStanding.UNTOUCHED;
        }
        List<ActDocument> all = new ArrayList<>(ofAlert);
        all.addAll(ofRule);
        all.addAll(ofAnyRule);
        return AlertStanding.of(alert, all);
    }
}
