package io.drey.rules.sigma;

import static io.drey.rules.sigma.Sigma.correlation;
import static io.drey.rules.sigma.Sigma.id;
import static io.drey.rules.sigma.Sigma.named;
import static io.drey.rules.sigma.Sigma.ofLogs;
import static io.drey.rules.sigma.Sigma.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.FieldName;
import io.drey.rules.RuleProblem;
import io.drey.rules.condition.Comparison;
import io.drey.rules.sigma.SigmaCorrelation.Bound;
import io.drey.rules.sigma.SigmaCorrelation.Output;
import io.drey.rules.sigma.SigmaCorrelation.SharedField;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules about several matches of others. */
final class SigmaCorrelationTest {

    private static final String LOGIN = named("login", "selection:", "    cs-uri-stem: /login", "condition: selection");
    private static final String LOGOUT =
            ofLogs("product: windows", "logout", "selection:", "    EventID: 4634", "condition: selection");

    @Test
    void countsMatchesOfARuleByGroups() {
        SigmaRules read = read(
                correlation(
                        "many",
                        "type: event_count",
                        "rules: login",
                        "group-by: [c-ip, cs-username]",
                        "timespan: 90m",
                        "condition:",
                        "    gt: 10",
                        "    lte: 20"),
                LOGIN);

        assertThat(read.problems()).isEmpty();
        SigmaCorrelation correlation = read.correlations().get(0);
        assertThat(correlation.type()).isEqualTo(SigmaCorrelation.Type.EVENT_COUNT);
        assertThat(correlation.rules()).containsExactly(id("login"));
        assertThat(correlation.timespan()).isEqualTo(Duration.ofMinutes(90));
        assertThat(correlation.bounds())
                .containsExactly(
                        new Bound(Comparison.MORE, BigDecimal.TEN),
                        new Bound(Comparison.AT_MOST, BigDecimal.valueOf(20)));
        assertThat(correlation.groupBy())
                .containsExactly(
                        new SharedField("c-ip", Map.of(id("login"), FieldName.parse("source.ip"))),
                        new SharedField("cs-username", Map.of(id("login"), FieldName.parse("user.name"))));
        assertThat(correlation.depth()).isEqualTo(1);
        assertThat(read.alerting()).containsExactly(id("many"));
    }

    @Test
    void fieldsHaveInEachRuleTheNameOfItsLogs() {
        SigmaRules read = read(
                LOGIN,
                LOGOUT,
                correlation(
                        "both",
                        "type: temporal_ordered",
                        "rules: [login, logout]",
                        "aliases:",
                        "    who:",
                        "        login: cs-username",
                        "        logout: User",
                        "group-by: who",
                        "timespan: 1d",
                        "generate: true"));

        assertThat(read.problems()).isEmpty();
        SigmaCorrelation correlation = read.correlations().get(0);
        FieldName user = FieldName.parse("user.name");
        assertThat(correlation.groupBy())
                .containsExactly(new SharedField("who", Map.of(id("login"), user, id("logout"), user)));
        assertThat(correlation.output()).isEqualTo(Output.RULES_TOO);
        assertThat(correlation.bounds()).isEmpty();
        assertThat(read.alerting()).containsExactlyInAnyOrder(id("both"), id("login"), id("logout"));
    }

    @Test
    void countsDifferentTuplesOfFields() {
        SigmaRules read = read(
                LOGIN,
                correlation(
                        "spray",
                        "type: value_count",
                        "rules: [login]",
                        "group-by: []",
                        "timespan: 10s",
                        "condition:",
                        "    field: [cs-username, cs-host]",
                        "    gte: 5"));

        assertThat(read.problems()).isEmpty();
        assertThat(read.correlations().get(0).values())
                .map(SharedField::name)
                .containsExactly("cs-username", "cs-host");
        assertThat(read.correlations().get(0).groupBy()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"value_sum, 1000.5", "value_avg, 0.5", "value_percentile, 95"})
    void comparesNumbersOfAField(String type, String bound) {
        SigmaRules read = read(
                LOGIN,
                correlation(
                        "bytes",
                        "type: " + type,
                        "rules: [login]",
                        "group-by: [c-ip]",
                        "timespan: 24h",
                        "condition:",
                        "    field: sc-bytes",
                        "    gt: " + bound));

        assertThat(read.problems()).isEmpty();
        assertThat(read.correlations().get(0).bounds())
                .containsExactly(new Bound(Comparison.MORE, new BigDecimal(bound)));
        assertThat(read.correlations().get(0).percentile()).isEmpty();
    }

    @Test
    void aPercentileMayBeNamed() {
        SigmaRules read = read(
                LOGIN,
                correlation(
                        "bytes",
                        "type: value_percentile",
                        "rules: [login]",
                        "group-by: [c-ip]",
                        "timespan: 24h",
                        "condition: {field: sc-bytes, percentile: 50, gt: 100}"));

        assertThat(read.correlations().get(0).percentile()).contains(BigDecimal.valueOf(50));
    }

    @Test
    void correlationsStandInEachOtherUpToThreeLevels() {
        SigmaRules read = read(
                correlation("third", "type: temporal", "rules: [second, login]", "group-by: c-ip", "timespan: 1h"),
                counting("second", "first"),
                LOGIN,
                counting("first", "login"));

        assertThat(read.problems()).isEmpty();
        assertThat(read.correlations()).map(SigmaCorrelation::depth).containsExactly(3, 2, 1);
        assertThat(read.correlation(id("third")).orElseThrow().groupBy())
                .containsExactly(new SharedField("c-ip", Map.of(id("login"), FieldName.parse("source.ip"))));
        assertThat(read.alerting()).containsExactly(id("third"));

        SigmaRules deeper = read(
                counting("fourth", "third"),
                counting("third", "second"),
                counting("second", "first"),
                LOGIN,
                counting("first", "login"));
        assertThat(deeper.correlations()).hasSize(3);
        assertThat(deeper.refusals())
                .map(RuleProblem::reason)
                .singleElement()
                .asString()
                .contains("more than 3 levels");
    }

