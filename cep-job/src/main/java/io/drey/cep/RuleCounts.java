package io.drey.cep;

import io.drey.job.JobMetric;
import io.drey.rules.book.RuleHeader;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts what rules find, and decides which matches become alerts. */
final class RuleCounts {

    /** Each is a series in whatever keeps metrics. */
    private static final int RULES_COUNTED = 200;

    private final MetricGroup metrics;
    private final Counter alerts;
    private final Counter staged;
    private final Counter overCap;
    private final AlertCap cap;
    private final AlertCap forgetting = new AlertCap(1);
    private final Map<String, Counter> matchesByRule = new HashMap<>();

    /** @param cap alerts of one rule in one minute */
    RuleCounts(MetricGroup metrics, int cap) {
        this.metrics = metrics;
        this.alerts = JobMetric.ALERTS.counter(metrics);
        this.staged = JobMetric.STAGED_MATCHES.counter(metrics);
        this.overCap = JobMetric.ALERTS_OVER_CAP.counter(metrics);
        this.cap = new AlertCap(cap);
    }

    /** Counts a match; returns what becomes of it. */
    AlertCap.Verdict matched(String tenant, RuleHeader rule, long wallMillis) {
        count(tenant, rule);
        AlertCap.Verdict verdict = cap.next(tenant, rule, wallMillis);
        if (verdict == AlertCap.Verdict.RAISED) {
            (rule.isStaged() ? staged : alerts).inc();
        } else {
            overCap.inc();
        }
        return verdict;
    }

    /** Whether a tenant is to hear that a rule forgets events: once a minute is enough. */
    boolean isToHearOfForgetting(String tenant, RuleHeader rule, long wallMillis) {
        return forgetting.next(tenant, rule, wallMillis) == AlertCap.Verdict.RAISED;
    }

    private void count(String tenant, RuleHeader rule) {
        String key = tenant + '|' + rule.id();
        Counter counter = matchesByRule.get(key);
        if (counter == null) {
            if (matchesByRule.size() == RULES_COUNTED) {
                return;
            }
            counter = JobMetric.RULE_MATCHES.counter(
                    metrics.addGroup("tenant", tenant).addGroup("rule", rule.id()));
            matchesByRule.put(key, counter);
        }
        counter.inc();
    }
}
