package io.drey.cep;

import io.drey.rules.book.RuleVersion;
import java.util.List;
import java.util.Map;

/** Rules of tenants, beside those that come along. */
final class SampleRules {

    /** Three failed logins and a success, in {@code (t - 20 s, t]}. */
    static final String THREE_FAILURES = failedLogin("failure-1")
            + failedLogin("failure-2")
            + failedLogin("failure-3")
            + single("success", "http.response.status_code|gte: 200\n        http.response.status_code|lt: 400")
            + correlation(
                    "three-failures",
                    "temporal_ordered",
                    "failure-1, failure-2, failure-3, success",
                    "source.ip",
                    "20s",
                    null);

    /** Four different missing paths, in {@code (t - 7 s, t]}. */
    static final String FOUR_PATHS = single("missing", "http.response.status_code: 404")
            + correlation("four-paths", "value_count", "missing", "source.ip", "7s", "field: url.path\n        gte: 4");

    private SampleRules() {}

    private static String failedLogin(String id) {
        return single(id, "http.response.status_code: [401, 403]");
    }

    /** A rule about single events of any log. */
    static String single(String id, String selection) {
        return """
                title: Rule %1$s
                id: %1$s
                logsource:
                    category: any
                taxonomy: ecs
                detection:
                    selection:
                        %2$s
                    condition: selection
                level: low
                ---
                """
                .formatted(id, selection);
    }

    static String correlation(String id, String type, String rules, String groupBy, String timespan, String condition) {
        return """
                title: Correlation %1$s
                id: %1$s
                correlation:
                    type: %2$s
                    rules: [%3$s]
                    group-by: [%4$s]
                    timespan: %5$s
                %6$s
                level: low
                ---
                """
                .formatted(
                        id,
                        type,
                        rules,
                        groupBy,
                        timespan,
                        condition == null ? "" : "    condition:\n        " + condition);
    }

    static RuleVersion always(String name, int version, String text) {
        return new RuleVersion(name, version, RuleVersion.ALWAYS, text);
    }

    /** The same rules for the tenants that tests have. */
    static FixedRules of(RuleVersion... documents) {
        return FixedRules.of(Map.of("acme", List.of(documents), "other", List.of(documents)));
    }
}
