package io.drey.rules.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.EventView;
import io.drey.rules.RuleProblem;
import io.drey.rules.condition.Event;
import io.drey.rules.shape.Bounds;
import io.drey.rules.shape.Chain;
import io.drey.rules.shape.Distinct;
import io.drey.rules.shape.Sequence;
import io.drey.rules.shape.Sequence.Step;
import io.drey.rules.shape.Value;
import io.drey.rules.sigma.Placeholders;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleBookTest {

    private static final long NOON = 1_772_366_400_000L;
    private static final long ONE = NOON + 3_600_000;

    private static final String MISSING = rule("missing", "http.response.status_code: 404");
    private static final String MANY_MISSING = correlation("many-missing", "event_count", "missing", "gte: 3");
    private static final EventView NOT_FOUND = Event.with("http.response.status_code", "404")
            .and("source.ip", "192.0.2.1")
            .and("url.path", "/a")
            .view();

    @Test
    void theBuiltInRulesAreTheShapesThatTheBuiltInDetectionsWere() {
        assertThat(BuiltInRules.ALL)
                .extracting(KeyedRule::shape)
                .containsExactly(
                        new Sequence(
                                List.of(new Step(0, 5), new Step(1, 1)),
                                60_000,
                                Sequence.NO_UNTIL,
                                Sequence.Taking.LATEST),
                        new Distinct(1, Bounds.atLeast(20), 60_000));
        assertThat(look(RuleBook.builtIn(), NOON, NOT_FOUND)).containsExactly("path-scanner|1 [192.0.2.1] 1 [/a]");
        assertThat(look(RuleBook.builtIn(), NOON, request("401")))
                .containsExactly("brute-force-login|1 [192.0.2.1] 1 []");
        assertThat(look(RuleBook.builtIn(), NOON, request("302")))
                .containsExactly("brute-force-login|1 [192.0.2.1] 2 []");
        assertThat(look(RuleBook.builtIn(), NOON, request("500"))).isEmpty();
    }

    @Test
    void aCallerIsAHostWhereTheLineNamesNoAddress() {
        EventView byHost = Event.with("http.response.status_code", "401")
                .and("source.address", "client.example")
                .view();

        assertThat(look(RuleBook.builtIn(), NOON, byHost)).containsExactly("brute-force-login|1 [client.example] 1 []");
    }

    @Test
    void anEventIsMatchedByTheVersionThatWasInForceAtItsTime() {
        RuleBook book = RuleBook.of(List.of(
                new RuleVersion("mine", 1, NOON, rule("mine", "http.response.status_code: 404")),
                new RuleVersion("mine", 2, ONE, rule("mine", "http.response.status_code: 500"))));

        assertThat(look(book, NOON - 1, NOT_FOUND)).doesNotContain("mine|1");
        assertThat(look(book, NOON, NOT_FOUND)).contains("mine|1");
        assertThat(look(book, ONE - 1, NOT_FOUND)).contains("mine|1");
        assertThat(look(book, ONE, NOT_FOUND)).doesNotContain("mine|1", "mine|2");
        assertThat(look(book, ONE, request("500"))).containsExactly("mine|2");
        assertThat(look(book, NOON, NOT_FOUND)).contains("mine|1");
    }

    @Test
    void aDocumentIsOutOfForceWhereItsTextIsEmpty() {
        RuleBook book = RuleBook.of(List.of(
                new RuleVersion("mine", 1, NOON, rule("mine", "http.response.status_code: 500")),
                new RuleVersion("mine", 2, ONE, "")));

        assertThat(look(book, ONE - 1, request("500"))).containsExactly("mine|1");
        assertThat(look(book, ONE, request("500"))).isEmpty();
        assertThat(book.problems()).isEmpty();
    }

    @Test
    void documentsReferToEachOther() {
        RuleBook book = RuleBook.of(List.of(always("a", 1, MANY_MISSING), always("b", 4, MISSING)));

        assertThat(book.problems()).filteredOn(RuleProblem::isRefusal).isEmpty();
        assertThat(look(book, NOON, NOT_FOUND)).contains("many-missing|4 [192.0.2.1] 1 []");
        assertThat(book.keyed("many-missing|4")).isPresent();
        assertThat(book.keyed("many-missing|1")).isEmpty();
    }

    @Test
    void aRefusedDocumentGivesWayToItsLastGoodVersion() {
        RuleBook book = RuleBook.of(List.of(
                always("mine", 1, rule("mine", "http.response.status_code: 500")),
                always("mine", 2, rule("mine", "http.response.status_code|contain: 5")),
                always("mine", 3, "title: [")));

        assertThat(look(book, NOON, request("500"))).containsExactly("mine|1");
        assertThat(book.problems())
                .filteredOn(RuleProblem::isRefusal)
                .extracting(RuleProblem::file)
                .contains("mine, version 2", "mine, version 3");
    }

    @Test
    void tenThousandRulesLoadAndAWrongOneAmongThemStopsNone() {
        List<RuleVersion> documents = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            documents.add(always("r" + i, 1, rule("r" + i, "url.path: /page-" + i)));
        }
        documents.add(always("wrong", 1, rule("wrong", "url.path|contain: /page")));

        RuleBook book = RuleBook.of(documents);

        assertThat(book.rules(NOON, ONE)).hasSizeGreaterThanOrEqualTo(10_000);
        assertThat(look(book, NOON, Event.with("url.path", "/page-4711").view()))
                .containsExactly("r4711|1");
        assertThat(book.problems())
                .filteredOn(RuleProblem::isRefusal)
                .extracting(RuleProblem::file)
                .containsOnly("wrong, version 1");
    }

    @Test
    void whatRestsOnARefusedDocumentGoesOnWithThatOnesLastGoodVersion() {
        RuleBook book = RuleBook.of(List.of(
                always("base", 1, MISSING),
                always("base", 2, MISSING.replace("status_code:", "status_code|contain:")),
                always("many", 3, MANY_MISSING)));

        assertThat(look(book, NOON, NOT_FOUND)).contains("many-missing|3 [192.0.2.1] 1 []");
        assertThat(book.problems())
                .filteredOn(RuleProblem::isRefusal)
                .extracting(RuleProblem::file)
                .containsOnly("base, version 2");
    }

    @Test
    void whatARuleRestsOnMakesItsVersion() {
        RuleVersion correlation = always("many", 3, MANY_MISSING);
        RuleVersion deep = always("deep", 2, correlation("deep", "event_count", "many-missing", "gte: 2"));
        RuleBook book = RuleBook.of(
                List.of(
                        always("base", 1, MISSING),
                        new RuleVersion("base", 7, NOON, MISSING),
                        correlation,
                        deep,
                        always("other", 1, rule("other", "http.response.status_code: 404")),
                        new RuleVersion(
                                "filter",
                                9,
                                NOON + 10,
                                """
                        title: Not ours
                        id: not-ours
                        taxonomy: ecs
                        logsource:
                            category: any
                        filter:
                            rules: [other]
                            selection:
                                source.ip: 10.0.0.1
                            condition: not selection
                        """)));

        assertThat(book.problems()).filteredOn(RuleProblem::isRefusal).isEmpty();
        assertThat(look(book, NOON - 1, NOT_FOUND)).contains("deep|3 [192.0.2.1] 1 []", "other|1");
        assertThat(look(book, NOON, NOT_FOUND)).contains("deep|7 [192.0.2.1] 1 []", "other|1");
        assertThat(look(book, NOON + 10, NOT_FOUND)).contains("deep|7 [192.0.2.1] 1 []", "other|9");
        assertThat(book.keyed("deep|3")).as("what it has begun runs out").isPresent();
    }

    @Test
    void aRefusedDocumentLeavesTheOthers() {
        RuleBook book = RuleBook.of(List.of(
                always("bad", 1, "no: rule"), always("mine", 1, rule("mine", "http.response.status_code: 500"))));

        assertThat(look(book, NOON, request("500"))).containsExactly("mine|1");
        assertThat(book.problems()).filteredOn(RuleProblem::isRefusal).hasSize(1);
    }

    @Test
    void aCorrelationOfCorrelationsIsOneShapeOverTheEventsOfItsGroup() {
        RuleBook book = RuleBook.of(List.of(
                always("base", 1, MISSING + MANY_MISSING),
                always("deep", 1, correlation("deep", "event_count", "many-missing", "gte: 2"))));

        assertThat(book.problems()).filteredOn(RuleProblem::isRefusal).isEmpty();
        assertThat(look(book, NOON, NOT_FOUND)).contains("deep|1 [192.0.2.1] 1 []");
        assertThat(book.keyed("deep|1").orElseThrow().shape()).isInstanceOf(Chain.class);
    }

    @Test
    void aCorrelationThatAnotherRestsOnAlertsByItselfOnlyWhereThatOneSaysSo() {
        RuleVersion base = always("base", 1, MISSING + MANY_MISSING);
        String deep = correlation("deep", "event_count", "many-missing", "gte: 2");
        RuleBook silent = RuleBook.of(List.of(base, always("deep", 1, deep)));
        RuleBook telling = RuleBook.of(
                List.of(base, always("deep", 1, deep.replace("    timespan", "    generate: true\n    timespan"))));

        assertThat(look(silent, NOON, NOT_FOUND)).noneMatch(found -> found.startsWith("many-missing"));
        assertThat(look(telling, NOON, NOT_FOUND))
                .contains("deep|1 [192.0.2.1] 1 []", "many-missing|1 [192.0.2.1] 1 []");
    }

    @Test
    void aCorrelationOfOneThatIsAboutSeveralOfItsGroupsIsRefused() {
        RuleBook book = RuleBook.of(List.of(
                always("base", 1, MISSING + MANY_MISSING.replace("source.ip", "user.name")),
                always("deep", 1, correlation("deep", "event_count", "many-missing", "gte: 2"))));

        assertThat(book.problems())
                .filteredOn(RuleProblem::isRefusal)
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.file()).isEqualTo("deep, version 1");
                    assertThat(problem.reason())
                            .isEqualTo("correlation many-missing, which it rests on, does not group by all of"
                                    + " [source.ip]");
                });
        assertThat(book.keyed("many-missing|1")).isPresent();
    }

    @Test
    void aCorrelationThatNeedsMoreThanIsKeptIsRefused() {
        RuleBook book = RuleBook.of(
                List.of(always("many", 1, MISSING + correlation("many", "event_count", "missing", "gte: 20000"))));

        assertThat(book.problems())
                .filteredOn(RuleProblem::isRefusal)
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.reason()).contains("20,000").contains("10,000"));
    }

    @Test
    void aTenantsRuleReplacesTheOneOfThatIdThatComesAlong() {
        RuleBook book = RuleBook.of(List.of(always("mine", 5, rule("path-scanner", "http.response.status_code: 404"))));

        assertThat(look(book, NOON, NOT_FOUND)).containsExactly("path-scanner|5");
        RuleBook refused =
                RuleBook.of(List.of(always("mine", 5, rule("path-scanner", "http.response.status_code|x: 404"))));
        assertThat(look(refused, NOON, NOT_FOUND)).containsExactly("path-scanner|1 [192.0.2.1] 1 [/a]");
    }

    @Test
    void theSameConditionOfSeveralRulesIsAskedOnce() {
        List<Integer> asked = new ArrayList<>();
        RuleBook book = RuleBook.of(
                List.of(always(
                        "mine",
                        1,
                        rule("one", "http.response.status_code: 500") + rule("two", "http.response.status_code: 500"))),
                Placeholders.NONE,
                conditions -> {
                    asked.add(conditions.size());
                    return RuleMatcher.indexed(conditions);
                });

        assertThat(look(book, NOON, request("500"))).containsExactly("one|1", "two|1");
        assertThat(asked).as("three of the built-in rules, and one").containsExactly(4);
    }

    @Test
    void rulesHaveALevelAndAStage() {
        assertThat(header("level: high\nstatus: test"))
                .isEqualTo(new RuleHeader("mine", 2, "Rule mine", "high", RuleHeader.Stage.STAGED));
        assertThat(header("status: experimental"))
                .isEqualTo(new RuleHeader("mine", 2, "Rule mine", "medium", RuleHeader.Stage.LIVE));
    }

    private static RuleHeader header(String more) {
        List<RuleHeader> headers = new ArrayList<>();
        RuleBook.of(List.of(always(
                        "mine",
                        2,
                        rule("mine", "http.response.status_code: 500").replace("---", more))))
                .at(NOON)
                .look(request("500"), new RuleSet.Findings() {
                    @Override
                    public void match(RuleHeader rule) {
                        headers.add(rule);
                    }

                    @Override
                    public void occurrence(KeyedRule rule, List<String> group, long conditions, List<Value> values) {}
                });
        return headers.get(0);
    }

    @Test
    void keysOfRulesAreTheirOwn() {
        assertThat(RuleHeader.key("a|1", 2)).isEqualTo("a%7C1|2").isNotEqualTo(RuleHeader.key("a%7C1", 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RuleVersion("mine", 0, 0, ""))
                .withMessageContaining("begin at 1");
    }

    private static EventView request(String status) {
        return Event.with("http.response.status_code", status)
                .and("source.ip", "192.0.2.1")
                .view();
    }

    private static List<String> look(RuleBook book, long millis, EventView event) {
        List<String> found = new ArrayList<>();
        book.at(millis).look(event, new RuleSet.Findings() {
            @Override
            public void match(RuleHeader rule) {
                found.add(rule.key());
            }

            @Override
            public void occurrence(KeyedRule rule, List<String> group, long conditions, List<Value> values) {
                found.add("%s %s %d %s"
                        .formatted(
                                rule.header().key(),
                                group,
                                conditions,
                                values.stream().map(Value::text).toList()));
            }
        });
        return found;
    }

    private static RuleVersion always(String name, int version, String text) {
        return new RuleVersion(name, version, RuleVersion.ALWAYS, text);
    }

    private static String rule(String id, String selection) {
        return """
                title: Rule %1$s
                id: %1$s
                taxonomy: ecs
                logsource:
                    category: any
                detection:
                    selection:
                        %2$s
                    condition: selection
                ---
                """
                .formatted(id, selection);
    }

    private static String correlation(String id, String type, String rules, String condition) {
        return """
                title: Correlation %1$s
                id: %1$s
                correlation:
                    type: %2$s
                    rules: [%3$s]
                    group-by: [source.ip]
                    timespan: 1m
                    condition:
                        %4$s
                ---
                """
                .formatted(id, type, rules, condition);
    }
}
