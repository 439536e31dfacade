package io.drey.rules.sigma;

import static io.drey.rules.sigma.Sigma.filter;
import static io.drey.rules.sigma.Sigma.id;
import static io.drey.rules.sigma.Sigma.named;
import static io.drey.rules.sigma.Sigma.ofLogs;
import static io.drey.rules.sigma.Sigma.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.RuleProblem;
import io.drey.rules.condition.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions that several rules share. */
final class SigmaFilterTest {

    private static final String WEB = "category: webserver";
    private static final String ADMIN =
            named("admin", "selection:", "    cs-uri-stem: /admin", "condition: selection or selection");
    private static final String OTHER =
            ofLogs("product: other", "other", "selection:", "    a: 1", "condition: selection");

    @Test
    void leavesEventsOutOfTheRulesItNames() {
        SigmaRules read = read(
                filter(WEB, "rules: admin", "selection:", "    c-ip|cidr: 10.0.0.0/8", "condition: not selection"),
                ADMIN,
                OTHER);

        assertThat(read.problems()).isEmpty();
        assertThat(read.filters().get(0).rules()).containsExactly(id("admin"));
        Event request = Event.with("url.path", "/admin").and("url.original", "/admin");
        assertThat(read.rule(id("admin")).orElseThrow().condition().holds(request.view()))
                .isTrue();
        assertThat(read.rule(id("admin"))
                        .orElseThrow()
                        .condition()
                        .holds(request.and("source.ip", "10.0.0.1").view()))
                .isFalse();
        assertThat(read.rule(id("other")).orElseThrow().condition()).hasToString("labels.a equals '1'");
    }

    @Test
    void appliesToAllRulesOfItsLogsWhereItNamesAny() {
        SigmaRules read = read(
                ADMIN,
                filter(WEB, "rules: any", "selection:", "    c-ip: 10.0.0.1", "condition: not selection"),
                OTHER);

        assertThat(read.problems()).isEmpty();
        assertThat(read.filters().get(0).rules()).containsExactly(id("admin"));
        assertThat(read.rule(id("admin")).orElseThrow().condition().toString())
                .contains("not source.ip equals '10.0.0.1'");
    }

    @Test
    void itsSelectionsAreItsOwn() {
        SigmaRules read = read(
                ADMIN,
                filter(
                        WEB,
                        "rules: [admin]",
                        "selection:",
                        "    c-ip: 10.0.0.1",
                        "selection2:",
                        "    c-ip: 10.0.0.2",
                        "condition: not 1 of selection*"));

        assertThat(read.problems()).isEmpty();
        assertThat(read.rules().get(0).condition().toString())
                .endsWith(
                        "url.path equals '/admin' and not (source.ip equals '10.0.0.1' or source.ip equals '10.0.0.2'))");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "rules: [amdin] => there is no rule 'amdin' => did you mean 'admin'?",
                "rules: [other] => rule 'other' is not about logs of webserver => as wide as",
                "condition: selection => keep only what => write 'not selection'",
            })
    void warnsWhereItDoesNotDoWhatIsMeant(String line, String reason, String remedy) {
        SigmaRules read = read(ADMIN, OTHER, changed(line));

        assertThat(read.filters()).hasSize(1);
        assertThat(read.problems()).hasSize(1);
        assertThat(read.warnings().get(0).reason()).contains(reason);
        assertThat(read.warnings().get(0).remedy()).contains(remedy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "rules: [7] => no text",
                "rules: [] => without 'rules'",
                "condition: nothing => no selection is called",
                "selection: {c-iq: 1} => unknown field 'c-iq'",
                "other: {c-ip: 1} => without 'selection'",
            })
    void aFilterThatCannotBeReadIsRefusedAndTheRuleStays(String line, String reason) {
        SigmaRules read = read(ADMIN, changed(line));

        assertThat(read.filters()).isEmpty();
        assertThat(read.rules()).hasSize(1);
        assertThat(read.refusals()).map(RuleProblem::reason).anyMatch(found -> found.contains(reason));
    }

    @Test
    void aPlaceholderOfAFilterIsTheTenantsList() {
        SigmaRules read = read(
                ADMIN,
                filter(
                        WEB,
                        "rules: admin",
                        "selection:",
                        "    c-ip|expand|cidr: '%Networks%'",
                        "condition: not selection"));

        assertThat(read.problems()).isEmpty();
        assertThat(read.rules().get(0).condition().toString()).contains("source.ip is in 10.0.0.0/8");
    }

    private static String changed(String line) {
        String key = line.substring(0, line.indexOf(':'));
        String rules = key.equals("rules") ? line : "rules: [admin]";
        String selection = key.equals("selection") || key.equals("other") ? line : "selection: {c-ip: 1}";
        String condition = key.equals("condition") ? line : "condition: not selection";
        return filter(WEB, rules, selection, condition);
    }
}
