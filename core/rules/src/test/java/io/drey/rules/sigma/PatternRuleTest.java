package io.drey.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.FieldName;
import io.drey.rules.RuleProblem;
import io.drey.rules.shape.Absence;
import io.drey.rules.shape.AnyOrder;
import io.drey.rules.shape.Nfa;
import io.drey.rules.shape.Pair;
import io.drey.rules.shape.PatternPlan;
import io.drey.rules.shape.PatternPlan.Contiguity;
import io.drey.rules.shape.PatternPlan.Greed;
import io.drey.rules.shape.PatternPlan.Presence;
import io.drey.rules.shape.PatternPlan.Strategy;
import io.drey.rules.shape.Sequence;
import io.drey.rules.shape.Shape;
import io.drey.rules.shape.Single;
import io.drey.rules.shape.Suppress;
import io.drey.rules.shape.TwoThresholds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternRuleTest {

    private static final long MINUTE = 60_000;

    @Test
    void plainStepsAreACompiledSequence() {
        Shape shape = shape(
                "steps:",
                "    - {name: failures, times: 5, where: {event.action: failed}}",
                "    - {name: success, where: {event.action: done}}");

        assertThat(shape)
                .isEqualTo(new Sequence(
                        List.of(new Sequence.Step(0, 5), new Sequence.Step(1, 1)),
                        MINUTE,
                        Sequence.NO_UNTIL,
                        Sequence.Taking.EARLIEST));
    }

    @Test
    void aSequenceIsEndedByUntilAndMayGiveOneMatchForEachBeginning() {
        Shape shape = shape(
                "until: {event.action: logout}",
                "skip: none",
                "steps:",
                "    - {name: first, where: {event.action: one}}",
                "    - {name: second, where: {event.action: two}}");

        assertThat(shape)
                .isEqualTo(new Sequence(
                        List.of(new Sequence.Step(0, 1), new Sequence.Step(1, 1)), MINUTE, 2, Sequence.Taking.EVERY));
    }

    @Test
    void otherCompiledShapesAreNamedByTheirKey() {
        assertThat(shape("steps:", "    - {where: {event.action: one}}")).isEqualTo(new Single());
        assertThat(shape("suppress: 2m", "steps:", "    - {where: {event.action: one}}"))
                .isEqualTo(new Suppress(new Single(), 2 * MINUTE));
        assertThat(shape(
                        "steps:",
                        "    - {name: change, absent: true, within: 5m, where: {event.action: change}}",
                        "    - {name: deploy, where: {event.action: deploy}}"))
                .isEqualTo(Absence.before(1, 0, 5 * MINUTE));
        assertThat(shape(
                        "any-order:",
                        "    - {name: a, times: 2, where: {event.action: one}}",
                        "    - {name: b, where: {event.action: two}}"))
                .isEqualTo(new AnyOrder(
                        List.of(new AnyOrder.Part(0, 2), new AnyOrder.Part(1, 1)), MINUTE + 1, AnyOrder.Again.ANEW));
        assertThat(shape(
                        "pair:",
                        "    first: {where: {event.action: one}}",
                        "    second: {where: {event.action: two}}",
                        "    report: both"))
                .isEqualTo(new Pair(0, 1, MINUTE, Pair.Reports.BOTH));
        assertThat(
                        read("""
                        title: A pattern
                        name: test
                        pattern:
                            group-by: [source.ip]
                            thresholds:
                                where: {event.action: one}
                                raise: {gte: 10, within: 1m}
                                clear: {lte: 2, within: 5m}
                        """)
                                .patterns()
                                .get(0)
                                .shape())
                .isEqualTo(new TwoThresholds(10, MINUTE, 2, 5 * MINUTE));
    }

    @Test
    void allElseIsAPlanForTheEngine() {
        SigmaRules read = read(pattern(
                "skip: to-first login",
                "steps:",
                "    - {name: quiet, absent: true, within: 10m, where: {event.action: alarm}}",
                "    - {name: login, where: {event.action: login}}",
                "    - name: reads",
                "      contiguity: followed-by-any",
                "      where: {event.action: read}",
                "      times: 2..",
                "      greedy: true",
                "      until: {event.action: logout}",
                "      compare: {user.name: login.user.name, 'http.response.body.bytes|gt': reads.http.response.body.bytes}",
                "    - {name: check, absent: true, where: {event.action: check}}",
                "    - {name: leaves, optional: true, where: {event.action: leave}}",
                "    - {name: report, absent: true, within: 5m, where: {event.action: report}}"));

        assertThat(read.problems().stream().filter(RuleProblem::isRefusal)).isEmpty();
        PatternRule rule = read.patterns().get(0);
        PatternPlan plan = ((Nfa) rule.shape()).plan();
        assertThat(plan.absentBefore()).containsExactly(new PatternPlan.Absent(0, 10 * MINUTE));
        assertThat(plan.absentAfter()).containsExactly(new PatternPlan.Absent(6, 5 * MINUTE));
        assertThat(plan.skip()).isEqualTo(new PatternPlan.Skip(Strategy.TO_FIRST, "login"));
        assertThat(plan.steps().stream().map(PatternPlan.Step::name))
                .containsExactly("login", "reads", "check", "leaves");
        PatternPlan.Step reads = plan.steps().get(1);
        assertThat(reads.contiguity()).isEqualTo(Contiguity.RELAXED_ANY);
        assertThat(reads.greed()).isEqualTo(Greed.GREEDY);
        assertThat(reads.least()).isEqualTo(2);
        assertThat(reads.most()).isEqualTo(PatternPlan.MANY);
        assertThat(reads.until()).isEqualTo(3);
        assertThat(reads.comparisons()).hasSize(2);
        assertThat(plan.steps().get(2).presence()).isEqualTo(Presence.ABSENT);
        assertThat(plan.steps().get(3).presence()).isEqualTo(Presence.OPTIONAL);
        assertThat(rule.inputs().get(0).values())
                .containsExactly(FieldName.parse("user.name"), FieldName.parse("http.response.body.bytes"));
    }

    @Test
    void strictStepsSeeEveryEventOfTheirGroup() {
        PatternRule rule = read(pattern(
                        "steps:",
                        "    - {name: one, where: {event.action: one}}",
                        "    - {name: two, contiguity: next, where: {event.action: two}}"))
                .patterns()
                .get(0);

        assertThat(rule.inputs()).hasSize(3);
        assertThat(rule.inputs().get(2).condition()).hasToString("source.ip exists");
    }

    @Test
    void aStepMayBeARuleAndTheGroupsFieldMayHaveAnotherNameThere() {
        SigmaRules read = read(
                Sigma.named("refused", "selection:", "    sc-status: 401", "condition: selection"),
                """
                title: A pattern
                name: test
                taxonomy: ecs
                logsource: {category: any}
                pattern:
                    group-by: [caller, '?user.name']
                    aliases:
                        caller: {web: c-ip, ssh: client.ip}
                    within: 1m
                    steps:
                        - {name: web, rule: refused}
                        - {name: ssh, where: {event.action: ssh}}
                """);

        assertThat(read.refusals()).isEmpty();
        PatternRule rule = read.patterns().get(0);
        assertThat(rule.inputs().get(0).group().get(0)).isEqualTo(FieldName.parse("source.ip"));
        assertThat(rule.inputs().get(1).group().get(0)).isEqualTo(FieldName.parse("client.ip"));
        assertThat(rule.groupBy())
                .containsExactly(new PatternRule.Key("caller", false), new PatternRule.Key("user.name", true));
        assertThat(read.alerting()).containsExactly(rule.id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            textBlock =
                    """
            steps: []                                                         # a pattern of 0 steps: write 1 to 20 of them
            steps: [{name: a}]                                                # 'a' with neither 'where' and 'rule': say what its events are like in 'where', or name a rule
            steps: [{name: a, rule: nobody}]                                  # there is no rule 'nobody': give the pattern and its rules together
            steps: [{name: a, wher: {event.action: x}}]                       # unknown key 'wher' in a step: did you mean 'where'?
            steps: [{name: a b, where: {event.action: x}}]                    # the name 'a b': write a letter, then letters, digits, dashes and underscores
            steps: [{name: a, times: 0, where: {event.action: x}}]            # 'times: 0': begin at 1, the greater number last; 'optional: true' says that there may be none
            steps: [{name: a, times: few, where: {event.action: x}}]          # 'times' that is no number and no range: write 3, 3..5, or 3.. for three or more
            steps: [{name: a, greedy: true, where: {event.action: x}}]        # 'consecutive', 'combinations', 'greedy' or 'until' of a step that is taken once: write 'times', such as 2.. for two or more
            steps: [{name: a, absent: true, where: {event.action: x}}]        # a pattern of absent events alone: name an event before or after them
            steps: [{name: a, contiguity: after, where: {event.action: x}}]   # unknown contiguity 'after': use one of followed-by, followed-by-any, next
            steps: [{name: a, where: {event.action: x}, compare: {user.name: b.user.name}}] # 'b' is no step before this one that takes events: did you mean 'a'?
            steps: [{name: a, where: {event.action: x}, compare: {user.name: name}}]        # 'name' to compare with: write a step's name, a dot and its field: login.source.ip
            steps: [{name: a, where: {event.action: x}, compare: {'user.name|ge': a.user.name}}] # unknown comparison 'ge': did you mean 'gt'?
            pair: {first: {where: {event.action: x}}}                         # a pair without 'second': say which events those are
            """)
    void whatIsWrongIsSaidWithItsRemedy(String pattern, String problem) {
        List<RuleProblem> refusals = read(pattern(pattern.strip())).refusals();

        assertThat(refusals).hasSize(1);
        assertThat(refusals.get(0).reason() + ": " + refusals.get(0).remedy()).isEqualTo(problem.strip());
    }

    @Test
    void aRefusalSaysLineAndColumn() {
        SigmaRules read = read(
                """
                title: A pattern
                name: test
                pattern:
                    group-by: [source.ip]
                    steps:
                        - {name: a, where: {event.action: x}}
                """);

        assertThat(read.refusals())
                .extracting(RuleProblem::toString)
                .containsExactly(
                        "rules/test.yml:4:5: a pattern without 'within': say in which time all of it happens, such as 10m:"
                                + " else it would be kept for ever");
    }

    private static Shape shape(String... lines) {
        SigmaRules read = read(pattern(lines));
        assertThat(read.refusals()).isEmpty();
        return read.patterns().get(0).shape();
    }

    private static SigmaRules read(String... documents) {
        return Sigma.read(documents);
    }

    private static String pattern(String... lines) {
        StringBuilder text = new StringBuilder(
                "title: A pattern\nname: test\npattern:\n    group-by: [source.ip]\n    within: 1m\n");
        for (String line : lines) {
            text.append("    ").append(line).append('\n');
        }
        return text.toString();
    }
}