    @Test
    void aCircleOfCorrelationsIsRefusedAndEndsThere() {
        SigmaRules read =
                read(LOGIN, counting("a", "b"), counting("b", "c"), counting("c", "a"), counting("self", "self"));

        assertThat(read.correlations()).isEmpty();
        assertThat(read.rules()).hasSize(1);
        assertThat(read.refusals()).hasSize(4);
        assertThat(read.refusals()).map(RuleProblem::reason).anyMatch(reason -> reason.contains("circle: 'a'"));
        assertThat(read.refusals()).map(RuleProblem::reason).anyMatch(reason -> reason.contains("circle: 'self'"));
    }

    @Test
    void whatRestsOnARefusedRuleIsRefused() {
        SigmaRules read = read(
                counting("many", "login"), named("login", "selection:", "    cs-methd: x", "condition: selection"));

        assertThat(read.correlations()).isEmpty();
        assertThat(read.refusals())
                .map(RuleProblem::reason)
                .anyMatch(reason -> reason.contains("'login' at rules/test.yml:"));
    }

    @Test
    void anOuterGroupThatAnInnerOneDoesNotHaveIsAWarning() {
        SigmaRules read = read(
                LOGIN,
                counting("first", "login"),
                correlation(
                        "second",
                        "type: event_count",
                        "rules: first",
                        "group-by: cs-username",
                        "timespan: 1h",
                        "condition: {gte: 2}"));

        assertThat(read.correlations()).hasSize(2);
        assertThat(read.warnings())
                .map(RuleProblem::reason)
                .containsExactly("correlation 'first' does not group by 'cs-username'");
        assertThat(read.correlations().get(1).groupBy().get(0).fields())
                .isEqualTo(Map.of(id("login"), FieldName.parse("user.name")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "type: event_count => type: event_cuont => unknown type of correlation 'event_cuont' => did you mean 'event_count'?",
                "type: event_count => x: y => unknown key 'x' in a correlation => use one of",
                "rules: login => rules: logn => no rule 'logn' => did you mean 'login'?",
                "rules: login => rules: [login, login] => there twice => remove one",
                "rules: login => rules: [] => no rules => by id or name",
                "rules: login => rules: [7] => no text => id or a name",
                "timespan: 1h => timespan: 1w => timespan '1w' => 90m",
                "timespan: 1h => timespan: 0m => timespan '0m' => above 0",
                "timespan: 1h => timespan: 90 => timespan '90' => 90m",
                "group-by: c-ip => x: y => unknown key 'x' => use one of",
                "group-by: c-ip => group-by: c-iq => unknown field 'c-iq' => did you mean 'c-ip'?",
                "condition: {gte: 10} => condition: {gte: ten} => 'gte' is no whole number => without quotes",
                "condition: {gte: 10} => condition: {gte: 1.5} => no whole number => without quotes",
                "condition: {gte: 10} => condition: {gte: -1} => no whole number => without quotes",
                "condition: {gte: 10} => condition: {get: 1} => unknown key 'get' => did you mean",
                "condition: {gte: 10} => condition: {gte: 10, lt: 10} => no number is >= 10 and < 10 => range",
                "condition: {gte: 10} => condition: {field: c-ip, gte: 10} => 'event_count' with 'field' => value_count",
                "condition: {gte: 10} => condition: {} => without a number => gte: 10",
                "condition: {gte: 10} => condition: selection => without a map => gte: 10",
                "condition: {gte: 10} => condition: {percentile: 5, gte: 10} => 'percentile' in a 'event_count' => value_percentile",
                "condition: {gte: 10} => generate: yes => without a map => gte: 10",
                "condition: {gte: 10} => aliases: {who: {logout: x}} => none of the correlation's rules => 'login'",
                "condition: {gte: 10} => aliases: {who: {}} => says nothing of rule 'login' => which of its fields",
            })
    void aCorrelationThatSaysTooLittleOrTooMuchIsRefused(String line, String instead, String reason, String remedy) {
        SigmaRules read = read(LOGIN, counting("many", "login").replace(line, instead));

        assertThat(read.correlations()).isEmpty();
        assertThat(read.refusals()).isNotEmpty();
        assertThat(read.refusals()).anySatisfy(problem -> {
            assertThat(problem.reason()).contains(reason);
            assertThat(problem.remedy()).contains(remedy);
        });
    }

    @Test
    void correlationsMayBeMarkedAndNamedByIdOverFiles() {
        String tagged = counting("many", id("login")) + "tags: attack.t1110\nlevel: high\n";
        SigmaRules read = new SigmaReader(Placeholders.NONE)
                .read(List.of(new SigmaFile("a.yml", tagged), new SigmaFile("b.yml", LOGIN)));

        assertThat(read.problems()).isEmpty();
        assertThat(read.correlations().get(0).header().tags()).containsExactly("attack.t1110");
        assertThat(read.correlations().get(0).rules()).containsExactly(id("login"));
    }

    private static String counting(String name, String rule) {
        return correlation(
                name, "type: event_count", "rules: " + rule, "group-by: c-ip", "timespan: 1h", "condition: {gte: 10}");
    }
}
