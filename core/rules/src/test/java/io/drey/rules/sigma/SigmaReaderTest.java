package io.drey.rules.sigma;

import static io.drey.rules.sigma.Sigma.id;
import static io.drey.rules.sigma.Sigma.named;
import static io.drey.rules.sigma.Sigma.ofLogs;
import static io.drey.rules.sigma.Sigma.read;
import static io.drey.rules.sigma.Sigma.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.RuleProblem;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents, what they say of themselves, and how conditions join selections. */
final class SigmaReaderTest {

    private static final String[] SELECTIONS = {
        "selection_a:",
        "    labels.a: 1",
        "selection_b:",
        "    labels.b: 1",
        "filter:",
        "    labels.c: 1",
        "_hidden:",
        "    labels.d: 1",
    };

    @Test
    void readsWhatARuleSaysOfItself() {
        SigmaRules read = read(
                """
                title: Admin pages
                id: 9d1c7d2a-0a7d-4c56-9f0a-3f0c7d1f5a11
                name: admin_pages
                status: test
                level: high
                license: MIT
                author: A. Person
                description: Somebody asks for an admin page.
                references: https://example.org
                falsepositives:
                    - Administrators
                tags: [attack.initial-access, attack.t1190]
                related:
                    - id: 9d1c7d2a-0a7d-4c56-9f0a-3f0c7d1f5a12
                      type: derived
                date: 2026-01-31
                modified: 2026-02-28
                logsource:
                    category: webserver
                detection:
                    selection:
                        cs-uri-stem|startswith: /admin
                    condition: selection
                fields:
                    - c-ip
                    - cs-username
                """);

        assertThat(read.problems()).isEmpty();
        SigmaRule rule = read.rules().get(0);
        assertThat(rule.header())
                .isEqualTo(new SigmaHeader(
                        "9d1c7d2a-0a7d-4c56-9f0a-3f0c7d1f5a11",
                        Optional.of("admin_pages"),
                        "Admin pages",
                        Optional.of(SigmaStatus.TEST),
                        Optional.of(SigmaLevel.HIGH),
                        "Somebody asks for an admin page.",
                        "A. Person",
                        "MIT",
                        List.of("https://example.org"),
                        List.of("Administrators"),
                        List.of("attack.initial-access", "attack.t1190"),
                        List.of(new SigmaHeader.Related("9d1c7d2a-0a7d-4c56-9f0a-3f0c7d1f5a12", "derived")),
                        Optional.of(LocalDate.of(2026, 1, 31)),
                        Optional.of(LocalDate.of(2026, 2, 28))));
        assertThat(rule.logsource()).hasToString("webserver");
        assertThat(rule.fields()).map(Object::toString).containsExactly("source.ip", "user.name");
        assertThat(rule.place()).hasToString("rules/test.yml:1");
        assertThat(rule.condition())
                .hasToString(
                        "((url.original exists or http.request.method exists or http.response.status_code exists) and url.path starts with '/admin')");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "selection_a => A",
                "selection_a and selection_b => (A and B)",
                "selection_a or selection_b and filter => (A or (B and C))",
                "(selection_a or selection_b) and filter => ((A or B) and C)",
                "not selection_a and selection_b => (not A and B)",
                "not (selection_a or selection_b) => not (A or B)",
                "not not selection_a => A",
                "1 of selection_* => (A or B)",
                "all of selection_* => (A and B)",
                "1 of sel*_b => B",
                "not 1 of selection_* and filter => (not (A or B) and C)",
                "all of them => (A and B and C)",
                "1 of them or _hidden => (A or B or C or D)",
                "selection_a  and( selection_b ) => (A and B)",
            })
    void joinsSelectionsByTheStandardsPrecedence(String condition, String expected) {
        assertThat(joined(condition)).isEqualTo(expected);
    }

    @Test
    void aListOfConditionsIsJoinedByOr() {
        assertThat(joined("[selection_a and filter, selection_b]")).isEqualTo("((A and C) or B)");
    }

    private static String joined(String condition) {
        SigmaRules read = read(ofLogs("product: any", "test", detection(condition)));
        assertThat(read.refusals()).isEmpty();
        String text = read.rules().get(0).condition().toString();
        return text.replaceAll("labels\\.(.) equals '1'", "$1")
                .replaceAll("\\b[abcd]\\b", "<$0>")
                .chars()
                .mapToObj(Character::toString)
                .collect(Collectors.joining())
                .replace("<a>", "A")
                .replace("<b>", "B")
                .replace("<c>", "C")
                .replace("<d>", "D");
    }

    private static String[] detection(String condition) {
        return String.join("\n", SELECTIONS)
                .concat("\ncondition: " + condition)
                .lines()
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "selection_c => no selection is called 'selection_c' => did you mean 'selection_a'?",
                "1 of other_* => no selection is called 'other_*' => use one of selection_a",
                "1 of _h* => no selection is called '_h*' => one by one",
                "2 of selection_* => '2 of' => '1 of' or 'all of'",
                "1 of => without selections => 'them'",
                "(selection_a => not closed => ')'",
                "selection_a) => ')' where 'and' or 'or' => join selections",
                "selection_a selection_b => 'selection_b' where => join selections",
                "selection_a and => ends where a selection => write one",
                "'' => empty condition => selection and not filter",
                "5 => no selection is called '5' => use one of",
                "null => no text => selection and not filter",
                "selection_a | count() by c-ip > 5 => '|' in a condition => correlation",
                "selection_a near selection_b => 'near' in a condition => correlation",
                "[] => an empty condition => joined",
            })
    void aConditionThatCannotBeReadIsRefused(String condition, String reason, String remedy) {
        SigmaRules read = read(ofLogs("product: any", "test", detection(condition)));

        assertThat(read.rules()).isEmpty();
        assertThat(read.refusals()).hasSize(1);
        assertThat(read.refusals().get(0).reason()).contains(reason);
        assertThat(read.refusals().get(0).remedy()).contains(remedy);
    }

    @Test
    void deepConditionsAreRefusedAndDoNotOverflow() {
        SigmaRules read = read(ofLogs("product: any", "test", detection("(".repeat(5_000) + "filter")));

        assertThat(read.refusals()).hasSize(1);
        assertThat(read.refusals().get(0).reason()).contains("levels");
    }

    @Test
    void oneDocumentThatIsWrongDoesNotStopTheOthers() {
        SigmaRules read = read(
                named("first", "selection:", "    c-ip: 1", "condition: selection"),
                "title: \"not closed\nid: x",
                "- a list",
                named("third", "selection:", "    c-ip|contain: 1", "condition: selection"),
                "# nothing",
                named("last", "selection:", "    c-ip: 1", "condition: selection"));

        assertThat(read.rules()).map(SigmaRule::id).containsExactly(id("first"), id("last"));
        assertThat(read.refusals())
                .map(RuleProblem::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).startsWith("no YAML"),
                        reason -> assertThat(reason).isEqualTo("a document that is a list"),
                        reason -> assertThat(reason).isEqualTo("unknown modifier 'contain'"));
        assertThat(read.rules().get(1).place().line()).isEqualTo(30);
    }

    @Test
    void aProblemSaysWhereItIs() {
        SigmaRules read = read(
                named("first", "selection:", "    c-ip: 1", "condition: selection"),
                rule("selection:", "    c-ip: 1", "    c-ip|contain: 1", "condition: selection"));

        assertThat(read.problems())
                .map(RuleProblem::toString)
                .containsExactly("rules/test.yml:20:9: unknown modifier 'contain': did you mean 'contains'?");
    }

    @Test
    void allThatIsWrongWithARuleIsSaidAtOnce() {
        SigmaRules read = read(rule(
                "selection:",
                "    c-ip|contain: 1",
                "    cs-methd: GET",
                "    sc-status|lt: x",
                "condition: selectio"));

        assertThat(read.refusals())
                .map(RuleProblem::reason)
                .containsExactly(
                        "unknown modifier 'contain'",
                        "unknown field 'cs-methd' for logs of webserver",
                        "'lt' with 'x'",
                        "no selection is called 'selectio'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "status: tested => unknown status 'tested' => did you mean 'test'?",
                "status: unsupported => status 'unsupported' => correct it",
                "level: hihg => unknown level 'hihg' => did you mean 'high'?",
                "date: 2026/01/31 => date '2026/01/31' is no date => 2026-01-31",
                "date: 2026-02-30 => is no date => 2026-01-31",
                "author: 7 => 'author' is a whole number => quotes",
                "description: '' => 'description' is empty => remove the key",
                "references: [7] => 'references' holds '7' => in quotes",
                "falsepositives: [x] => 'falsepositives' holds 'x' => at least 2",
                "related: [{id: x, type: same}] => related rule => similar",
                "taxonomy: ocsf => unknown taxonomy 'ocsf' => 'taxonomy: ecs'",
                "action: global => 'action' => document of its own",
                "correlation: {} => 'detection' and 'correlation' => exactly one",
                "fields: [cs-methd] => unknown field 'cs-methd' => did you mean 'cs-method'?",
            })
    void aHeaderThatTheSchemaDoesNotAllowIsRefused(String line, String reason, String remedy) {
        SigmaRules read = read(rule("selection:", "    c-ip: 1", "condition: selection") + line);

        assertThat(read.rules()).isEmpty();
        assertThat(read.refusals()).hasSize(1);
        assertThat(read.refusals().get(0).reason()).contains(reason);
        assertThat(read.refusals().get(0).remedy()).contains(remedy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "status: deprecated => another rule has replaced it",
                "tags: [Attack] => tag 'Attack'",
                "tags: [a.b, a.b] => 'a.b' is in 'tags' twice",
                "levle: high => did you mean 'level'?",
            })
    void whatShouldBeOtherwiseIsAWarning(String line, String warning) {
        SigmaRules read = read(rule("selection:", "    c-ip: 1", "condition: selection") + line);

        assertThat(read.rules()).hasSize(1);
        assertThat(read.warnings()).hasSize(1);
        assertThat(read.warnings().get(0).toString()).contains(warning).contains("warning: ");
    }

    @Test
    void warnsOfWhatADetectionShouldNotSay() {
        assertThat(read(ofLogs(
                                "product: windows",
                                "test",
                                "selection:",
                                "    Image|contains|all: x",
                                "    ComandLine: y",
                                "other:",
                                "    Image: z",
                                "condition: selection AND selection"))
                        .warnings())
                .map(RuleProblem::reason)
                .containsExactlyInAnyOrder(
                        "'all' with a single value",
                        "field 'ComandLine' is taken as the rule's own",
                        "selection 'other' is not used by the condition",
                        "'AND' in a condition");
    }

    @Test
    void aRuleWithoutAnIdIsCalledByItsNameOrAfterItsTitle() {
        String document = rule("selection:", "    c-ip: 1", "condition: selection");
        SigmaRules named = read(document.replaceFirst("id: .*\n", ""));
        String titled = document.replaceFirst("id: .*\n", "").replaceFirst("name: .*\n", "");
        String id = read(titled).rules().get(0).id();

        assertThat(named.rules().get(0).id()).isEqualTo("test");
        assertThat(id).isEqualTo(read(titled + "level: low").rules().get(0).id());
        assertThat(id)
                .isNotEqualTo(
                        read(titled.replace("A rule", "One")).rules().get(0).id());
        assertThat(named.warnings()).hasSize(1);
    }

    @Test
    void twoDocumentsOfOneIdAreNotConfused() {
        SigmaRules read = read(
                rule("selection:", "    c-ip: 1", "condition: selection"),
                rule("selection:", "    c-ip: 2", "condition: selection"));

        assertThat(read.rules()).hasSize(1);
        assertThat(read.refusals()).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.line()).isEqualTo(12);
            assertThat(problem.reason()).contains("rules/test.yml:1");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "selection:", "selection: {}", "selection: []", "selection: null", "timeframe: 5m"})
    void aDetectionThatLooksForNothingIsRefused(String selection) {
        assertThat(read(rule(selection, "condition: selection")).refusals()).isNotEmpty();
        assertThat(read(rule("selection:", "    c-ip: 1")).refusals())
                .map(RuleProblem::reason)
                .containsExactly("a detection without 'condition'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x: y", "category: 7", "category: ''", "{}"})
    void aLogsourceThatNamesNoLogsIsRefused(String logsource) {
        assertThat(read(ofLogs(logsource, "test", "selection:", "    a: 1", "condition: selection"))
                        .refusals())
                .isNotEmpty();
    }

    @Test
    void ecsNamesAreTakenAsTheyAreAndCheckedWhereTheyMustBe() {
        String document = ofLogs("product: any", "test", "selection:", "    %s: 1", "condition: selection");

        assertThat(read(document.formatted("source.ip")).rules().get(0).condition())
                .hasToString("source.ip equals '1'");
        assertThat(read(document.formatted("source.ipp") + "taxonomy: ecs").refusals())
                .map(RuleProblem::toString)
                .containsExactly("rules/test.yml:8:9: unknown field 'source.ipp': did you mean 'source.ip'?");
        assertThat(read(document.formatted("eventSource")).rules().get(0).condition())
                .hasToString("labels.eventSource equals '1'");
    }

    @Test
    void hostileYamlIsRefusedAndNotBelieved() {
        String billion = IntStream.range(0, 30)
                .mapToObj(i -> "a%d: &a%d [%s]".formatted(i, i, i == 0 ? "x" : "*a%d, *a%d".formatted(i - 1, i - 1)))
                .collect(Collectors.joining("\n"));

        assertThat(read(billion).refusals()).hasSize(1);
        assertThat(read("a: &a [*a]").refusals()).hasSize(1);
        assertThat(read("a: ".repeat(40)).refusals()).hasSize(1);
        assertThat(read("? [a, b]\n: c").refusals()).hasSize(1);
        assertThat(read("a: 1\na: 2").refusals().get(0).reason()).contains("given before");
        assertThat(read("x: !!java.net.URL [http://example.org]").refusals()).hasSize(1);
        assertThat(read("[".repeat(10_000)).refusals()).hasSize(1);
        assertThat(read("title: a\u0000b").refusals()).hasSize(1);
    }

    @Test
    void longWordsAndManyOfThemTakeNoLongTime() {
        String word = "x".repeat(300_000);
        String many = IntStream.range(0, 10_000)
                .mapToObj(i -> "    s%d: {labels.a|windash|contains: [' -a -b -c -d']}".formatted(i))
                .collect(Collectors.joining("\n"));

        assertThat(read(ofLogs("product: windows", "test", "s:", "    a|" + word + ": 1", "condition: s"))
                        .refusals())
                .hasSize(1);
        assertThat(read(rule("s:", "    " + word + ": 1", "condition: s")).refusals())
                .hasSize(1);
        assertThat(read(rule("s:", "    c-ip: 1", "condition: " + word)).refusals())
                .hasSize(1);
        assertThat(read(rule(
                                "s:",
                                "    c-ip: 1",
                                "condition: s or "
                                        .concat("s or ".repeat(200_000))
                                        .concat("s")))
                        .refusals())
                .hasSize(1);
        assertThat(read(rule(many, "condition: 1 of " + "*s".repeat(40))).refusals())
                .isNotEmpty();
        assertThat(read(word + ": 1").refusals()).hasSize(1);
        assertThat(read(rule("s:", "    c-ip|expand: '" + word + "%Servers%'", "condition: s"))
                        .refusals())
                .hasSize(1);
        assertThat(read(rule("s:", "    c-ip|re: '" + "(a*)*".repeat(60_000) + "'", "condition: s"))
                        .refusals())
                .hasSize(1);
    }
}
